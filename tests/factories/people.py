"""Users of every role, and browsers they are signed in with."""

from __future__ import annotations

import factory
from django.contrib.auth.models import Group
from django.test import Client
from factory.django import DjangoModelFactory

from billing_site.foundation.access import Role
from billing_site.models import User
from invoicing.models import PortalAccess
from metering.models import UtilityUploader


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.Sequence(lambda n: f"user{n}@example.com")


def user_with(*roles: Role, utilities=(), accounts=()) -> User:
    """A user with these roles, who uploads for these utilities and sees these accounts in the portal."""
    user: User = UserFactory.create()
    user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
    for utility in utilities:
        UtilityUploader.objects.create(user=user, utility=utility)
    for account in accounts:
        PortalAccess.objects.create(user=user, account=account)
    return user


def browser_of(user: User) -> Client:
    """A client that is signed in as the user."""
    client = Client()
    client.force_login(user)
    return client
