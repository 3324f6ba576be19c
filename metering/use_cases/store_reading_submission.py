"""Store what a program sent as its batch."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from metering.file_formats.api_json import (
    API_JSON,
    API_JSON_LINES,
    REQUEST_FILE_NAME,
    SentReadings,
    read_readings_document,
    read_readings_lines,
)
from metering.file_formats.detection import detect_format, parse_meter_file
from metering.file_formats.parsed_readings import ParsedItem, RowError
from metering.models import ReadingBatch, ReadingSubmission
from metering.models.kept_sources import UnableToKeepSource, incoming_source
from metering.queries.channel_steps import load_channel_steps, load_steps_of_utility
from metering.use_cases.store_readings import ImportedReadings, UnableToImportReadings, store_readings

_JSON: Final = "application/json"


def store_reading_submission(
    *, submission: ReadingSubmission, content: bytes, at: datetime
) -> ImportedReadings:
    """Import the content in the caller's transaction, keep its bytes, and save the submission as stored.

    A content that is stored already is found; the submission is then left as it is, and not saved.

    Raises UnableToImportReadings when nothing was stored, and NotStrictJson for a body that is not the JSON
    which was asked for.
    """
    sent = _sent(submission, content)

    def read() -> tuple[str, Iterable[ParsedItem]]:
        if sent is None:
            source = io.BytesIO(content)
            known = load_steps_of_utility(submission.utility)
            items = parse_meter_file(source, file_name=REQUEST_FILE_NAME, steps=known)
            return detect_format(source), items
        steps = load_channel_steps(submission.utility, sent.points_without_step())
        return (API_JSON if submission.media_type == _JSON else API_JSON_LINES), sent.items(steps)

    source_name = f"{submission.api_key.name}: {submission.reference}"
    try:
        with incoming_source([content]) as incoming, transaction.atomic():
            imported = store_readings(
                utility=submission.utility,
                content_hash=submission.content_hash,
                read=read,
                origin=ReadingBatch.Origin.API,
                source_name=source_name,
                received_at=at,
                actor=str(submission.api_key),
                accept_partial=submission.accepts_partial,
            )
            if imported.is_new:
                _save_stored(submission, imported, 0 if sent is None else len(sent.series_rows))
            incoming.keep()
    except UnableToKeepSource as error:
        problem = RowError(1, "file", "", f"it could not be kept: {error}", "send it again later", 0)
        raise UnableToImportReadings(source_name, [problem], 1) from error
    return imported


def _sent(submission: ReadingSubmission, content: bytes) -> SentReadings | None:
    """A JSON body as it was read; None for a file."""
    match submission.media_type:
        case "application/json":
            return read_readings_document(content)
        case "application/x-ndjson":
            return read_readings_lines(content)
    return None


def _save_stored(submission: ReadingSubmission, imported: ImportedReadings, series_count: int) -> None:
    submission.state = ReadingSubmission.State.STORED
    submission.batch = imported.batch
    submission.series_count = series_count if submission.media_type == _JSON else 0
    submission.duplicate_count = imported.duplicate_count
    submission.day_count = imported.day_count
    submission.finding_count = imported.finding_count
    submission.error_count = imported.error_count
    submission.rejected_count = imported.batch.rejected_count
    submission.finished_at = imported.batch.received_at
    submission.save()
