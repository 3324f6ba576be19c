"""Spreadsheets of strangers, read in a process of their own whose memory and time are limited."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from threading import Timer
from typing import Any, BinaryIO, Final

from billing_site.foundation.bulk_data.spreadsheet_table import MOST_ROWS, CellProblem, Table, UnreadableTable
from billing_site.foundation.process_apart import OUT_OF_MEMORY, start_process_apart

_PROCESS: Final = "billing_site.foundation.bulk_data.spreadsheet_process"
_MEMORY_BYTES: Final = 1 << 29
_CPU_S: Final = 30
_WALL_S: Final = 90.0
_MOST_PROBLEMS: Final = 4 * MOST_ROWS
_LONGEST_LINE: Final = 1 << 20


def read_table(source: BinaryIO, *, memory_bytes: int = _MEMORY_BYTES, cpu_s: int = _CPU_S) -> Table:
    """The table in `source`, a real file: CSV or the first sheet of an .xlsx workbook.

    Raises UnreadableTable, also when the process ran into its limits or died.
    """
    source.seek(0)
    process = start_process_apart(_PROCESS, source, memory_bytes, cpu_s, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    alarm = Timer(_WALL_S, process.kill)
    alarm.start()
    try:
        return _table(_answers(process, process.stdout))
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def _answers(process: subprocess.Popen[bytes], answer: Any) -> Iterator[list[Any]]:
    while line := answer.readline(_LONGEST_LINE):
        kind, *facts = json.loads(line)
        if kind == "end":
            return
        if kind == "unreadable":
            raise UnreadableTable(facts[0])
        if kind == "damaged":
            raise UnreadableTable(
                f"The workbook is damaged ({facts[0]}): open it, save it as .xlsx and send that."
            )
        yield [kind, *facts]
    if process.wait() == OUT_OF_MEMORY:
        raise UnreadableTable("Reading the file takes more memory than a file may take: send a smaller one.")
    raise UnreadableTable(
        "Reading the file took too long and was broken off: copy the sheet into a new workbook, or send it as CSV."
    )


def _table(answers: Iterator[list[Any]]) -> Table:
    columns: tuple[str, ...] = ()
    numbers: list[int] = []
    rows: list[tuple[str, ...]] = []
    problems: list[CellProblem] = []
    for kind, *facts in answers:
        if kind == "head":
            columns = tuple(facts[0])
        elif kind == "row":
            numbers.append(int(facts[0]))
            rows.append(tuple(facts[1]))
        elif len(problems) < _MOST_PROBLEMS:
            problems.append(CellProblem(*facts))
    return Table(columns, tuple(numbers), tuple(rows), tuple(problems))
