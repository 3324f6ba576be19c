"""Times as text."""

from datetime import UTC, datetime

import pytest

from metering.file_formats.time_texts import TimeTexts, UnknownDateFormat


def seconds(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


HALF_PAST_ELEVEN = seconds(2026, 1, 31, 23, 30)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-01-31T23:30", "2026-01-31 23:30", "2026-01-31T23:30:00", "2026-01-31 23:30:00.000"),
        " 2026-01-31T23:30 ",
    ],
)
def test_reads_local_iso_times(text):
    column = TimeTexts().read([text])
    assert column.seconds.tolist() == [HALF_PAST_ELEVEN]
    assert (column.exact.tolist(), column.bad.tolist()) == ([False], [False])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-01-31T23:30Z",
            "2026-01-31 23:30:00+00:00",
            "2026-02-01T00:30+01",
            "2026-02-01T05:00:00+0530",
        ),
        "2026-01-31T15:30:00-08:00",
    ],
)
def test_reads_exact_iso_times(text):
    column = TimeTexts().read([text])
    assert (column.seconds.tolist(), column.exact.tolist()) == ([HALF_PAST_ELEVEN], [True])


def test_a_date_alone_is_its_midnight_and_a_day_may_end_at_24():
    column = TimeTexts().read(["2026-02-01", "2026-01-31T24:00"])
    assert column.seconds.tolist() == [seconds(2026, 2, 1)] * 2


@pytest.mark.parametrize(
    "text",
    [
        *("", "31/01/2026 23:30", "2026-02-30T00:00", "2026-13-01", "2026-01-31T25:00", "2026-01-31T24:01"),
        *("2026-01-31T23:60", "2026-01-31T23:30:00.5", "2026-01-31T23:30+19:00", "0001-01-01T00:00", "23:30"),
        "2026-01-31T23:30 Europe/Berlin",
    ],
)
def test_calls_all_else_bad(text):
    column = TimeTexts().read(["2026-01-31T23:30", text])
    assert (column.bad.tolist(), column.seconds.tolist()) == ([False, True], [HALF_PAST_ELEVEN, 0])


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("%d/%m/%Y %H:%M", "31/01/2026 23:30"),
        ("%m/%d/%Y %I:%M %p", "01/31/2026 11:30 PM"),
        ("%d.%m.%Y, %H:%M Uhr", "31.01.2026, 23:30 Uhr"),
        ("%Y%m%d%H%M", "202601312330"),
        ("%H:%M %d/%m/%Y", "23:30 31/01/2026"),
    ],
)
def test_reads_an_explicit_format(date_format, text):
    column = TimeTexts(date_format).read([text, text])
    assert column.seconds.tolist() == [HALF_PAST_ELEVEN] * 2
    assert column.exact.tolist() == [False, False]


@pytest.mark.parametrize("date_format", ["%d/%m/%Y %H:%M %z", "%Y%m%d%H%M%z"])
def test_an_explicit_format_may_have_an_offset(date_format):
    text = datetime.fromisoformat("2026-02-01T00:30:00+01:00").strftime(date_format)
    column = TimeTexts(date_format).read([text])
    assert (column.seconds.tolist(), column.exact.tolist()) == ([HALF_PAST_ELEVEN], [True])


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("%d/%m/%Y %H:%M", "13/31/2026 23:30"),
        ("%d/%m/%Y %H:%M", "2026-01-31T23:30"),
        ("%Y%m%d%H%M", "20260131"),
        ("%d/%m/%Y %H:%M", "31/01/1826 23:30"),
    ],
)
def test_an_explicit_format_takes_nothing_else(date_format, text):
    assert TimeTexts(date_format).read([text]).bad.tolist() == [True]


@pytest.mark.parametrize(
    "date_format", ["%Q %H", "%", "", "dd/mm/yyyy HH:MM", "%H:%M", "%d/%m %H:%M", "%-d/%m/%Y"]
)
def test_refuses_a_format_that_does_not_name_a_date(date_format):
    with pytest.raises(UnknownDateFormat, match="is not a date format; write one such as %d/%m/%Y %H:%M"):
        TimeTexts(date_format)


def test_forgets_what_it_has_read_before_it_grows_without_end(monkeypatch):
    monkeypatch.setattr("metering.file_formats.time_texts._CACHED", 2)
    texts = TimeTexts()
    for day in range(1, 10):
        assert texts.read([f"2026-01-{day:02}"]).seconds.tolist() == [seconds(2026, 1, day)]
    assert len(texts._dates) <= 3
