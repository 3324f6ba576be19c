"""`manage.py import_readings`."""

import gzip
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing_site.foundation.models import AuditEntry
from metering.management.commands import import_readings as command
from metering.models import IntervalDay, ReadingBatch
from tests.factories.meter_files import days_from
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory, UtilityFactory
from tests.integration.metering.meter_files import joined, long_csv, nem12

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def channel():
    site = SiteFactory(zone_name="Australia/Brisbane")
    return ChannelFactory(service_point=ServicePointFactory(code="4001000001", site=site))


def written(tmp_path, source, file_name="march.csv"):
    path = tmp_path / file_name
    path.write_bytes(source.getvalue())
    return path


def run(*arguments) -> tuple[list[str], list[str]]:
    """The lines for people and the lines of problems; a failure is the last of these."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_readings", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}\n")
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def test_tells_what_was_stored(tmp_path, monkeypatch):
    ticks = iter([10.0, 10.5])
    monkeypatch.setattr(command.time, "monotonic", lambda: next(ticks))
    path = written(tmp_path, nem12(days_from(FIRST, 31)))
    out, err = run("NORTH", path)
    batch = ReadingBatch.objects.get()
    assert out == [
        f"{path}: NEM12, batch {batch.pk}",
        "  readings           1,488  in 0.5 s, 2,976 readings/s",
        "  local days            31",
        "  duplicates             0",
        "  rejected               0",
        out[-1],
    ]
    assert out[-1].startswith("  findings ")
    assert err == []
    assert AuditEntry.objects.get(action="IMPORTED").actor_label == "manage.py import_readings"


def test_a_second_time_changes_nothing(tmp_path):
    path = written(tmp_path, nem12({FIRST: "1"}))
    run("NORTH", path)
    out, err = run("NORTH", path)
    batch = ReadingBatch.objects.get()
    (line,) = out
    assert line.startswith(f"{path}: imported already as batch {batch.pk} on {batch.received_at:%Y-%m-%d}")
    assert line.endswith("(48 readings stored, 0 rejected); nothing changed")
    assert err == []


def test_refuses_a_bad_file_and_imports_the_others(tmp_path):
    bad = written(tmp_path, nem12({FIRST: ["1"] * 40}), "bad.csv")
    good = written(tmp_path, nem12({FIRST: "1"}), "good.csv")
    missing = tmp_path / "missing.csv"
    out, err = run("NORTH", bad, good, missing)
    assert out[0].startswith(f"{good}: NEM12, batch ")
    assert err[0].startswith(f"{bad}: row 3, ")
    assert err[0].endswith(")")
    assert err[1:] == [
        f"{bad}: nothing was stored",
        f"{missing}: cannot be read: No such file or directory (check the name and your permission)",
        "2 of 3 file(s) were refused; nothing of them is stored",
    ]
    assert ReadingBatch.objects.get().source_name == "good.csv"


def test_names_an_unknown_service_point_and_the_cure(tmp_path):
    path = written(tmp_path, nem12({FIRST: "1"}, nmi="9999999999"))
    _, err = run("NORTH", path)
    assert err[0] == (
        f"{path}: row 3, service point '9999999999': North Grid has no service point of this code with "
        "channels (add the service point and its channels, or correct the code in the file)"
    )


def test_stores_a_part_when_told_to(tmp_path):
    source = joined(nem12({FIRST: "1"}), nem12({FIRST: "1"}, nmi="9999999999"))
    path = written(tmp_path, source)
    out, err = run("NORTH", path, "--accept-partial")
    assert "  rejected              48" in out
    assert len(err) == 1
    assert err[0].startswith(f"{path}: row 5, service point '9999999999'")
    assert IntervalDay.objects.count() == 1


def test_shows_twenty_problems_and_counts_the_rest(tmp_path):
    files = [nem12({FIRST: "1"}, nmi=f"5{number:09}") for number in range(25)]
    path = written(tmp_path, joined(*files))
    _, err = run("NORTH", path)
    assert len(err) == 23
    assert err[20:] == [
        f"{path}: and 5 more problem(s)",
        f"{path}: nothing was stored",
        "1 of 1 file(s) were refused; nothing of them is stored",
    ]


def test_reads_a_csv_as_it_is_told_to(tmp_path, channel):
    rows = [
        f"4001000001,E1,01/03/2026 {hour:02}:{minute:02},1,kWh" for hour in range(2) for minute in (0, 30)
    ]
    path = written(tmp_path, long_csv(rows))
    options = ["--timezone", "Australia/Brisbane", "--date-format", "%d/%m/%Y %H:%M", "--interval-ending"]
    out, err = run("NORTH", path, *options)
    assert err == []
    assert out[0].startswith(f"{path}: LONG_CSV, batch ")
    totals = dict(IntervalDay.objects.values_list("date", "total"))
    assert totals == {date(2026, 2, 28): 1000, FIRST: 3000}


def test_reads_a_csv_that_names_neither_point_nor_channel_nor_unit(tmp_path):
    rows = [f"2026-03-01T{hour:02}:{minute:02}:00+10:00,1500" for hour in range(24) for minute in (0, 30)]
    path = written(tmp_path, long_csv(rows, header="start,value"))
    _, err = run("NORTH", path, "--service-point", "4001000001", "--channel", "E1", "--unit", "Wh")
    assert err == []
    assert IntervalDay.objects.get().total == 72_000


def test_reads_a_packed_file(tmp_path):
    path = tmp_path / "march.csv.gz"
    path.write_bytes(gzip.compress(nem12({FIRST: "1"}).getvalue()))
    assert run("NORTH", path)[1] == []
    assert IntervalDay.objects.get().total == 48_000


def test_names_the_utilities_there_are(tmp_path):
    UtilityFactory(code="EAST")
    path = written(tmp_path, nem12({FIRST: "1"}))
    assert run("NORHT", path) == ([], ["there is no utility NORHT; there is EAST, NORTH"])


def test_refuses_a_time_zone_that_does_not_exist(tmp_path):
    path = written(tmp_path, nem12({FIRST: "1"}))
    _, err = run("NORTH", path, "--timezone", "Mars/Olympus")
    assert err == ["--timezone: 'Mars/Olympus' is not an IANA time zone such as Europe/Berlin"]
    assert not ReadingBatch.objects.exists()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            ("--date-format", "dd/mm/yyyy"),
            "--date-format: 'dd/mm/yyyy' is not a date format; write one such as",
        ),
        (("--step-minutes", "0"), "--step-minutes 0 is no interval length; write one such as 30"),
    ],
)
def test_refuses_an_option_that_means_nothing(tmp_path, option, message):
    _, (line,) = run("NORTH", written(tmp_path, nem12({FIRST: "1"})), *option)
    assert line.startswith(message)


def test_asks_for_the_zone_of_a_csv_that_does_not_say(tmp_path):
    # By whose clock it goes decides which hours are peak, so it is never guessed.
    rows = [
        f"4001000001,E1,2026-03-01 {hour:02}:{minute:02},1,kWh" for hour in range(24) for minute in (0, 30)
    ]
    path = written(tmp_path, long_csv(rows))
    out, err = run("NORTH", path)
    refusal = (
        f"{path}: row 2, start '2026-03-01 00:00': the time has no offset from UTC, and no zone is named by"
        " whose clock it goes (name the time zone of the file, or write times such as 2026-01-31T23:30+01:00)"
    )
    assert out == []
    assert err == [
        refusal,
        f"{path}: nothing was stored",
        f"{path}: how a CSV writes is told by --timezone, --date-format, --interval-ending and --decimal-comma",
        "1 of 1 file(s) were refused; nothing of them is stored",
    ]
    assert not ReadingBatch.objects.exists()
    assert run("NORTH", path, "--timezone", "Australia/Brisbane")[1] == []


def test_reads_decimal_commas_and_lone_readings_when_told(tmp_path):
    path = written(
        tmp_path, long_csv(["4001000001;E1;2026-03-01 00:00Z;1,5;kWh"], "nmi;channel;start;value;unit")
    )
    assert run("NORTH", path, "--decimal-comma", "--step-minutes", "30")[1] == []
    assert IntervalDay.objects.get().total == 1500


def test_tells_people_at_a_terminal_how_far_it_is(tmp_path, monkeypatch):
    class Terminal(StringIO):
        def isatty(self):
            return True

    path = written(tmp_path, nem12({FIRST: "1"}))
    err = Terminal()
    call_command("import_readings", "NORTH", str(path), stdout=StringIO(), stderr=err)
    assert f"{path}: 48 readings, " in err.getvalue()
