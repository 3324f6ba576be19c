"""Store what a file or a request delivers as one batch, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.file_formats.parsed_readings import DuplicateReading, ParsedItem, RowError, UnreadableFile
from metering.file_formats.portions import portions
from metering.file_formats.rejections import Rejections
from metering.models import ReadingBatch, RejectedRow, Utility
from metering.models.interval_day_store import DayLengthChanged, store_delivery
from metering.models.period_gate import enter_as_writer
from metering.queries.channel_directory import ChannelDirectory
from metering.queries.run_refusals import RefusedChannel
from metering.usage.channel_spans import LocatedDuplicate
from metering.use_cases.validate_readings import validate_readings

_READINGS_AT_ONCE = 500_000
Progress = Callable[[int], None]
ReadDelivery = Callable[[], tuple[str, Iterable[ParsedItem]]]


class UnableToImportReadings(Exception):
    """Nothing was stored; `errors` are the first of `error_count`, each with row, field and cure."""

    def __init__(
        self, source_name: str, errors: Sequence[RowError], error_count: int, reading_count: int = 0
    ) -> None:
        self.source_name = source_name
        self.errors = tuple(errors)
        self.error_count = error_count
        self.reading_count = reading_count
        problems = "1 problem" if error_count == 1 else f"{error_count:,} problems"
        super().__init__(f"{source_name}: nothing was stored, {problems} found")


@dataclass(frozen=True, slots=True)
class ImportedReadings:
    """The batch, whether this call made it or found it, and what this call did.

    Readings of the file = `batch.reading_count` + `batch.rejected_count`. `duplicate_count` of the former
    came again for an interval that the file had delivered already, a whole day of NEM12 counting once;
    `day_count` is in local days of channels;
    `error_count` counts the problems behind the rejected readings, of which the batch keeps the first;
    `refused` are the channels that they were refused of, by service point and channel.
    """

    batch: ReadingBatch
    is_new: bool
    day_count: int = 0
    duplicate_count: int = 0
    finding_count: int = 0
    error_count: int = 0
    refused: Mapping[tuple[str, str], RefusedChannel] = field(default_factory=dict)


@dataclass(slots=True)
class _Take:
    """What one pass over the file has gathered."""

    directory: ChannelDirectory
    rejections: Rejections = field(default_factory=Rejections)
    duplicates: list[DuplicateReading] = field(default_factory=list)


def store_readings(
    *,
    utility: Utility,
    content_hash: str,
    read: ReadDelivery,
    origin: ReadingBatch.Origin,
    source_name: str,
    received_at: datetime,
    actor: AbstractBaseUser | str | None,
    accept_partial: bool,
    profile: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ImportedReadings:
    """Store the readings in the caller's transaction, validate them, and say which batch they are.

    The same content for the same utility is one batch: it is read, by `read`, only when it comes first, which
    gives the name of its format and its items. With `accept_partial`, rows that cannot be taken are kept with
    the batch as rejected rows and the rest is stored; without, any such row refuses it. `profile`, as JSON, is
    how a CSV was read, and is kept for reading it again. `progress` is called with the readings stored so far,
    and may raise to have nothing stored.

    Raises UnableToImportReadings when the content, or a row of it, cannot be taken, or no row of it holds a
    reading that can; then nothing is stored.
    """
    with transaction.atomic():
        received_at = enter_as_writer(received_at)
        batch, is_new = ReadingBatch.objects.get_or_create(
            utility=utility,
            content_hash=content_hash,
            state=ReadingBatch.State.STORED,
            defaults={
                "origin": origin,
                "source_name": _fitted(source_name[-255:], 255),
                "received_at": received_at,
                "profile": {} if profile is None else dict(profile),
            },
        )
        if not is_new:
            return ImportedReadings(batch, is_new=False)
        is_program = origin == ReadingBatch.Origin.API
        take = _Take(ChannelDirectory(utility, received_at, tells_each_row=is_program))
        try:
            batch.format, parsed = read()
            _store(batch, parsed, take, progress)
        except UnreadableFile as error:
            take.rejections.put_first(error.errors)
            raise _refusal(source_name, take.rejections) from error
        _refuse_unless_taken(source_name, take, accept_partial)
        return _completed(batch, take, actor)


def _store(batch: ReadingBatch, parsed: Iterable[ParsedItem], take: _Take, progress: Progress | None) -> None:
    """Store portion by portion, so that memory does not grow with the file."""
    for runs in portions(
        parsed,
        readings_at_once=_READINGS_AT_ONCE,
        duplicates=take.duplicates,
        rejections=take.rejections,
    ):
        try:
            store_delivery(batch.pk, batch.received_at, take.directory.local_days(runs, take.rejections))
        except DayLengthChanged as error:
            cure = "set them back, or withdraw the batches that were stored before the change"
            take.rejections.add(RowError(runs[0].row, "day", f"{error.date}", str(error), cure))
            raise _refusal(batch.source_name, take.rejections) from error
        if progress is not None:
            progress(take.directory.reading_count)


def _refuse_unless_taken(source_name: str, take: _Take, accept_partial: bool) -> None:
    """A file of which nothing was taken is refused in any case, so that it may come again once it is cured."""
    if take.directory.reading_count == 0 and not take.rejections:
        cure = "check that this is the right file"
        take.rejections.add(RowError(1, "file", source_name, "the file holds no readings", cure), 0)
    if take.rejections and not (accept_partial and take.directory.reading_count):
        raise _refusal(source_name, take.rejections)


def _refusal(source_name: str, rejections: Rejections) -> UnableToImportReadings:
    return UnableToImportReadings(
        source_name, rejections.errors, rejections.error_count, rejections.reading_count
    )


def _completed(batch: ReadingBatch, take: _Take, actor: AbstractBaseUser | str | None) -> ImportedReadings:
    """Count, keep what was refused, validate what was stored, and enter it in the audit trail."""
    batch.reading_count = take.directory.reading_count
    batch.rejected_count = take.rejections.reading_count
    batch.save(update_fields=["format", "reading_count", "rejected_count"])
    RejectedRow.objects.bulk_create(_rejected_row(batch, error) for error in take.rejections.errors)
    spans = take.directory.delivered_spans()
    duplicates = list(_located(take))
    finding_count = validate_readings(spans=spans, found_at=batch.received_at, duplicates=duplicates)
    audit.record(
        action="IMPORTED",
        subject=batch,
        actor=actor,
        at=batch.received_at,
        details={
            "source_name": batch.source_name,
            "reading_count": batch.reading_count,
            "rejected_count": batch.rejected_count,
        },
    )
    return ImportedReadings(
        batch,
        is_new=True,
        day_count=sum(span.day_count for span in spans),
        duplicate_count=len(duplicates),
        finding_count=finding_count,
        error_count=take.rejections.error_count,
        refused=take.directory.refusals.channels,
    )


def _rejected_row(batch: ReadingBatch, error: RowError) -> RejectedRow:
    return RejectedRow(
        batch=batch,
        row=error.row,
        field=_fitted(error.field, 60),
        value=_fitted(error.value, 200),
        message=_fitted(error.message, 300),
        cure=_fitted(error.cure, 300),
    )


def _fitted(text: str, length: int) -> str:
    """Text of a file as a column can hold it: PostgreSQL has no NUL."""
    return text.replace("\0", "\ufffd")[:length]


def _located(take: _Take) -> Iterator[LocatedDuplicate]:
    """The duplicates of channels we know; those of others were refused with their runs."""
    for duplicate in take.duplicates:
        channel_id = take.directory.channel_id(duplicate.service_point, duplicate.channel)
        if channel_id is not None:
            yield LocatedDuplicate(channel_id, duplicate.start, duplicate.row, duplicate.differs)
