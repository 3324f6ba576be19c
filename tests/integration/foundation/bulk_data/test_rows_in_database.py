"""What the database says of many rows at once, before and while they are stored."""

import pytest
from django.db import connection

from billing_site.foundation.bulk_data.rows_in_database import failed_checks, store_rows, words_of_constraint
from invoicing.models import Account
from metering.models import Channel, Site
from tests.factories.invoicing import AccountFactory
from tests.factories.metering import SiteFactory

pytestmark = pytest.mark.django_db


def account(**facts):
    return Account(number="A", customer_id=1, billing_cycle_id=1, **facts)


def test_finds_the_rows_that_checks_would_refuse_in_two_queries(django_assert_num_queries):
    rows = [account(currency=currency) for currency in ("GBP", "gbp", "100%", "EUR")]
    rows.append(account(currency="EUR", payment_days=-1))
    with django_assert_num_queries(2):
        found = list(failed_checks(Account, rows))
    assert found == [
        (1, "account_currency_is_iso_code"),
        (2, "account_currency_is_iso_code"),
        (4, "invoicing_account_payment_days_check"),
    ]


def test_sound_rows_and_none_are_fine():
    assert list(failed_checks(Account, [account(currency="EUR")])) == []
    assert list(failed_checks(Account, [])) == []


def test_words_are_those_of_the_constraint():
    field, message = words_of_constraint(Channel, "channel_step_divides_the_hour_or_day")
    assert (field, message.split(":")[0]) == (
        "step_minutes",
        "Interval length can be 1, 5, 10, 15, 20, 30 or 60 minutes",
    )
    assert "some_check" in words_of_constraint(Channel, "some_check")[1]


def test_changes_many_rows_in_one_statement():
    sites = SiteFactory.create_batch(3, city="Leeds")
    for number, site in enumerate(sites):
        site.name, site.city = f"Renamed {number}", "not to be stored"
    assert store_rows(Site, ["name"], new=[], changed=sites) == []
    assert [*Site.objects.order_by("pk").values_list("name", "city")] == [
        (f"Renamed {number}", "Leeds") for number in range(3)
    ]


def test_names_the_rows_that_only_the_database_knows_to_be_wrong():
    SiteFactory(code="S-7")
    rows = [Site(code=f"S-{number}", name="x", zone_name="UTC") for number in range(30)]
    rows.append(Site(code="S-8", name="again", zone_name="UTC"))
    assert store_rows(Site, [], new=rows, changed=[]) == [
        (rows[7], "metering_site_code_key"),
        (rows[30], "metering_site_code_key"),
    ]


def test_a_reference_to_nothing_is_named_now_and_not_at_the_commit():
    stored = AccountFactory()
    wrong = Account(
        number="A-X", customer_id=0, billing_cycle_id=stored.billing_cycle_id, currency="EUR", payment_days=14
    )
    ((row, constraint),) = store_rows(Account, [], new=[wrong], changed=[])
    assert row is wrong
    assert "customer_id" in constraint
    connection.check_constraints()


def test_names_twenty_rows_and_no_more():
    rows = [Site(code="S-1", name="x", zone_name="UTC") for _ in range(100)]
    assert len(store_rows(Site, [], new=rows, changed=[])) == 20
