"""Which days of a subscription are on an invoice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from invoicing.models import BilledPeriod


def load_billed_until(subscription_id: int) -> date | None:
    """The first day after all that are on an invoice now; None if none is. Credited days are not billed."""
    claims = BilledPeriod.objects.filter(subscription=subscription_id, released_at=None)
    until: date | None = claims.aggregate(until=Max("to_date"))["until"]
    return until


def billed_among(subscription_ids: Collection[int]) -> set[int]:
    """Those with any day that ever was on an invoice, be it a draft or one that was credited; in one query."""
    claims = BilledPeriod.objects.filter(subscription__in=subscription_ids)
    return set(claims.values_list("subscription_id", flat=True).distinct())


def load_billed_until_of_each(subscription_ids: Collection[int]) -> dict[int, date]:
    """What `load_billed_until` says of each of the subscriptions that has billed days, in one query."""
    claims = BilledPeriod.objects.filter(subscription__in=subscription_ids, released_at=None)
    until = claims.values("subscription_id").annotate(until=Max("to_date")).order_by()
    return dict(until.values_list("subscription_id", "until"))
