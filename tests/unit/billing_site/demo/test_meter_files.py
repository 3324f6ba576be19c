"""The year's meter files of a few service points."""

from collections import Counter
from datetime import UTC, date, datetime

import numpy as np
import pytest

from billing_site.demo.delivered_readings import month_readings
from billing_site.demo.meter_files import count_meter_files, write_meter_files
from billing_site.demo.months import later_month
from metering.file_formats.detection import parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import ParsedRun, RowError
from metering.usage.local_calendar import LocalCalendar
from tests.unit.billing_site.demo.worlds import channels_of, point, whole_world, world_of

UNTIL = date(2026, 11, 23)
FEW = (
    *(("HARBOUR", 20), ("HARBOUR", 21), ("HARBOUR", 22), ("HARBOUR", 60), ("RIDINGS", 3)),
    *(("RIDINGS", 30), ("FOGBANK", 2), ("OCOTILLO", 12), ("LAGOA", 1), ("POLDERTEL", 0)),
)


@pytest.fixture(scope="module")
def few_files(tmp_path_factory):
    return list(write_meter_files(world_of(*FEW), tmp_path_factory.mktemp("files"), UNTIL))


def items_of(file):
    profile = LongCsvProfile(**file.profile) if file.profile else None
    with file.path.open("rb") as source:
        return list(parse_meter_file(source, file_name=file.path.name, profile=profile))


def runs_of(file):
    return [item for item in items_of(file) if isinstance(item, ParsedRun)]


def end_of(run):
    return datetime.fromtimestamp(run.start.timestamp() + len(run.quantities) * run.step_minutes * 60, UTC)


def only(files, *words):
    (found,) = [file for file in files if all(word in file.path.name for word in words)]
    return found


def test_comes_in_order_and_as_often_as_counted(few_files):
    assert len(few_files) == count_meter_files(world_of(*FEW), UNTIL) == 13 * 7 + 1
    received = [file.received_at_hint for file in few_files]
    assert received == sorted(received)
    assert received[0] == datetime(2025, 12, 3, 5, tzinfo=UTC)
    assert received[-1] < datetime(2026, 11, 24, tzinfo=UTC)
    assert Counter(file.utility_code for file in few_files)["HARBOUR"] == 27


def test_the_same_world_gives_the_same_bytes(few_files, tmp_path):
    again = write_meter_files(world_of(*FEW), tmp_path, UNTIL)
    assert [file.path.read_bytes() for file in again] == [file.path.read_bytes() for file in few_files]


def test_holds_what_the_meters_delivered(few_files):
    world = world_of(*FEW)
    for utility, number, clock in (
        ("HARBOUR", 60, "Etc/GMT-10"),
        ("FOGBANK", 2, "America/Los_Angeles"),
        ("LAGOA", 1, "Europe/Lisbon"),
    ):
        service_point = point(utility, number)
        expected = Counter()
        for month in (later_month(world.first_month, index) for index in range(12)):
            delivered = month_readings(service_point, channels_of(service_point), clock, month, world.trouble)
            for code, readings in delivered.items():
                expected[code, month] += int(readings.quantities.sum())
        found = Counter()
        for file in (one for one in few_files if one.utility_code == utility):
            name = next(part for part in file.path.stem.split("_") if part.startswith("202"))
            month = date.fromisoformat(f"{name}-01")
            for run in (
                runs_of(file) if "corrected" not in file.path.name and month < date(2026, 11, 1) else []
            ):
                first = LocalCalendar(clock).day_start(month)
                skipped = max(0, int((first - run.start).total_seconds()) // (run.step_minutes * 60))
                if run.service_point == service_point.code:
                    thousandths = run.quantities[skipped:] * 10 ** (3 - run.decimals)
                    found[run.channel, month] += int(thousandths.sum())
        assert found == expected


def test_counts_its_readings(few_files):
    for file in few_files[::9]:
        counted = sum(
            len(run.quantities) if run.qualities is None else int((run.qualities > 0).sum())
            for run in runs_of(file)
        )
        assert file.reading_count == counted


def test_nothing_lies_at_or_after_the_last_day(few_files):
    clocks = {"HARBOUR": "Etc/GMT-10"} | {
        one.code: one.csv_style.zone_name for one in whole_world().utilities if one.csv_style
    }
    for file in few_files:
        limit = LocalCalendar(clocks[file.utility_code]).day_start(UNTIL)
        last = max(end_of(run) for run in runs_of(file))
        assert last <= limit
        assert last <= file.received_at_hint
        if "2026-11" in file.path.name:
            assert last == limit


def test_every_local_day_of_the_billed_months_is_whole(few_files):
    for utility, number in (("HARBOUR", 60), ("RIDINGS", 3), ("FOGBANK", 2), ("POLDERTEL", 0)):
        service_point = point(utility, number)
        files = [file for file in few_files if file.utility_code == utility]
        runs = [run for file in files for run in runs_of(file) if run.service_point == service_point.code]
        one_channel = [run for run in runs if run.channel == runs[0].channel]
        span = LocalCalendar(service_point.place.zone_name).span(date(2025, 11, 1), date(2026, 11, 1))
        step_s = one_channel[0].step_minutes * 60
        starts = np.concatenate(
            [run.start.timestamp() + np.arange(len(run.quantities)) * step_s for run in one_channel]
        )
        inside = starts[(starts >= span.start.timestamp()) & (starts < span.end.timestamp())]
        assert len(np.unique(inside)) == len(inside) == 365 * 86400 // step_s


def test_one_file_has_a_row_that_cannot_be_read(few_files):
    (file,) = [one for one in few_files if one.accept_partial]
    assert file.path.name == "readings_ocotillo_2026-06.csv"
    (error,) = [item for item in items_of(file) if isinstance(item, RowError)]
    assert error.value == "#VALUE!"
    assert error.field == "value"


def test_a_silent_point_is_in_no_file(few_files):
    silent = point("RIDINGS", 30).code
    assert ("RIDINGS", silent) in whole_world().trouble.silent
    for file in (one for one in few_files if one.utility_code == "RIDINGS"):
        assert silent not in {run.service_point for run in runs_of(file)}


def test_the_late_correction_holds_its_days_and_comes_in_the_last_month(few_files):
    file = only(few_files, "corrected")
    assert file.received_at_hint == datetime(2026, 10, 17, 4, tzinfo=UTC)
    runs = runs_of(file)
    assert {run.service_point for run in runs} == {point("HARBOUR", number).code for number in (20, 21, 22)}
    assert {(run.start, end_of(run)) for run in runs} == {
        (datetime(2026, 7, 10, 14, tzinfo=UTC), datetime(2026, 7, 15, 14, tzinfo=UTC))
    }
    assert all(run.qualities is None for run in runs)


def test_a_last_month_that_is_not_over_is_refused(tmp_path):
    with pytest.raises(ValueError, match="the readings end on 2026-10-31"):
        next(write_meter_files(world_of(*FEW), tmp_path, date(2026, 10, 31)))


def test_without_a_day_of_the_following_month_there_is_no_file_of_it(tmp_path):
    world = world_of(("POLDERTEL", 0), *(("HARBOUR", number) for number in (20, 21, 22)))
    files = list(write_meter_files(world, tmp_path, date(2026, 11, 1)))
    assert not [file for file in files if "2026-11" in file.path.name]
    assert max(file.received_at_hint for file in files) < datetime(2026, 11, 2, tzinfo=UTC)
