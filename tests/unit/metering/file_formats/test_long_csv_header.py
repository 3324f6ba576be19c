"""The header of a CSV of readings."""

import pytest

from metering.file_formats.long_csv_header import has_readings, read_header
from metering.file_formats.parsed_readings import UnreadableFile


def test_knows_columns_by_clear_names_in_any_case_and_order():
    header = read_header(
        "Value,Quality,MPAN,Register,Interval Start,Unit,Interval-Length,Meter_Serial,Note\n", 1
    )
    assert (header.delimiter, header.width, header.unit) == (",", 9, None)
    assert header.columns == {
        "value": 0,
        "quality": 1,
        "service_point": 2,
        "channel": 3,
        "start": 4,
        "unit": 5,
        "step_minutes": 6,
        "meter_serial": 7,
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tells_the_delimiter(delimiter):
    assert read_header(delimiter.join(["nmi", "start", "value"]), 1).delimiter == delimiter


def test_takes_the_delimiter_it_is_given():
    assert has_readings("start;value", ";")
    assert not has_readings("start;value", ",")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("value", None),
        ("kWh", "kWh"),
        ("Consumption kWh", "kWh"),
        ("consumption_kwh", "kwh"),
        ("Usage (MWh)", "MWh"),
        ("Quantity [m3]", "m3"),
    ],
)
def test_reads_the_unit_from_the_name_of_the_values(name, unit):
    assert read_header(f"time,{name}", 1).unit == unit


@pytest.mark.parametrize(
    "line", ["load_kw,pv_production_factor", "start", "value", "", "start,off peak kWh", "a,b"]
)
def test_needs_times_and_values(line):
    assert not has_readings(line)
    with pytest.raises(UnreadableFile, match="no column of times, or none of values"):
        read_header(line, 1)


def test_refuses_two_columns_for_one_thing():
    with pytest.raises(UnreadableFile, match=r"row 3, header 'kWh, value': two columns could be the value"):
        read_header("start,kWh,value", 3)
