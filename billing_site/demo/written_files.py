"""The demo's meter files on disk: written once, and remembered with the month they were made for."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from billing_site.demo.meter_files import MeterFile, count_meter_files, write_meter_files
from billing_site.demo.progress_bar import ProgressBar
from billing_site.demo.world import CsvStyle, DemoWorld

_RECORD: Final = "files.json"


class OtherMonth(Exception):
    """The demo was made for another month before."""


def remembered_months(directory: Path) -> tuple[date, date] | None:
    """The last billed month and the day before which the readings end, of an earlier call; or None."""
    try:
        record = json.loads((directory / _RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return date.fromisoformat(record["last_month"]), date.fromisoformat(record["until"])


def written_files(world: DemoWorld, directory: Path, until: date, bar: ProgressBar) -> list[MeterFile]:
    """The meter files in the order in which they came in; written now, or found from an earlier call.

    Raises OtherMonth if they were written for another month or day.
    """
    remembered = remembered_months(directory)
    if remembered is None:
        bar.total = count_meter_files(world, until)
        files = []
        for written in write_meter_files(world, directory, until):
            files.append(written)
            bar.add()
        # The record comes last: an interrupted call begins again, and the same world gives the same bytes.
        _remember(world, directory, until, files)
        return files
    if remembered != (world.last_month, until):
        raise OtherMonth(f"the demo was made for {remembered[0]:%B %Y}: run `make clean-demo` first")
    record = json.loads((directory / _RECORD).read_text(encoding="utf-8"))
    files = [_restored(directory, one) for one in record["files"]]
    bar.total = len(files)
    bar.reach(len(files))
    return files


def _remember(world: DemoWorld, directory: Path, until: date, files: list[MeterFile]) -> None:
    record = {
        "last_month": world.last_month.isoformat(),
        "until": until.isoformat(),
        "files": [
            {
                **asdict(one),
                "path": one.path.name,
                "received_at_hint": one.received_at_hint.isoformat(),
            }
            for one in files
        ],
    }
    unfinished = directory / f"{_RECORD}.part"
    unfinished.write_text(json.dumps(record, indent=1), encoding="utf-8")
    unfinished.replace(directory / _RECORD)


def _restored(directory: Path, record: dict[str, Any]) -> MeterFile:
    style = record["csv_style"]
    return MeterFile(
        **record
        | {
            "path": directory / record["path"],
            "received_at_hint": datetime.fromisoformat(record["received_at_hint"]),
            "csv_style": None if style is None else CsvStyle(**style),
        }
    )
