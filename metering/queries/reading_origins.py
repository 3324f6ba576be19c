"""Where the readings of a day come from: the row of the file, or who made them and how."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from billing_site.foundation.models import AuditEntry
from billing_site.foundation.subjects import subject_id, subject_type
from metering.file_formats.api_json import REQUEST_FILE_NAME
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import UnreadableFile
from metering.file_formats.placed_readings import FoundReadings, WantedReadings
from metering.file_formats.places_apart import find_readings_apart
from metering.models import ReadingBatch, ReadingUpload
from metering.models.kept_sources import open_source
from metering.queries.channels import ChannelFacts
from metering.queries.day_deliveries import DayDelivery, DayDetail
from metering.vee.estimation import EstimationMethod

FROM_OUTSIDE: Final = (ReadingBatch.Origin.FILE, ReadingBatch.Origin.API)
_MADE_BY: Final = ("IMPORTED", "ESTIMATED", "CORRECTED")
_NOTHING: Final = FoundReadings((), ())


class Trace(StrEnum):
    """How far a delivery can be followed."""

    FOUND = "FOUND"  # its rows are here
    NOT_KEPT = "NOT_KEPT"  # the bytes it came in are gone
    UNREADABLE = "UNREADABLE"  # they are there, and cannot be read
    MADE_HERE = "MADE_HERE"  # it never was a file


@dataclass(frozen=True, slots=True)
class MadeReadings:
    """A stretch of the day that was estimated or corrected.

    `method` is an EstimationMethod code and `days_used` are those of its likeness; `reason` is that of a
    correction.
    """

    starts_at: datetime
    interval_count: int
    method: str = ""
    days_used: tuple[date, ...] = ()
    reason: str = ""

    @property
    def is_interpolated(self) -> bool:
        """Whether it was drawn from the readings on either side."""
        return self.method == EstimationMethod.INTERPOLATION


@dataclass(frozen=True, slots=True)
class DeliveryOrigin:
    """A delivery with what is behind it.

    `person` is who sent, estimated or corrected it; `upload` is the import it came by, if any. `found` has the
    rows of its readings that count; `trouble` says in a sentence why they cannot be shown.
    """

    delivery: DayDelivery
    person: str
    upload: ReadingUpload | None
    trace: Trace
    found: FoundReadings
    trouble: str
    made: tuple[MadeReadings, ...]


def load_delivery_origins(facts: ChannelFacts, detail: DayDetail) -> list[DeliveryOrigin]:
    """What is behind each of the day's deliveries, in order of receipt; two queries, and a look into each file.

    Only deliveries with readings that count are looked for in their files.
    """
    batches = [delivery.batch for delivery in detail.deliveries]
    entries = _entries(batches)
    uploads = {
        upload.batch_id: upload
        for upload in ReadingUpload.objects.filter(batch__in=[batch.pk for batch in batches])
        .select_related("uploaded_by")
        .order_by("pk")
    }
    return [
        _origin(facts, detail, delivery, entries.get(delivery.batch.pk), uploads.get(delivery.batch.pk))
        for delivery in detail.deliveries
    ]


def _entries(batches: Collection[ReadingBatch]) -> dict[int, AuditEntry]:
    """How each batch came about, as the audit trail has it."""
    if not batches:
        return {}
    kind = subject_type(next(iter(batches)))
    rows = AuditEntry.objects.filter(
        subject_type=kind, subject_id__in=[subject_id(batch) for batch in batches], action__in=_MADE_BY
    )
    return {int(entry.subject_id): entry for entry in rows.order_by("pk")}


def _origin(
    facts: ChannelFacts,
    detail: DayDetail,
    delivery: DayDelivery,
    entry: AuditEntry | None,
    upload: ReadingUpload | None,
) -> DeliveryOrigin:
    person = str(upload.uploaded_by) if upload is not None else "" if entry is None else entry.actor_label
    if delivery.batch.origin not in FROM_OUTSIDE:
        made = () if entry is None else tuple(_made(entry.details, facts, detail))
        return DeliveryOrigin(delivery, person, upload, Trace.MADE_HERE, _NOTHING, "", made)
    trace, found, trouble = Trace.FOUND, _NOTHING, ""
    if delivery.counting:
        trace, found, trouble = _look(facts, detail, delivery)
    return DeliveryOrigin(delivery, person, upload, trace, found, trouble, ())


def _look(facts: ChannelFacts, detail: DayDetail, delivery: DayDelivery) -> tuple[Trace, FoundReadings, str]:
    """Look for the delivery's readings that count in the bytes it came in."""
    batch = delivery.batch
    starts = {
        int(each.starts_at.timestamp()) for each in detail.intervals if each.delivery == delivery.number
    }
    wanted = WantedReadings(
        facts.service_point_code,
        facts.code,
        detail.step_minutes,
        min(starts),
        max(starts) + detail.step_minutes * 60,
    )
    is_file = batch.origin == ReadingBatch.Origin.FILE
    try:
        kept = open_source(batch.content_hash)
        with kept.file:
            found = find_readings_apart(
                kept.file,
                is_packed=kept.is_packed,
                file_format=batch.format,
                file_name=batch.source_name if is_file else REQUEST_FILE_NAME,
                profile=LongCsvProfile(**batch.profile),
                wanted=wanted,
            )
    except FileNotFoundError:
        return Trace.NOT_KEPT, _NOTHING, "The file itself is no longer kept: its rows cannot be shown."
    except UnreadableFile as error:
        return Trace.UNREADABLE, _NOTHING, f"The file is kept, but cannot be read: {error.errors[0].message}."
    readings = tuple(each for each in found.readings if each.start in starts)
    rows = {each.row for each in readings} | {each.quality_row for each in readings}
    texts = tuple(text for text in found.texts if text.row in rows)
    missing = len(starts) - len(readings)
    trouble = f"{missing} of its readings were not found in the file again." if missing else ""
    return Trace.FOUND, FoundReadings(readings, texts), trouble


def _made(details: Mapping[str, Any], facts: ChannelFacts, detail: DayDetail) -> Sequence[MadeReadings]:
    """The parts of an estimation or a correction that touch the day."""
    if not detail.intervals:
        return []
    step = timedelta(minutes=detail.step_minutes)
    first, end = detail.intervals[0].starts_at, detail.intervals[-1].starts_at + step
    made = []
    for each in details.get("estimates", [details]):
        if (each.get("service_point"), each.get("channel")) != (facts.service_point_code, facts.code):
            continue
        starts_at, count = datetime.fromisoformat(each["starts_at"]), int(each["interval_count"])
        if starts_at < end and starts_at + step * count > first:
            days = tuple(date.fromisoformat(day) for day in each.get("days_used", ()))
            made.append(MadeReadings(starts_at, count, each.get("method", ""), days, each.get("reason", "")))
    return made
