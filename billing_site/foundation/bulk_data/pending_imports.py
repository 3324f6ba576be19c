"""Bulk files between their upload and their confirmation: kept on disk for a day, known to one person's session."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from billing_site.foundation.bulk_data.reading_apart import read_table
from billing_site.foundation.bulk_data.spreadsheet_table import CellProblem, Table, UnreadableTable

LARGEST_FILE_BYTES: Final = 10 * 1024 * 1024
_SESSION_KEY: Final = "pending_imports"
_MOST_PENDING: Final = 10
_KEPT_S: Final = 24 * 3600
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class PendingImport:
    """An uploaded file, what it is for, and the SHA-256 of its bytes; the key is secret and is its name on disk."""

    key: str
    table: str
    file_name: str
    content_hash: str

    def read(self) -> Table:
        """The table in it, which is kept beside it: confirming need not read a stranger's file again.

        Raises UnreadableTable, also when the file is no longer there.
        """
        kept = _table_path(self.key)
        try:
            if kept.exists():
                return _loaded(kept.read_text("ascii"))
            with _path(self.key).open("rb") as source:
                table = read_table(source)
        except FileNotFoundError as error:
            raise UnreadableTable("The uploaded file is no longer there: upload it again.") from error
        unfinished = kept.with_suffix(f".{secrets.token_hex(4)}")
        unfinished.write_text(json.dumps(asdict(table)), "ascii")
        unfinished.replace(kept)
        return table

    def discard(self) -> None:
        """Throw the bytes away; does nothing when they are gone."""
        for path in (_path(self.key), _table_path(self.key)):
            path.unlink(missing_ok=True)


def keep_upload(request: HttpRequest, table: str, upload: UploadedFile[Any]) -> PendingImport:
    """Keep the file for the user of the request. Raises UnreadableTable when it is too large or empty."""
    if not upload.size:
        raise UnreadableTable("The file is empty: begin with the template.")
    if upload.size > LARGEST_FILE_BYTES:
        raise UnreadableTable(
            f"The file is larger than {LARGEST_FILE_BYTES >> 20} MB: send it in several smaller files."
        )
    _sweep()
    key = secrets.token_hex(16)
    pending = PendingImport(key, table, _readable(upload.name or ""), _write(key, upload.chunks()))
    known = request.session.get(_SESSION_KEY, [])
    request.session[_SESSION_KEY] = [*known, asdict(pending)][-_MOST_PENDING:]
    return pending


def pending_import(request: HttpRequest, table: str, key: str) -> PendingImport | None:
    """The file that this user uploaded for this table under the key; None if there is none."""
    for facts in request.session.get(_SESSION_KEY, []):
        if facts["key"] == key and facts["table"] == table:
            return PendingImport(**facts)
    return None


def _loaded(text: str) -> Table:
    facts = json.loads(text)
    return Table(
        columns=tuple(facts["columns"]),
        row_numbers=tuple(facts["row_numbers"]),
        rows=tuple(map(tuple, facts["rows"])),
        problems=tuple(CellProblem(**problem) for problem in facts["problems"]),
    )


def _write(key: str, blocks: Iterable[bytes]) -> str:
    digest, path = hashlib.sha256(), _path(key)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    with path.open("xb") as kept:
        for block in blocks:
            digest.update(block)
            kept.write(block)
    return digest.hexdigest()


def _sweep() -> None:
    """Throw away what nobody confirmed for a day."""
    oldest = time.time() - _KEPT_S
    for path in _folder().glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _readable(name: str) -> str:
    """The name as it may be shown and stored: without invisible characters, and not endless."""
    return "".join(filter(str.isprintable, name))[-_LONGEST_NAME:] or "file"


def _path(key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a file")
    return _folder() / key


def _table_path(key: str) -> Path:
    return _path(key).with_suffix(".table")


def _folder() -> Path:
    return Path(settings.UPLOAD_DIR) / "bulk"
