"""Take back what a move did to some subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import Account, PlanMoveItem, Subscription
from invoicing.queries.billed_days import billed_among

_BILLED = "it was billed on the new plan meanwhile"
_CHANGED = "it was changed since, or is in another move"


def restore_subscriptions(*, items: Sequence[PlanMoveItem], restored_at: datetime) -> None:
    """Delete the new subscription of each moved item, and give the old one its days back, up to where that ended.

    An item whose new subscription was billed or changed meanwhile keeps it, with the reason. The number of
    statements does not depend on how many they are.
    """
    with transaction.atomic():
        new = _locked([item.new_subscription_id for item in items if item.new_subscription_id is not None])
        billed = billed_among(new)
        elsewhere = set(
            PlanMoveItem.objects.filter(subscription__in=new).values_list("subscription", flat=True)
        )
        old = Subscription.objects.select_for_update().in_bulk([item.subscription_id for item in items])
        restored = []
        for item in items:
            following = new[item.new_subscription_id or 0]
            before = old[item.subscription_id]
            if following.pk in billed:
                item.state, item.reason = PlanMoveItem.State.KEPT, _BILLED
            elif following.pk in elsewhere or following.start_date != before.end_date:
                item.state, item.reason = PlanMoveItem.State.KEPT, _CHANGED
            else:
                item.state, item.new_subscription = PlanMoveItem.State.UNDONE, None
                before.end_date = following.end_date
                restored.append((before, following))
        PlanMoveItem.objects.bulk_update(items, ["state", "reason", "new_subscription"])
        # The new ones go first: the days of two of them may not overlap, not even within the transaction.
        Subscription.objects.filter(pk__in=[following.pk for _, following in restored]).delete()
        Subscription.objects.bulk_update([before for before, _ in restored], ["end_date"])
        audit.record_each(
            action="SWITCHED_BACK",
            subjects=[before for before, _ in restored],
            actor=None,
            at=restored_at,
            details=[{"to_date": before.end_date} for before, _ in restored],
        )


def _locked(subscription_ids: Sequence[int]) -> dict[int, Subscription]:
    """The new subscriptions, and their accounts as a bill run locks them, by id."""
    accounts = Account.objects.filter(subscriptions__in=subscription_ids).values("pk")
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=accounts).order_by("pk"))
    found = Subscription.objects.select_for_update().filter(pk__in=subscription_ids)
    return {one.pk: one for one in found.order_by("pk")}
