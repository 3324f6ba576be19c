"""Spreadsheets of strangers, read in a process of their own."""

from datetime import date, datetime, time

import pytest

from billing_site.foundation.bulk_data.reading_apart import read_table
from billing_site.foundation.bulk_data.spreadsheet_table import UnreadableTable
from tests.factories.bulk_files import raw_workbook, read, real_file, workbook
from tests.integration.foundation.bulk_data.hostile_files import REFUSED


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_reads_csv_with_any_usual_separator(separator):
    lines = (["Code", " Time zone"], ["S-1", "Europe/London"], ["", ""], ["S-2", "UTC"])
    table = read("\ufeff" + "\r\n".join(separator.join(line) for line in lines))
    assert table.columns == ("code", "time_zone")
    assert table.rows == (("S-1", "Europe/London"), ("S-2", "UTC"))
    assert table.row_numbers == (2, 4)


def test_reads_what_excel_calls_unicode_text():
    assert read("code\tname\nS-1\tGroß\n".encode("utf-16")).rows == (("S-1", "Groß"),)


def test_reads_a_workbook_as_people_see_it():
    table = read(
        workbook(
            ["Code", "name", "from", "number", "yes"],
            ["0047", None, date(2026, 1, 31), 14, True],
            [],
            ["S-2", "Old Mill", datetime.combine(date(2026, 1, 31), time()), 14.5, False],
        )
    )
    assert table.rows == (
        ("0047", "", "2026-01-31", "14", "TRUE"),
        ("S-2", "Old Mill", "2026-01-31", "14.5", "FALSE"),
    )
    assert table.row_numbers == (2, 4)
    assert table.problems == ()


def test_row_numbers_are_those_of_the_sheet_however_far_down():
    far = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    table = read(raw_workbook(far.format(1, "code") + far.format(1_000_000, "S-1")))
    assert (table.rows, table.row_numbers) == ((("S-1",),), (1_000_000,))


@pytest.mark.parametrize(
    ("cell", "words"),
    [("=A1", "formula"), (4_711_000_000_000_000, "15 digits"), (1e300, "15 digits"), ("x" * 1_001, "longer")],
)
def test_names_the_cell_that_cannot_be_taken(cell, words):
    (problem,) = read(workbook(["code", "name"], ["S-1", "Mill"], ["S-2", cell])).problems
    assert (problem.row, problem.column) == (3, "name")
    assert words in problem.message


def test_a_row_with_more_cells_than_the_head_is_a_problem():
    (problem,) = read("code,name\nS-1,Mill, Lane\n").problems
    assert (problem.row, problem.value) == (2, " Lane")


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_would_choke_a_careless_reader(name):
    content, words = REFUSED[name]
    with pytest.raises(UnreadableTable, match=words):
        read(content)


def test_says_when_reading_takes_too_much_memory_or_time():
    with real_file("code\n" + "x" * 9_000_000) as file, pytest.raises(UnreadableTable, match="more memory"):
        read_table(file, memory_bytes=40 << 20)
    content = raw_workbook("".join(f'<row r="{number}"/>' for number in range(1, 2_000_000)))
    with real_file(content) as file, pytest.raises(UnreadableTable, match="broken off"):
        read_table(file, cpu_s=1)
