"""A process that reads one stranger's spreadsheet and nothing else; started by `reading_apart` only.

`python -m …spreadsheet_process FD MEMORY_BYTES CPU_S`: the file is the descriptor FD, the answer are lines of JSON
on standard output, the last of them saying how it ended. Memory, processor time and open files are limited,
and it can write nowhere.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import astuple
from typing import Any

from billing_site.foundation.bulk_data.spreadsheet_reader import read_spreadsheet
from billing_site.foundation.bulk_data.spreadsheet_table import CellProblem, UnreadableTable
from billing_site.foundation.process_apart import OUT_OF_MEMORY, limit_this_process


def main(descriptor: int, memory_bytes: int, cpu_s: int) -> int:
    """Answer with the table; returns the exit code."""
    limit_this_process(memory_bytes=memory_bytes, cpu_s=cpu_s)
    try:
        with open(descriptor, "rb") as source:
            for event in read_spreadsheet(source):
                if isinstance(event, CellProblem):
                    _say("problem", *astuple(event))
                elif isinstance(event[0], int):
                    _say("row", event[0], event[1])
                else:
                    _say("head", event)
        _say("end")
    except UnreadableTable as error:
        _say("unreadable", str(error))
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001 - openpyxl raises anything on a workbook that is none
        _say("damaged", f"{type(error).__name__}: {error}"[:200])
    return 0


def _say(kind: str, *facts: Any) -> None:
    sys.stdout.write(json.dumps([kind, *facts]) + "\n")


if __name__ == "__main__":
    code = main(*map(int, sys.argv[1:4]))
    sys.stdout.flush()
    os._exit(code)
