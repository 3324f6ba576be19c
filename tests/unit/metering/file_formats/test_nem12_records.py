"""The records of NEM12, each by itself."""

import pytest

from metering.file_formats.nem12_records import (
    InvalidRecord,
    QualityCoverage,
    Stream,
    read_day,
    read_stream,
)
from metering.usage.reading_quality import ReadingQuality
from tests.unit.metering.file_formats.files import day

HALF_HOURS = Stream("NMI0000001", "E1", "METER1", "KWH", 30)


def fields(record: str) -> list[str]:
    return record.split(",")


def refusal(read, *args):
    with pytest.raises(InvalidRecord) as caught:
        read(*args)
    error = caught.value.error
    return error.field, error.value


def test_a_stream_keeps_its_unit_as_written():
    record = "200, VABD000163 ,E1Q1,1,Q1,,METSER123,kVArh,15,20040601"
    assert read_stream(2, fields(record)) == Stream("VABD000163", "Q1", "METSER123", "kVArh", 15)


def test_a_stream_may_end_after_its_interval_length():
    assert read_stream(2, fields("200,NMI111,E1,E1,E1,N1,SN,KWH,15")).interval_count == 96


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ("200,,E1,1,E1,N1,M,KWH,30", "NMI", ""),
        ("200,NMI1,E1,1,,N1,M,KWH,30", "NMISuffix", ""),
        ("200,NMI1,E1,1,E1,N1,M,KWH,", "IntervalLength", ""),
        ("200,NMI1,E1,1,E1,N1,M,KWH,7", "IntervalLength", "7"),
        ("200,NMI1,E1,1,E1,N1,M,KWH,-30", "IntervalLength", "-30"),
        ("200,NMI1", "NMISuffix", ""),
    ],
)
def test_names_what_a_stream_lacks(record, field, value):
    assert refusal(read_stream, 2, fields(record)) == (field, value)


@pytest.mark.parametrize(
    ("flag", "quality"),
    [
        ("A", ReadingQuality.ACTUAL),
        ("E52", ReadingQuality.ESTIMATED),
        ("F14", ReadingQuality.FINAL_SUBSTITUTED),
        ("S14", ReadingQuality.SUBSTITUTED),
        ("N", ReadingQuality.MISSING),
    ],
)
def test_reads_the_quality_of_a_day(flag, quality):
    assert read_day(3, fields(day("20260101", flag=flag)), HALF_HOURS).quality is quality


def test_reads_a_day():
    taken = read_day(3, fields(day("20260131", [str(n) for n in range(48)])), HALF_HOURS)
    assert (taken.row, taken.values[0], taken.values[-1], len(taken.values)) == (3, "0", "47", 48)
    assert (taken.ordinal, taken.updated, taken.is_variable) == (739647, 20260201000000, False)


def test_an_update_time_to_the_minute_has_no_seconds_and_none_at_all_is_the_oldest():
    assert read_day(3, fields(day("20260131", updated="202602010930")), HALF_HOURS).updated == 20260201093000
    assert read_day(3, fields(day("20260131", updated="")), HALF_HOURS).updated == 0
    assert read_day(3, fields(day("20260131"))[:51], HALF_HOURS).updated == 0


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        (day("20260230"), "IntervalDate", "20260230"),
        (day("2026-01-3"), "IntervalDate", "2026-01-3"),
        (day("20260101", count=47), "IntervalValue", "47 values"),
        (day("20260101", count=49), "IntervalValue", "49 values"),
        (day("20260101", count=96), "IntervalValue", "96 values"),
        ("300,20260101,1,2", "IntervalValue", "2 values"),
        ("300", "IntervalValue", "-1 values"),
        (day("20260101", flag=""), "QualityMethod", ""),
        (day("20260101", flag="X"), "QualityMethod", "X"),
        (day("20260101", updated="yesterday"), "UpdateDateTime", "yesterday"),
    ],
)
def test_names_what_is_wrong_with_a_day(record, field, value):
    assert refusal(read_day, 3, fields(record), HALF_HOURS) == (field, value)


def coverage(*records: str):
    variable = read_day(3, fields(day("20260101", flag="V")), HALF_HOURS)
    qualities = QualityCoverage(variable)
    for row, record in enumerate(records, start=4):
        qualities.add(row, fields(record))
    qualities.finish()
    return variable


def test_each_interval_of_a_variable_day_gets_its_quality_in_any_order():
    taken = coverage("400,11,48,F55,1,", "400,1,10,A,,")
    assert taken.quality.tolist() == [ReadingQuality.ACTUAL] * 10 + [ReadingQuality.FINAL_SUBSTITUTED] * 38


@pytest.mark.parametrize(
    ("records", "field", "value"),
    [
        ((), "QualityMethod", "V"),
        (("400,1,47,A",), "QualityMethod", "V"),
        (("400,1,10,A", "400,12,48,A"), "QualityMethod", "V"),
        (("400,1,48,A", "400,48,48,N"), "StartInterval, EndInterval", "48,48"),
        (("400,0,48,A",), "StartInterval, EndInterval", "0,48"),
        (("400,1,49,A",), "StartInterval, EndInterval", "1,49"),
        (("400,5,4,A",), "StartInterval, EndInterval", "5,4"),
        (("400,a,48,A",), "StartInterval, EndInterval", "a,48"),
        (("400,1,48,V",), "QualityMethod", "V"),
        (("400,1,48",), "QualityMethod", ""),
    ],
)
def test_names_what_is_wrong_with_the_400_records(records, field, value):
    assert refusal(coverage, *records) == (field, value)


def test_says_which_interval_has_no_quality():
    with pytest.raises(InvalidRecord, match="quality of interval 11"):
        coverage("400,1,10,A", "400,12,48,A")
