"""The header of a CSV of readings."""

import pytest

from metering.file_formats.long_csv_header import is_header, read_header
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
    assert is_header("start;value", ";")
    assert not is_header("start;value", ",")


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
def test_a_line_that_names_less_than_two_columns_is_no_header(line):
    assert not is_header(line)
    with pytest.raises(UnreadableFile, match="the header names no column of"):
        read_header(line, 1)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("service_point,channel,start", "no column of values"),
        ("nmi;kWh", "no column of times"),
        ("nmi,channel", "no column of times and no column of values"),
    ],
)
def test_says_which_column_a_header_lacks(line, missing):
    with pytest.raises(UnreadableFile) as caught:
        read_header(line, 1)
    (error,) = caught.value.errors
    assert (error.field, error.value, error.message) == ("header", line, f"the header names {missing}")


def test_refuses_two_columns_for_one_thing():
    with pytest.raises(UnreadableFile, match=r"row 3, header 'kWh, value': two columns could be the value"):
        read_header("start,kWh,value", 3)


def test_passes_over_our_own_notes_on_rejected_rows():
    header = read_header("nmi,start,value,_row,_field,_value,_message,_cure", 1)
    assert (header.width, header.columns) == (8, {"service_point": 0, "start": 1, "value": 2})
