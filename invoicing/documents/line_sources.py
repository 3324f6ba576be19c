"""What the readings behind an invoice line came with: as file names for the office, in plain words for customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from babel.dates import format_date

from invoicing.documents.dial_sentences import dial_sentence
from invoicing.documents.formats import Formats
from invoicing.documents.line_words import line_words_in
from metering.models import ReadingBatch
from metering.queries.day_deliveries import DayDetail
from metering.queries.deliveries import Delivery
from metering.queries.register_spans import CountedSpan
from metering.usage.local_calendar import LocalCalendar

_MADE = {
    ReadingBatch.Origin.ESTIMATION: "estimated",
    ReadingBatch.Origin.EDIT: "corrected",
    ReadingBatch.Origin.REGISTER: "spread",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A batch behind the readings; `batch_id` is for a link, never for people."""

    batch_id: int
    name: str
    note: str


def named_sources(
    deliveries: Iterable[Delivery], dial_spans: Iterable[CountedSpan], formats: Formats, zone_name: str
) -> tuple[Source, ...]:
    """Each batch by its name; what was counted between two readings of a dial by these."""
    words, spans = line_words_in(formats.language), {span.batch_id: span for span in dial_spans}
    sources = []
    for delivery in deliveries:
        span = spans.get(delivery.batch_id)
        received = formats.moment(delivery.received_at, zone_name)
        note = words["dial_source" if span else "source_days"].format(
            days=_days(delivery, formats), received=received
        )
        if delivery.is_withdrawn:
            note += f"; {words['withdrawn']}"
        name = words["estimation"] if delivery.origin == "ESTIMATION" else delivery.source_name
        if span:
            name = dial_sentence(span, formats, words)
        sources.append(Source(delivery.batch_id, name, note))
    return tuple(sources)


def plain_sources(
    deliveries: Iterable[Delivery], dial_spans: Iterable[CountedSpan], formats: Formats, zone_name: str
) -> tuple[Source, ...]:
    """Each batch as what happened: read from a dial, measured and delivered, estimated, or corrected."""
    words, spans = line_words_in(formats.language), {span.batch_id: span for span in dial_spans}
    sources = []
    for delivery in deliveries:
        key = _MADE.get(ReadingBatch.Origin(delivery.origin), "measured")
        day = _local_day(delivery.received_at, zone_name, formats)
        note = _days(delivery, formats)
        if delivery.is_withdrawn:
            note += f"; {words['withdrawn']}"
        name = words[key].format(utility=delivery.utility_name, day=day)
        if span := spans.get(delivery.batch_id):
            name = dial_sentence(span, formats, words, to_customer=True)
        sources.append(Source(delivery.batch_id, name, note))
    return tuple(sources)


def day_sentences(details: Sequence[DayDetail], formats: Formats, zone_name: str) -> tuple[str, ...]:
    """Where a day's readings come from, such as "48 readings: measured by your meter, delivered by …"."""
    words = line_words_in(formats.language)
    sentences: Counter[str] = Counter()
    for detail in details:
        for delivery in detail.deliveries:
            if delivery.counting:
                key = _MADE.get(ReadingBatch.Origin(delivery.batch.origin), "measured")
                day = _local_day(delivery.batch.received_at, zone_name, formats)
                sentences[words[key].format(utility=delivery.batch.utility.name, day=day)] += (
                    delivery.counting
                )
    return tuple(words["readings"].format(n=count, how=how) for how, count in sentences.items())


def _days(delivery: Delivery, formats: Formats) -> str:
    return formats.quantity(Decimal(delivery.day_count), "day")


def _local_day(instant: datetime, zone_name: str, formats: Formats) -> str:
    day = LocalCalendar(zone_name).local_date(instant)
    return str(format_date(day, "long", locale=formats.locale))
