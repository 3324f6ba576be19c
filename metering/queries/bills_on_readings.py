"""Which bills stand on readings: asked before readings change, and after. Whoever makes bills registers to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Max, Min

from metering.models import IntervalDay, IntervalPiece
from metering.usage.channel_spans import ChannelSpan, joined_spans

CountBills = Callable[[Sequence[ChannelSpan]], int]
_COUNTERS: Final[dict[str, tuple[CountBills, CountBills]]] = {}


def register_bills(name: str, count_bills: CountBills, count_changed: CountBills) -> None:
    """Have both asked for issued bills that charge usage of the spans' days; for AppConfig.ready.

    `count_bills` counts all of them, `count_changed` those whose readings on these days are not the ones that
    they were made from.
    """
    _COUNTERS[name] = count_bills, count_changed


def count_bills_on(spans: Sequence[ChannelSpan]) -> int:
    """The issued bills that charge usage of any of these local days of channels."""
    return sum(count_bills(spans) for count_bills, _ in _COUNTERS.values()) if spans else 0


def count_bills_on_batch(batch_id: int) -> int:
    """The issued bills that charge usage of the days from the first to the last that the batch delivered."""
    return count_bills_on(load_spans_of_batch(batch_id))


def count_changed_bills_on_batch(batch_id: int) -> int:
    """Those of `count_bills_on_batch` whose readings there were changed after they were made."""
    spans = load_spans_of_batch(batch_id)
    return sum(count_changed(spans) for _, count_changed in _COUNTERS.values()) if spans else 0


def load_spans_of_batch(batch_id: int) -> list[ChannelSpan]:
    """The days from the first to the last that the batch delivered, by channel; two queries."""
    spans = [
        ChannelSpan(channel_id, first, last + timedelta(days=1))
        for model in (IntervalDay, IntervalPiece)
        for channel_id, first, last in model._base_manager.filter(batch_id=batch_id)
        .order_by()
        .values_list("channel")
        .annotate(first=Min("date"), last=Max("date"))
    ]
    return joined_spans(spans)
