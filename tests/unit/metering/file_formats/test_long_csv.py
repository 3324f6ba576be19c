"""CSV files of one row per reading, as a whole."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from metering.file_formats.long_csv import LongCsvProfile, parse_long_csv
from metering.file_formats.parsed_readings import UnreadableFile
from metering.usage.local_calendar import UnknownTimeZone
from tests.unit.metering.file_formats.files import csv_items, duplicates, errors, runs, values_of

SUMMER_CLOCK = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]


def test_reads_channels_in_any_order_of_rows():
    items = csv_items(
        "nmi,channel,timestamp,value,unit,quality\n"
        "N1,E1,2026-01-01T00:30Z,0.25,Wh,A\n"
        "N2,E1,2026-01-01T00:00Z,7,Wh,A\n"
        "N1,E1,2026-01-01T00:00Z,1.5,Wh,E\n"
        "N2,E1,2026-01-01T00:30Z,8,Wh,A\n"
    )
    first, second = items
    assert (first.service_point, first.channel, first.unit, first.row) == ("N1", "E1", "Wh", 4)
    assert (values_of(first), first.decimals) == ([Decimal("1.5"), Decimal("0.25")], 2)
    assert (first.start, first.step_minutes) == (datetime(2026, 1, 1, tzinfo=UTC), 30)
    assert first.qualities.tolist() == [20, 60]
    assert (second.service_point, values_of(second), second.qualities) == ("N2", [7, 8], None)


def test_a_file_of_two_columns_is_one_channel_named_after_it():
    text = "\n\nstart,value\n2020-04-01 01:00:00+00:00,0.078\n2020-04-01 02:00:00+00:00,0.1\n"
    (run,) = csv_items(text, file_name="house_7.csv.gz")
    assert (run.service_point, run.channel, run.unit, run.row) == ("house_7", "1", "kWh", 4)
    assert values_of(run) == [Decimal("0.078"), Decimal("0.1")]


def test_the_profile_names_what_the_file_does_not():
    text = "start,value\n2026-01-01 00:00,1\n"
    profile = {"zone_name": "Australia/Brisbane", "unit": "m3", "service_point": "S1", "channel": "W"}
    (run,) = csv_items(text, **profile, step_minutes=60)
    assert (run.service_point, run.channel, run.unit, run.step_minutes) == ("S1", "W", "m3", 60)
    assert run.start == datetime(2025, 12, 31, 14, tzinfo=UTC)


def test_what_the_file_says_wins():
    text = "nmi,start,kWh\nN1,2026-01-01 00:00Z,1\nN1,2026-01-01 01:00Z,1\n"
    (run,) = csv_items(text, unit="m3", service_point="S1", zone_name="Australia/Brisbane")
    assert (run.service_point, run.unit, run.start.hour) == ("N1", "kWh", 0)


def test_reads_interval_ends_in_an_explicit_format_across_the_spring_change():
    # Toronto, 11 March 2012: hours ending 01:00, 03:00 and 04:00; midnight closes the day it names.
    labels = [
        *(f"03/10/2012 {hour:02}:00" for hour in (22, 23, 0)),
        *(f"03/11/2012 0{hour}:00" for hour in (1, 3, 4)),
    ]
    text = "DateTime,Consumption kWh,Off-peak\n" + "".join(
        f"{label},0.3{n},1\n" for n, label in enumerate(labels)
    )
    profile = {"date_format": "%m/%d/%Y %H:%M", "interval_ending": True, "zone_name": "America/Toronto"}
    (run,) = csv_items(text, **profile)
    assert (run.start, run.step_minutes) == (datetime(2012, 3, 11, 2, tzinfo=UTC), 60)
    assert run.quantities.tolist() == [30, 31, 32, 33, 34, 35]


def test_a_local_day_of_25_hours_is_50_half_hours_in_a_row():
    clocks = [*SUMMER_CLOCK[:6], "02:00", "02:30", *SUMMER_CLOCK[6:]]
    text = "start;value\n" + "".join(f"2026-10-25 {clock};{n},5\n" for n, clock in enumerate(clocks))
    (run,) = csv_items(text, zone_name="Europe/Berlin", decimal_comma=True)
    assert (run.start, len(run.quantities)) == (datetime(2026, 10, 24, 22, tzinfo=UTC), 50)
    assert run.quantities.tolist() == [10 * number + 5 for number in range(50)]


def test_a_local_time_that_does_not_exist_or_is_not_told_apart_is_refused_with_its_cure():
    text = "start,value\n2026-03-29 02:30,1\n2026-03-29 03:00,1\n2026-03-29 03:30,1\n2026-10-25 02:30,1\n"
    found = errors(csv_items(text, zone_name="Europe/Berlin"))
    assert [(error.row, error.value) for error in found] == [
        (2, "2026-03-29 02:30"),
        (5, "2026-10-25 02:30"),
    ]
    assert all("offset" in error.cure for error in found)


def test_refuses_times_by_an_unknown_clock_at_the_first():
    text = "start,value\n2026-03-01 00:00Z,1\n2026-03-01 00:30,1\n2026-03-01 01:00,1\n"
    with pytest.raises(UnreadableFile) as caught:
        csv_items(text, zone_name=None)
    (error,) = caught.value.errors
    assert (error.row, error.field, error.value) == (3, "start", "2026-03-01 00:30")
    assert error.message == "the time has no offset from UTC, and no zone is named by whose clock it goes"


def test_tells_a_date_that_does_not_exist_from_one_of_another_format():
    rows = ["2026-02-31 00:00", "2026-02-31", "2026-02-28 24:30", "28/02/2026 00:00", "2026-02-28 0:30"]
    found = errors(csv_items("start,value\n" + "".join(f"{row},1\n" for row in rows)))
    messages = [error.message for error in found]
    assert messages[:3] == ["there is no such date or time"] * 3
    assert all(
        message.startswith("this is no time of the format 2026-01-31T23:30") for message in messages[3:]
    )
    assert len(messages) == 5


def test_tells_readings_that_come_twice():
    text = "start,value\n2026-01-01 00:00,1\n2026-01-01 00:30,2\n2026-01-01 00:00,1\n2026-01-01 00:30,3\n"
    items = csv_items(text)
    assert [run.quantities.tolist() for run in runs(items)] == [[1, 2], [1, 3]]
    assert [(each.start.minute, each.row, each.differs) for each in duplicates(items)] == [
        (0, 4, False),
        (30, 5, True),
    ]


def test_reads_a_file_in_tables_when_it_is_long(monkeypatch):
    monkeypatch.setattr("metering.file_formats.csv_columns._ROWS_AT_ONCE", 3)
    monkeypatch.setattr("metering.file_formats.long_csv._ROWS_AT_ONCE", 7)
    clocks = SUMMER_CLOCK + SUMMER_CLOCK[:1]
    rows = [f"{nmi},2026-01-01 {clock},{n}\n" for n, clock in enumerate(clocks) for nmi in ("N1", "N2")]
    items = csv_items("nmi,start,value\n" + "".join(rows))
    for nmi in ("N1", "N2"):
        quantities = [
            number for run in runs(items) if run.service_point == nmi for number in run.quantities.tolist()
        ]
        assert sorted(quantities) == list(range(49))
    assert [(each.service_point, each.row, each.differs) for each in duplicates(items)] == [
        ("N1", 98, True),
        ("N2", 99, True),
    ]


def test_a_bad_row_does_not_hide_the_good_ones_around_it():
    values = ["1", "x", "", "4", "5"]
    rows = [f"2026-01-01 0{n // 2}:{n % 2 * 3}0,{value}\n" for n, value in enumerate(values)]
    items = csv_items("start,value\n" + "".join(rows) + "2026-01-01 02:30\n")
    assert [(error.row, error.field) for error in errors(items)] == [
        (3, "value"),
        (4, "value"),
        (7, "row"),
    ]
    assert [(run.row, run.quantities.tolist()) for run in runs(items)] == [(2, [1]), (5, [4, 5])]


def test_refuses_a_header_it_does_not_understand_and_an_unknown_zone():
    with pytest.raises(UnreadableFile):
        list(parse_long_csv(iter(["a,b\n"]), file_name="x.csv", profile=LongCsvProfile()))
    with pytest.raises(UnknownTimeZone):
        csv_items("start,value\n2026-01-01 00:00,1\n", zone_name="Mars/Base")
