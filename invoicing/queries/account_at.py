"""Which account is supplied at a service point."""

from __future__ import annotations

from invoicing.models import Account, Subscription


def load_account_at(service_point_id: int) -> Account | None:
    """The account, with its customer, whose supply there began last, be it over or not; one query."""
    subscription = (
        Subscription.objects.filter(service_point=service_point_id)
        .select_related("account__customer")
        .order_by("-start_date", "role")
        .first()
    )
    return None if subscription is None else subscription.account
