"""What a check found, as the JSON that an upload keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from metering.file_formats.parsed_readings import RowError
from metering.queries.channels import ChannelFacts
from metering.queries.delivery_comparison import DeliveredTotal
from metering.queries.dry_run import DryRun, SampleReading
from metering.queries.run_refusals import RefusedChannel
from metering.usage.local_calendar import LocalCalendar

_CHANNELS_KEPT: Final = 200
_TEXT_KEPT: Final = 300


def problems_json(errors: Iterable[RowError]) -> list[dict[str, Any]]:
    """The errors with `row`, `field`, `value`, `message`, `cure` and `reading_count`."""
    return [
        {
            "row": error.row,
            "field": _fitted(error.field),
            "value": _fitted(error.value),
            "message": _fitted(error.message),
            "cure": _fitted(error.cure),
            "reading_count": error.reading_count,
        }
        for error in errors
    ]


def refused_json(refused: Mapping[tuple[str, str], RefusedChannel]) -> list[dict[str, Any]]:
    """The channels by `service_point` and `channel`: how many `readings`, and the `row` that tells why."""
    return [
        {
            "service_point": _fitted(service_point),
            "channel": _fitted(channel),
            "readings": one.reading_count,
            "row": one.error.row,
            "field": _fitted(one.error.field),
            "message": _fitted(one.error.message),
            "cure": _fitted(one.error.cure),
        }
        for (service_point, channel), one in refused.items()
    ]


def check_json(found: DryRun, bill_count: int) -> dict[str, Any]:
    """Samples, totals of channels, and sums.

    Quantities are texts, instants ISO 8601 in UTC, dates ISO 8601; of channels the first by name are kept.
    `last_clock`: until when of the last date there are readings by the clock of the site, "" if until midnight.
    """
    silent = found.silent
    return {
        "error_count": found.rejections.error_count,
        "repeated_count": found.repeated_count,
        "day_count": found.day_count,
        "bill_count": bill_count,
        "first_date": None if found.first_date is None else found.first_date.isoformat(),
        "last_date": None if found.last_date is None else found.last_date.isoformat(),
        "last_clock": _last_clock(found),
        "samples": [_sample(sample) for sample in found.samples],
        "channel_count": len(found.comparison.totals),
        "channels": _channels(found),
        "silent": None
        if silent is None
        else {"count": silent.count, "channel_count": silent.channel_count, "names": silent.names},
    }


def _sample(sample: SampleReading) -> dict[str, Any]:
    return {
        "row": sample.row,
        "service_point": _fitted(sample.service_point),
        "channel": _fitted(sample.channel),
        "starts_at": sample.starts_at.isoformat(),
        "step_minutes": sample.step_minutes,
        "quantity": _quantity(sample.quantity, sample.decimals),
        "unit": _fitted(sample.unit),
        "quality": sample.quality.label,
        "run_count": sample.run_count,
        "run_ends_at": sample.run_ends_at.isoformat(),
        "zone_name": sample.zone_name,
    }


def _channels(found: DryRun) -> list[dict[str, Any]]:
    named = ((found.facts[channel_id], total) for channel_id, total in found.comparison.totals.items())
    ordered = sorted(named, key=lambda pair: (pair[0].service_point_code, pair[0].code))
    return [
        {
            "service_point": facts.service_point_code,
            "channel": facts.code,
            "readings": total.reading_count,
            "total": _quantity(total.total, facts.decimals),
            "unit": facts.unit,
            "first_date": total.first_date.isoformat(),
            "last_date": total.last_date.isoformat(),
            "last_clock": _clock(facts, total),
        }
        for facts, total in ordered[:_CHANNELS_KEPT]
    ]


def _last_clock(found: DryRun) -> str:
    """The latest of the channels' on the last date; midnight is later than all others."""
    clocks = [
        _clock(found.facts[channel_id], total)
        for channel_id, total in found.comparison.totals.items()
        if total.last_date == found.last_date
    ]
    return "" if "" in clocks else max(clocks, default="")


def _clock(facts: ChannelFacts, total: DeliveredTotal) -> str:
    calendar = LocalCalendar(facts.zone_name)
    start = calendar.day_start(total.last_date)
    end = (start + total.last_count * timedelta(minutes=facts.step_minutes)).astimezone(calendar.zone)
    return f"{end:%H:%M}" if end.date() == total.last_date else ""


def _quantity(quantity: int, decimals: int) -> str:
    return f"{Decimal(quantity).scaleb(-decimals):f}"


def _fitted(text: str) -> str:
    """Text of a file as a column can hold it: PostgreSQL has no NUL."""
    return text.replace("\0", "\ufffd")[:_TEXT_KEPT]
