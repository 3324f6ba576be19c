"""API keys: known by their hash, rolled with an overlap, revoked at once."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from billing_site.foundation.api_keys import (
    ROLL_OVERLAP,
    UnableToChangeApiKey,
    make_api_key,
    may_come_from,
    revoke_api_key,
    roll_api_key,
    usable_api_key,
)
from billing_site.foundation.models import ApiKey, AuditEntry
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
Scope = ApiKey.Scope


def made(**facts):
    facts = {
        "name": "head-end",
        "scopes": [Scope.READINGS_WRITE],
        "utility_id": None,
        "expires_at": LATER,
        "at": NOW,
        "actor": None,
        **facts,
    }
    return make_api_key(**facts)


def test_keeps_no_key_that_could_be_used():
    key = made()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM foundation_apikey k")
        ((kept,),) = cursor.fetchall()
    assert key.text.rpartition("_")[2] not in kept
    assert key.text.startswith(f"ub_{key.api_key.prefix}_")
    assert len(key.text) == 55


def test_makes_every_key_another_one():
    assert len({made().text for _ in range(20)}) == 20


def test_knows_its_own_keys_and_no_others():
    key = made()
    assert usable_api_key(key.text, NOW) == key.api_key
    other = made().text
    for wrong in (
        "",
        "ub_",
        key.text[:-1],
        key.text.lower(),
        key.text + "x",
        f" {key.text}",
        key.text[:12] + other[12:],
    ):
        assert usable_api_key(wrong, NOW) is None


def test_opens_nothing_once_it_has_expired_or_is_revoked():
    key = made()
    assert usable_api_key(key.text, LATER - timedelta(seconds=1)) is not None
    assert usable_api_key(key.text, LATER) is None
    revoke_api_key(api_key=key.api_key, at=NOW, actor=None)
    assert usable_api_key(key.text, NOW) is None


def test_notes_its_use_once_a_minute(django_assert_num_queries):
    key = made()
    with django_assert_num_queries(2):
        usable_api_key(key.text, NOW)
    with django_assert_num_queries(1):
        usable_api_key(key.text, NOW + timedelta(seconds=59))
    usable_api_key(key.text, NOW + timedelta(seconds=61))
    assert ApiKey.objects.get().last_used_at == NOW + timedelta(seconds=61)


def test_rolls_into_a_key_with_the_same_rights_for_as_long():
    old, user = made(utility_id=7), UserFactory()
    at = NOW + timedelta(days=10)
    new = roll_api_key(api_key=old.api_key, at=at, actor=user)
    assert (new.api_key.name, new.api_key.scopes, new.api_key.utility_id) == (
        "head-end",
        ["readings:write"],
        7,
    )
    assert new.api_key.expires_at == at + timedelta(days=30)
    assert usable_api_key(old.text, at + ROLL_OVERLAP - timedelta(seconds=1)) is not None
    assert usable_api_key(old.text, at + ROLL_OVERLAP) is None


def test_rolls_no_key_that_is_revoked_or_expired():
    old = made()
    with pytest.raises(UnableToChangeApiKey):
        roll_api_key(api_key=old.api_key, at=LATER, actor=None)
    revoke_api_key(api_key=old.api_key, at=NOW, actor=None)
    with pytest.raises(UnableToChangeApiKey):
        roll_api_key(api_key=old.api_key, at=NOW, actor=None)


def test_revokes_once():
    key, user = made(), UserFactory()
    revoke_api_key(api_key=key.api_key, at=NOW, actor=user)
    revoke_api_key(api_key=key.api_key, at=LATER, actor=user)
    assert ApiKey.objects.get().revoked_at == NOW
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["MADE", "REVOKED"]


def test_lets_a_key_of_one_utility_see_no_customers():
    with pytest.raises(UnableToChangeApiKey):
        made(utility_id=7, scopes=[Scope.READINGS_READ, Scope.INVOICES_READ])


@pytest.mark.parametrize(
    "changes",
    [
        {"scopes": []},
        {"scopes": ["admin:all"]},
        {"utility_id": 7, "scopes": ["accounts:read"]},
        {"key_hash": "the key itself"},
        {"name": ""},
        {"expires_at": NOW},
        {"expires_at": NOW + timedelta(days=400)},
    ],
    ids=str,
)
def test_the_database_refuses_a_key_that_breaks_a_rule(changes):
    key = made().api_key
    with pytest.raises(IntegrityError, match="api_key_"):
        ApiKey.objects.filter(pk=key.pk).update(**changes)


@pytest.mark.parametrize("networks", [["x"], ["10.0.0.1/8"], ["10.0.0.0/8"] * 21])
def test_the_database_takes_no_networks_that_are_none(networks):
    key = made().api_key
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(networks=networks)


def test_a_successor_is_for_the_same_networks():
    old = made(networks=["10.0.0.0/8"]).api_key
    new = roll_api_key(api_key=old, at=NOW, actor=None).api_key
    assert new.networks == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("networks", "address", "may"),
    [
        ([], None, True),
        (["10.0.0.0/8"], None, False),
        (["10.0.0.0/8"], "10.255.255.255", True),
        (["10.0.0.0/8"], "11.0.0.0", False),
        (["10.0.0.0/8", "2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "10.0.0.1", False),
    ],
)
def test_goes_by_the_networks(networks, address, may):
    assert may_come_from(ApiKey(networks=networks), address and ip_address(address)) is may
