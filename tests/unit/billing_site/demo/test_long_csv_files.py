"""Long CSV as it is written."""

from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest

from billing_site.demo.long_csv_files import CsvChannel, long_csv_file
from billing_site.demo.world import CsvStyle
from metering.file_formats.detection import parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import RowError
from metering.usage.interval_grid import IntervalGrid
from metering.usage.reading_quality import ReadingQuality

GRID = IntervalGrid(datetime(2026, 3, 8, 8, tzinfo=UTC), 60, 4)


def channel(quantities=(5, 1200, 0, 98765), qualities=(60, 60, 20, 60), **kwargs):
    return CsvChannel(
        "P-1", "DEL", "kWh", np.array(quantities), np.array(qualities, dtype=np.uint8), **kwargs
    )


def rows(style, *channels, grid=GRID):
    return b"".join(long_csv_file(grid, style, channels)).decode().splitlines()


def test_writes_one_row_per_reading_by_the_files_clock():
    # Local midnight of the day on which clocks go from two to three.
    assert rows(CsvStyle("America/Los_Angeles", date_format="%m/%d/%Y %H:%M"), channel()) == [
        "service_point,channel,start,value,unit,quality",
        "P-1,DEL,03/08/2026 00:00,0.005,kWh,A",
        "P-1,DEL,03/08/2026 01:00,1.200,kWh,A",
        "P-1,DEL,03/08/2026 03:00,0.000,kWh,E",
        "P-1,DEL,03/08/2026 04:00,98.765,kWh,A",
    ]


def test_labels_of_ends_are_those_of_ends():
    header, *found = rows(CsvStyle("UTC", interval_ending=True), channel())
    assert header == "service_point,channel,timestamp,value,unit,quality"
    assert [row.split(",")[2] for row in found] == [f"2026-03-08 {hour:02}:00" for hour in (9, 10, 11, 12)]


def test_missing_intervals_have_no_row():
    found = rows(CsvStyle("UTC"), channel(qualities=(60, 0, 0, 60)), channel(qualities=(0, 0, 0, 0)))
    assert [row.split(",")[2] for row in found[1:]] == ["2026-03-08 08:00", "2026-03-08 11:00"]


def test_an_unreadable_value_stands_as_it_is():
    found = rows(CsvStyle("UTC"), channel(unreadable=(1, "#VALUE!")))
    assert found[2] == "P-1,DEL,2026-03-08 09:00,#VALUE!,kWh,A"
    assert found[3] == "P-1,DEL,2026-03-08 10:00,0.000,kWh,E"


@pytest.mark.parametrize(
    "style",
    [
        CsvStyle("America/Los_Angeles", date_format="%m/%d/%Y %H:%M"),
        CsvStyle("America/Los_Angeles", interval_ending=True),
        CsvStyle("UTC", date_format="%d/%m/%Y %H:%M"),
    ],
)
@pytest.mark.parametrize("start", [datetime(2026, 3, 8, 8, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC)])
def test_is_read_back_as_the_same_numbers_on_days_of_a_clock_change(style, start):
    grid = IntervalGrid(start, 15, 100)
    one = CsvChannel("P-1", "DEL", "kWh", np.arange(100) * 7, np.full(100, 60, dtype=np.uint8))
    content = b"".join(long_csv_file(grid, style, [one]))
    profile = LongCsvProfile(
        zone_name=style.zone_name, interval_ending=style.interval_ending, date_format=style.date_format
    )
    (run,) = parse_meter_file(BytesIO(content), file_name="x.csv", profile=profile)
    assert (run.start, run.step_minutes, run.unit) == (start, 15, "kWh")
    assert (run.quantities * 10 ** (3 - run.decimals)).tolist() == (np.arange(100) * 7).tolist()
    assert run.qualities is None or (run.qualities == ReadingQuality.ACTUAL).all()


def test_an_unreadable_row_is_named_and_the_rest_is_read():
    content = b"".join(long_csv_file(GRID, CsvStyle("UTC"), [channel(unreadable=(1, "#VALUE!"))]))
    items = list(
        parse_meter_file(BytesIO(content), file_name="x.csv", profile=LongCsvProfile(zone_name="UTC"))
    )
    (error,) = [item for item in items if isinstance(item, RowError)]
    assert (error.row, error.field, error.value) == (3, "value", "#VALUE!")
    assert sum(len(item.quantities) for item in items if item is not error) == 3
