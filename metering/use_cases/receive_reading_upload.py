"""Take a file that somebody sends, and have it checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from metering.file_formats.long_csv import LongCsvProfile
from metering.models import ReadingBatch, ReadingUpload, Utility
from metering.models.upload_files import FileTooLarge, IncomingFile, incoming_file, lock_content
from metering.queries.reading_uploads import WORK_ON_READING_UPLOAD_TASK

_LONGEST_NAME = 255


class UnableToReceiveReadingUpload(Exception):
    """Nothing was kept."""


class ReadingUploadIsKnown(UnableToReceiveReadingUpload):
    """The same bytes of the same utility are here already, as `upload` or at least as `batch`."""

    def __init__(
        self, message: str, upload: ReadingUpload | None = None, batch: ReadingBatch | None = None
    ) -> None:
        self.upload, self.batch = upload, batch
        super().__init__(message)


def receive_reading_upload(
    *,
    utility: Utility,
    blocks: Iterable[bytes],
    file_name: str,
    profile: LongCsvProfile,
    received_at: datetime,
    actor: AbstractBaseUser,
) -> ReadingUpload:
    """Keep the bytes, and have a worker check them; nothing is parsed here.

    The bytes are on disk before the row is there. A content that was cancelled or undone may come again.

    Raises ReadingUploadIsKnown for a content that is being decided on or stored, and
    UnableToReceiveReadingUpload for an empty file, one that is too large, or a full disk.
    """
    try:
        with incoming_file(blocks) as incoming:
            if not incoming.size_bytes:
                raise UnableToReceiveReadingUpload("it is empty")
            with transaction.atomic(durable=True):
                lock_content(incoming.content_hash)
                _refuse_known(utility, incoming.content_hash)
                incoming.keep()
                return _received(utility, incoming, _printable(file_name), profile, received_at, actor)
    except (FileTooLarge, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UnableToReceiveReadingUpload(f"it could not be kept: {why}") from error


def _received(
    utility: Utility,
    incoming: IncomingFile,
    file_name: str,
    profile: LongCsvProfile,
    received_at: datetime,
    actor: AbstractBaseUser,
) -> ReadingUpload:
    upload = ReadingUpload.objects.create(
        utility=utility,
        uploaded_by_id=actor.pk,
        file_name=file_name,
        size_bytes=incoming.size_bytes,
        content_hash=incoming.content_hash,
        profile=asdict(profile),
        progress_total=incoming.size_bytes,
        received_at=received_at,
    )
    audit.record(
        action="RECEIVED",
        subject=upload,
        actor=actor,
        at=received_at,
        details={"file_name": file_name, "content_hash": incoming.content_hash},
    )
    jobs.ring(WORK_ON_READING_UPLOAD_TASK, upload_id=upload.pk)
    return upload


def _refuse_known(utility: Utility, content_hash: str) -> None:
    uploads = ReadingUpload.objects.filter(utility=utility, content_hash=content_hash).order_by("-pk")
    upload = uploads.filter(state__in=ReadingUpload.UNDECIDED).first()
    batch = ReadingBatch.objects.filter(
        utility=utility, content_hash=content_hash, state=ReadingBatch.State.STORED
    ).first()
    if upload is None and batch is not None:
        upload = uploads.filter(batch=batch).first()
    if upload is not None:
        raise ReadingUploadIsKnown(
            f"identical to {upload.file_name}, which was sent on {upload.received_at:%-d %b %Y at %H:%M} UTC: "
            "open that instead",
            upload,
            batch,
        )
    if batch is not None:
        raise ReadingUploadIsKnown(
            f"identical to {batch.source_name}, which was stored on {batch.received_at:%-d %b %Y at %H:%M} UTC: "
            "there is nothing to do",
            None,
            batch,
        )


def _printable(file_name: str) -> str:
    """The last part of the name, without what could move the text around it."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    shown = "".join(each for each in last if not unicodedata.category(each).startswith("C")).strip()
    return shown[-_LONGEST_NAME:] or "file"
