"""Which accounts a portal user may see: the only such rule."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from invoicing.models import Account, Subscription


def accounts_in_portal(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Account]:
    """The accounts a user was let in to, by number; staff see none of them here, they have their own pages."""
    if not user.is_authenticated:
        return Account.objects.none()
    return Account.objects.filter(portal_access__user=user.pk).order_by("number")


def load_portal_accounts(user: AbstractBaseUser | AnonymousUser) -> tuple[Account, ...]:
    """The same with their customers, asked of the database once per user object."""
    known: tuple[Account, ...] | None = getattr(user, "_portal_accounts", None)
    if known is None:
        known = tuple(accounts_in_portal(user).select_related("customer"))
        setattr(user, "_portal_accounts", known)  # noqa: B010 - kept with the user for the rest of the request
    return known


def load_addresses(accounts: Iterable[Account]) -> dict[int, tuple[str, ...]]:
    """By account, where it is or was supplied: the street and city of each site, or its name; one query."""
    found: dict[int, dict[str, None]] = {account.pk: {} for account in accounts}
    rows = Subscription.objects.filter(account__in=found).order_by("-start_date", "service_point_id")
    site = "service_point__site"
    for account_id, street, city, name in rows.values_list(
        "account", f"{site}__street", f"{site}__city", f"{site}__name"
    ):
        found[account_id].setdefault(", ".join(part for part in (street or name, city) if part))
    return {account_id: tuple(texts) for account_id, texts in found.items()}
