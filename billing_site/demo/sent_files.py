"""Two files that utilities have sent and nobody has decided on yet: a large one, and one with errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from billing_site.demo.meter_files import MeterFile
from billing_site.demo.stored_world import StoredWorld
from billing_site.models import User
from metering.file_formats.long_csv import LongCsvProfile
from metering.models import ReadingUpload
from metering.use_cases.receive_reading_upload import receive_reading_upload

_LARGE_OF, _LARGE_NAME = "HARBOUR", "nem12_harbour_whole_year_again.csv"
_ODD_OF, _ODD_NAME = "OCOTILLO", "readings_ocotillo_exported_by_hand.csv"
_ODD_ROWS: Final = 3_000
# Rows of the file and their columns, and what somebody's spreadsheet has made of them.
_SPOILED: Final = (
    (40, "value", "1.2.5"),
    (41, "value", ""),
    (260, "timestamp", "31/31/2026 10:00"),
    (261, "timestamp", ""),
    (900, "unit", "gallons"),
    (1_500, "service_point", "97200000X"),
    (2_000, "value", "#REF!"),
)


def send_files(stored: StoredWorld, files: Sequence[MeterFile], directory: Path, at: datetime) -> None:
    """Upload both as the utilities' people, once; workers check them from then on."""
    if not _is_sent(_LARGE_NAME):
        years = [one for one in files if one.utility_code == _LARGE_OF and not one.accept_partial]
        _send(stored, _LARGE_OF, _LARGE_NAME, _joined_nem12([one.path for one in years]), None, at)
    if not _is_sent(_ODD_NAME):
        newest = [one for one in files if one.utility_code == _ODD_OF][-1]
        _send(stored, _ODD_OF, _ODD_NAME, _spoiled(newest.path), newest, at)


def all_checked() -> bool:
    """Whether the workers are done with both."""
    return not ReadingUpload.objects.filter(state=ReadingUpload.State.RECEIVED).exists()


def _is_sent(name: str) -> bool:
    return ReadingUpload.objects.filter(file_name=name).exists()


def _send(
    stored: StoredWorld,
    utility_code: str,
    name: str,
    blocks: Iterator[bytes],
    like: MeterFile | None,
    at: datetime,
) -> None:
    receive_reading_upload(
        utility=stored.utilities[utility_code],
        blocks=blocks,
        file_name=name,
        profile=LongCsvProfile(**like.profile) if like else LongCsvProfile(),
        received_at=at,
        actor=User.objects.get(username=f"upload-{utility_code.lower()}"),
    )


def _joined_nem12(paths: Sequence[Path]) -> Iterator[bytes]:
    """The files as one: the first one's header, and everybody's readings."""
    for number, path in enumerate(paths):
        rows = path.read_bytes().splitlines(keepends=True)
        yield b"".join(rows[0 if number == 0 else 1 : -1])
    yield b"900\r\n"


def _spoiled(path: Path) -> Iterator[bytes]:
    """The first rows of a long CSV, some of them as a spreadsheet leaves them."""
    with path.open("rb") as source:
        rows = list(islice(source, _ODD_ROWS))
    columns = rows[0].decode().strip().split(",")
    for number, column, text in _SPOILED:
        cells = rows[number].rstrip(b"\r\n").split(b",")
        cells[columns.index(column)] = text.encode()
        rows[number] = b",".join(cells) + b"\n"
    yield b"".join(rows)
