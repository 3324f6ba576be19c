"""Which accounts a portal user may see: the only such rule."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from invoicing.models import Account


def accounts_in_portal(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Account]:
    """The accounts a user was let in to, by number; staff see none of them here, they have their own pages."""
    if not user.is_authenticated:
        return Account.objects.none()
    return Account.objects.filter(portal_access__user=user.pk).order_by("number")
