"""Whose readings a user may see and deliver: the only such rule."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from billing_site.foundation.access import OFFICE, Role, has_role
from metering.models import Utility


def visible_utilities(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Utility]:
    """All utilities for the office, an uploader's own ones, and none for anybody else."""
    if has_role(user, *OFFICE):
        return Utility.objects.all()
    if has_role(user, Role.UPLOADER):
        return Utility.objects.filter(uploaders__user=user.pk)
    return Utility.objects.none()
