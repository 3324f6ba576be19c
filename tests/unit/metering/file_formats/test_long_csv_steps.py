"""How long the readings of a CSV last that does not tell: as long as those of the stored channel."""

import io

import pytest

from metering.file_formats.channel_steps import ChannelSteps
from metering.file_formats.detection import parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from tests.unit.metering.file_formats.files import csv_items, errors, runs

HEADER = "service_point,channel,start,value,unit\n"
STEPS = ChannelSteps(30, {("A", "Q1"): 15})


def items(*rows, steps=STEPS, **wishes):
    source = io.BytesIO((HEADER + "\n".join(rows) + "\n").encode())
    profile = LongCsvProfile(**wishes)
    return list(parse_meter_file(source, file_name="x.csv", profile=profile, steps=steps))


def row(clock="00:00", value="1", channel="E1", unit="kWh", point="A"):
    return f"{point},{channel},2026-03-01T{clock}Z,{value},{unit}"


def starts(found):
    return [(run.start.strftime("%H:%M"), run.step_minutes, len(run.quantities)) for run in runs(found)]


def test_a_row_that_stands_alone_lasts_as_long_as_its_channel():
    found = items(row("06:30"), row("07:00", channel="Q1"))
    assert (starts(found), errors(found)) == ([("06:30", 30, 1), ("07:00", 15, 1)], [])


def test_its_time_may_be_the_end():
    assert starts(items(row("06:30"), interval_ending=True)) == [("06:00", 30, 1)]


def test_corrected_rows_that_come_back_stand_alone_each():
    found = items(row("00:30"), row("05:00"), row("11:30"), row("12:00"))
    assert starts(found) == [("00:30", 30, 1), ("05:00", 30, 1), ("11:30", 30, 2)]


def test_a_bad_value_does_not_make_the_others_longer():
    rows = [row("00:00"), row("00:30", value="=1+1"), row("01:00")]
    assert starts(items(*rows)) == starts(items(*rows, steps=None)) == [("00:00", 30, 1), ("01:00", 30, 1)]
    assert [(error.row, error.field) for error in errors(items(*rows))] == [(3, "value")]


def test_a_file_that_tells_is_believed():
    """Its channel is refused for it later, rather than an hour's usage being put into half an hour."""
    found = items(*(row(f"0{hour}:00") for hour in range(5)))
    assert starts(found) == [("00:00", 60, 5)]


def test_readings_that_do_not_fit_the_channel_are_as_far_apart_as_they_are():
    assert starts(items(row("00:00"), row("00:05"))) == [("00:00", 5, 2)]


def test_a_row_of_another_unit_stands_beside_the_others():
    found = items(*(row(f"0{hour}:00") for hour in range(5)), row("06:00", unit="MWh"))
    assert starts(found) == [("00:00", 60, 5), ("06:00", 60, 1)]


def test_without_a_channel_to_ask_the_length_must_be_named():
    (error,) = errors(items(row("06:30"), steps=None))
    assert (error.value, error.cure[:24]) == ("2026-03-01T06:30Z", "name the interval length")


@pytest.mark.parametrize("code", ["4.10352E+09", "4,10352E+09", "1e+12"])
def test_a_code_that_a_spreadsheet_has_changed_is_told_with_its_cure(code):
    (error,) = errors(items(row(point=f'"{code}"')))
    assert (error.row, error.field, error.message) == (
        2,
        "service_point",
        f"a spreadsheet has changed this code: {code}",
    )
    assert error.cure.startswith("format the column as text")


def test_times_are_shown_as_the_file_writes_them():
    text = "start;value\n" + "".join(
        f"23/11/2026 {clock};1\n" for clock in ("01:00", "01:30", "02:00", "01:40", "02:30")
    )
    (error,) = errors(csv_items(text, date_format="%d/%m/%Y %H:%M", zone_name="Australia/Sydney"))
    assert (error.row, error.value) == (5, "23/11/2026 01:40")
    rows = [f"A,E1,2026-11-23T0{time}+11:00,1,kWh" for time in ("1:00", "1:30", "2:00", "1:40", "2:30")]
    (error,) = errors(items(*rows))
    assert (error.row, error.value) == (5, "2026-11-23T01:40+11:00")
