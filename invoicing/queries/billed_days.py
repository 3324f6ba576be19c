"""Which days of a subscription are on an invoice."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from invoicing.models import BilledPeriod


def is_billed(subscription_id: int) -> bool:
    """Whether any day ever was on an invoice, be it a draft or one that was credited."""
    return BilledPeriod.objects.filter(subscription=subscription_id).exists()


def load_billed_until(subscription_id: int) -> date | None:
    """The first day after all that are on an invoice now; None if none is. Credited days are not billed."""
    claims = BilledPeriod.objects.filter(subscription=subscription_id, released_at=None)
    until: date | None = claims.aggregate(until=Max("to_date"))["until"]
    return until
