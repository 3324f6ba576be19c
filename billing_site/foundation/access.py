"""Who may open which page: roles are groups, and every page says which roles it is for."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


class Role(StrEnum):
    """The name of a group; the groups are made by a migration."""

    CLERK = "Billing clerk"
    MANAGER = "Billing manager"
    AUDITOR = "Auditor"
    UPLOADER = "Reading uploader"
    CUSTOMER = "Customer"


BILLING_STAFF: Final = (Role.CLERK, Role.MANAGER)
"""Who does the work."""
OFFICE: Final = (*BILLING_STAFF, Role.AUDITOR)
"""Who may look at everything."""
READING_STAFF: Final = (*BILLING_STAFF, Role.UPLOADER)
"""Who delivers readings; uploaders for their own utilities only."""


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles of a user, asked of the database once per user object; a superuser has all of staff's."""
    if not user.is_authenticated:
        return frozenset()
    known: frozenset[Role] | None = getattr(user, "_roles", None)
    if known is None:
        groups: Any = getattr(user, "groups")  # noqa: B009 - AbstractBaseUser has none, ours has
        names = set(groups.values_list("name", flat=True))
        known = frozenset(role for role in Role if role.value in names)
        if getattr(user, "is_superuser", False):
            known |= {*OFFICE, Role.UPLOADER}
        setattr(user, "_roles", known)  # noqa: B010 - kept with the user for the rest of the request
    return known


def has_role(user: AbstractBaseUser | AnonymousUser, *roles: Role) -> bool:
    """Whether the user has one of the roles."""
    return not roles_of(user).isdisjoint(roles)


def actor_of(request: HttpRequest) -> AbstractBaseUser:
    """The user of a page that `allow` guards: whoever does what it offers."""
    assert isinstance(request.user, AbstractBaseUser), "only users with a role come here"
    return request.user


def allow(*roles: Role) -> Callable[[View], View]:
    """Make a view for these roles only; others are told 403. A test fails for a view without a decision."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate
