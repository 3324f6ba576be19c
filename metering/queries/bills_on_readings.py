"""How many bills stand on readings: asked before readings change. Whoever makes bills registers to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Max, Min

from metering.models import IntervalDay, IntervalPiece
from metering.usage.channel_spans import ChannelSpan, joined_spans

CountBills = Callable[[Sequence[ChannelSpan]], int]
_COUNTERS: Final[dict[str, CountBills]] = {}


def register_bills(name: str, count_bills: CountBills) -> None:
    """Have `count_bills(spans)` asked for the issued bills that charge usage of these days; for AppConfig.ready."""
    _COUNTERS[name] = count_bills


def count_bills_on(spans: Sequence[ChannelSpan]) -> int:
    """The issued bills that charge usage of any of these local days of channels."""
    return sum(count_bills(spans) for count_bills in _COUNTERS.values()) if spans else 0


def count_bills_on_batch(batch_id: int) -> int:
    """The issued bills that charge usage of the days from the first to the last that the batch delivered."""
    spans = [
        ChannelSpan(channel_id, first, last + timedelta(days=1))
        for model in (IntervalDay, IntervalPiece)
        for channel_id, first, last in model._base_manager.filter(batch_id=batch_id)
        .order_by()
        .values_list("channel")
        .annotate(first=Min("date"), last=Max("date"))
    ]
    return count_bills_on(joined_spans(spans))
