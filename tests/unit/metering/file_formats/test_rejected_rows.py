"""Rows as they were written, to be corrected and sent again."""

import io

from metering.file_formats.detection import MeterFileFormat
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.rejected_rows import WantedRows, written_rows
from tests.unit.metering.file_formats.files import STREAM, day, nem12


def written(text, *, lines=(), channels=(), file_format=MeterFileFormat.LONG_CSV, file_name="NMI7.csv"):
    heads, rows = written_rows(
        io.StringIO(text, newline=""),
        file_format,
        WantedRows(frozenset(lines), frozenset(channels)),
        file_name=file_name,
        profile=LongCsvProfile(),
    )
    return heads, [(row.line, row.channel, row.cells) for row in rows]


CSV = "nmi,channel,start,value\nA,E1,t1,1\nB,E1,t1,2\nA,B1,t1,3\nA,E1,t2,4\n"


def test_takes_the_rows_of_these_lines():
    assert written(CSV, lines=[3, 5]) == (
        ("nmi", "channel", "start", "value"),
        [(3, ("B", "E1"), ("B", "E1", "t1", "2")), (5, ("A", "E1"), ("A", "E1", "t2", "4"))],
    )


def test_takes_all_rows_of_these_channels():
    _, rows = written(CSV, channels=[("A", "E1")])
    assert [line for line, _, _ in rows] == [2, 5]


def test_adds_the_service_point_that_only_the_files_name_told():
    heads, rows = written("start;kWh\nt1;0,5\n", lines=[2])
    assert heads == ("service_point", "start", "kWh")
    assert rows == [(2, ("NMI7", "1"), ("NMI7", "t1", "0,5"))]


def test_leaves_out_the_notes_of_the_last_time():
    heads, rows = written("nmi,start,value,_row,_cure\nA,t1,1,88,write better\n", lines=[2])
    assert heads == ("nmi", "start", "value")
    assert rows == [(2, ("A", "1"), ("A", "t1", "1"))]


def test_a_row_of_another_width_keeps_everything():
    _, rows = written("nmi,start,value\nA,t1\nA,t1,1,x,y\n", lines=[2, 3])
    assert rows == [(2, None, ("A", "t1")), (3, ("A", "1"), ("A", "t1", "1", "x", "y"))]


def test_a_row_of_several_lines_is_known_by_its_last():
    _, rows = written('nmi,start,value,note\nA,t1,1,"two\nlines"\nA,t2,2,x\n', lines=[3, 4])
    assert [(line, cells[3]) for line, _, cells in rows] == [(3, "two\nlines"), (4, "x")]


def test_counts_lines_as_the_file_has_them():
    _, rows = written("\n\nnmi,start,value\nA,t1,1\n", lines=[4])
    assert [line for line, _, _ in rows] == [4]


def test_ends_where_the_file_cannot_be_read():
    _, rows = written(f'nmi,start,value\nA,t1,1\n"{"x" * 200_000}', lines=[2, 3])
    assert [line for line, _, _ in rows] == [2]


def test_keeps_records_of_nem12_as_they_stand():
    lines = nem12(
        STREAM, day("20260201"), day("20260202"), STREAM.replace("NMI0000001", "NMI2"), day("20260201")
    )
    heads, rows = written(
        "".join(lines), lines=[4], channels=[("NMI2", "E1")], file_format=MeterFileFormat.NEM12
    )
    assert heads == ("record",)
    assert [(line, cells[0][:12]) for line, _, cells in rows] == [
        (4, "300,20260202"),
        (5, "200,NMI2,E1,"),
        (6, "300,20260201"),
    ]
