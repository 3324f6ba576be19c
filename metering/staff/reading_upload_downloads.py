"""Files of uploads: the original, the rows that were not taken, and an example to begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO, Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from billing_site.foundation.access import READING_STAFF, Role, allow
from billing_site.foundation.csv_download import csv_response
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import UnreadableFile
from metering.file_formats.parsing_apart import written_rows_apart
from metering.file_formats.rejected_rows import WrittenRow
from metering.models import ReadingUpload
from metering.models.kept_sources import KeptSource, open_source
from metering.queries.reading_uploads import visible_reading_uploads

_READERS: Final = (*READING_STAFF, Role.AUDITOR)
_NOTES: Final = ("_row", "_field", "_value", "_message", "_cure")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_EXAMPLE: Final = (
    ("service_point", "channel", "start", "value", "unit", "quality"),
    ("QB0000001", "E1", "2026-10-26T02:00+10:00", "0.420", "kWh", "A"),
    ("QB0000001", "E1", "2026-10-26T02:30+10:00", "0.395", "kWh", "A"),
    ("QB0000001", "E1", "2026-10-26T03:00+10:00", "0.388", "kWh", "E"),
)


@require_safe
@allow(*_READERS)
def upload_template(request: HttpRequest) -> HttpResponseBase:
    """A CSV of three example rows."""
    return csv_response("readings-template", _EXAMPLE[0], _EXAMPLE[1:])


@require_safe
@allow(*_READERS)
def upload_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes as they were sent, always to be saved and never to be shown."""
    upload = get_object_or_404(visible_reading_uploads(request.user), pk=pk)
    source = _opened(upload).content()
    return FileResponse(
        source, as_attachment=True, filename=upload.file_name, content_type="application/octet-stream"
    )


@require_safe
@allow(*_READERS)
def upload_rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken, as they were written, each with what is wrong and how to cure it.

    Corrected, the file can be sent as it is: columns that begin with _ are passed over. Where a channel had
    readings refused, all of its rows are here, as the rows of a reading told once for many are not known.
    """
    upload = get_object_or_404(visible_reading_uploads(request.user), pk=pk)
    kept = _opened(upload)
    source = kept.file
    problems = {problem["row"]: problem for problem in reversed(upload.problems)}
    channels = {(each["service_point"], each["channel"]): each for each in upload.refused_channels}
    try:
        heads, rows = written_rows_apart(
            source,
            file_name=upload.file_name,
            profile=LongCsvProfile(**upload.profile),
            lines=problems.keys(),
            channels=channels.keys(),
            is_packed=kept.is_packed,
        )
    except UnreadableFile:
        source.close()
        messages.info(request, "The file cannot be split into rows: its problems are those on this page.")
        return redirect("metering-staff:upload", pk)
    name = f"{slugify(PurePath(upload.file_name).stem) or 'readings'}-rejected"
    return csv_response(name, (*heads, *_NOTES), _noted(source, rows, len(heads), problems, channels))


def _noted(
    source: BinaryIO,
    rows: Iterator[WrittenRow],
    width: int,
    problems: dict[int, dict[str, Any]],
    channels: dict[tuple[str, str], dict[str, Any]],
) -> Iterator[list[Any]]:
    with source:
        for row in rows:
            # What stands beyond the last column belongs to it: a text with a delimiter in it, without its quotes.
            texts = [*row.cells[: width - 1], ",".join(row.cells[width - 1 :])]
            cells: list[Any] = [_cell(text) for text in texts] + [""] * (width - len(texts))
            problem = problems.get(row.line)
            if problem is not None:
                notes = [problem["field"], problem["value"], problem["message"], problem["cure"]]
            else:
                channel = channels[row.channel] if row.channel is not None else {}
                told = f"as row {channel['row']:,}: {channel['message']}"
                notes = [channel["field"], "", told, channel["cure"]]
            yield [*cells, row.line, *notes]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as the file writes it; a minus makes no formula of it."""

    text: str

    def __str__(self) -> str:
        return self.text


def _cell(text: str) -> str | _Number:
    return _Number(text) if _NUMBER.fullmatch(text) else text


def _opened(upload: ReadingUpload) -> KeptSource:
    if upload.state == ReadingUpload.State.CANCELLED:
        raise Http404("a cancelled upload has no file any more")
    try:
        return open_source(upload.content_hash)
    except FileNotFoundError as error:
        raise Http404("the file is no longer there") from error
