"""Somebody of every role to sign in as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.contrib.auth.models import Group

from billing_site.demo.dial_story import READER_ACCOUNT
from billing_site.demo.markets import LEAKING_HOUSE
from billing_site.demo.world import PASSWORD, DemoWorld
from billing_site.foundation.access import Role
from billing_site.foundation.api_keys import make_api_key, usable_api_key
from billing_site.foundation.models import ApiKey
from billing_site.models import User
from invoicing.models import Account, PortalAccess
from metering.models import Utility, UtilityUploader

_KEY_FILE: Final = "api_key.txt"
_KEY_NAME: Final = "Demo integration"
_KEY_DAYS: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the demo and what there is to see as them."""

    username: str
    what: str


def store_people(world: DemoWorld) -> list[Person]:
    """Make the users, or find them; returns them in the order in which they are told of."""
    people = [
        _administrator(),
        _somebody("clerk", "bills, findings, imports, payments", [Role.CLERK]),
        _somebody(
            "manager", "the same, and approves, credits and hands out API keys", [Role.CLERK, Role.MANAGER]
        ),
        _somebody("auditor", "looks at everything, changes nothing", [Role.AUDITOR]),
    ]
    for utility in Utility.objects.filter(code__in=[one.code for one in world.utilities]).order_by("code"):
        name = f"upload-{utility.code.lower()}"
        people.append(_somebody(name, f"uploads readings of {utility.name}", [Role.UPLOADER]))
        UtilityUploader.objects.get_or_create(user=User.objects.get(username=name), utility=utility)
    for name, what, numbers in _customers(world):
        people.append(_somebody(name, what, [Role.CUSTOMER]))
        for account in Account.objects.filter(number__in=numbers):
            PortalAccess.objects.get_or_create(user=User.objects.get(username=name), account=account)
    return people


def store_api_key(directory: Path, at: datetime) -> str:
    """A key that may do everything the API offers; the demo keeps its text in a file, as nobody else should."""
    path = directory / _KEY_FILE
    if path.exists() and usable_api_key(text := path.read_text(encoding="ascii"), at):
        return text
    made = make_api_key(
        name=_KEY_NAME,
        scopes=list(ApiKey.Scope),
        utility_id=None,
        expires_at=at + _KEY_DAYS,
        at=at,
        actor=User.objects.get(username="manager"),
    )
    path.write_text(made.text, encoding="ascii")
    return made.text


def _administrator() -> Person:
    if not User.objects.filter(username="admin").exists():
        User.objects.create_superuser("admin", password=PASSWORD)
    return Person("admin", "everything, and the tables themselves under /admin/")


def _somebody(username: str, what: str, roles: Iterable[Role]) -> Person:
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return Person(username, what)


def _customers(world: DemoWorld) -> list[tuple[str, str, list[str]]]:
    """Whose accounts have a story: name, what, accounts."""
    exporting = {one.service_point_code for one in world.channels if one.code == "B1"}
    with_solar = next(one for one in world.subscriptions if one.service_point_code in exporting)
    large = next(one for one in world.subscriptions if one.plan_code.startswith("US-SCE"))
    accounts_of: dict[str, list[str]] = {}
    for account in world.accounts:
        accounts_of.setdefault(account.customer_number, []).append(account.number)
    two_sites = next(numbers for numbers in accounts_of.values() if len(numbers) > 1)
    water = [one for one in world.subscriptions if one.plan_code == "PT-LAGOA-WATER"]
    leaking = water[LEAKING_HOUSE]
    german = {one.number for one in world.accounts if one.language == "de"}
    speaks_german = next(one for one in water if one.account_number in german)
    return [
        ("household", "a home with solar panels", [with_solar.account_number]),
        ("business", "a large customer with time of use and demand", [large.account_number]),
        ("two-sites", "two accounts under one login", two_sites),
        ("leak", "a house with a water bill far too high: a pipe leaked", [leaking.account_number]),
        ("meter-reader", "a home whose water meter is read by people; in German", [READER_ACCOUNT]),
        ("gast", "a German-speaking customer", [speaks_german.account_number]),
    ]
