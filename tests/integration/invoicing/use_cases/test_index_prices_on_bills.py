"""Bills by index prices, and explained by the revision they were made by."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from invoicing.models import BillRunException, Invoice
from invoicing.queries.billed_usage import load_billed_services, load_priced_usage
from invoicing.queries.period_so_far import load_period_so_far
from invoicing.queries.rerated_bills import load_rerated_bills
from pricing.rating.plan_terms import IndexPrice
from tests.factories.billing import JANUARY, STARTED_AT, drafted_run, supplied_account
from tests.factories.index_prices import load_prices, price_index
from tests.factories.terms import priced_otherwise, with_energy

pytestmark = pytest.mark.django_db
HOURS_OF_JANUARY = 31 * 24
LATER = datetime(2026, 3, 1, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def by_spot_price(monkeypatch):
    prices = {None: IndexPrice("SPOT")}
    priced_otherwise(monkeypatch, lambda terms: with_energy(terms, prices=prices))


def energy():
    (line,) = Invoice.objects.get().lines.filter(charge_code="ENERGY")
    return line


def rated_again():
    invoice = Invoice.objects.select_related("batch__bill_run").get()
    (priced,) = load_priced_usage(invoice, load_billed_services(invoice)).values()
    return priced.net() - invoice.net, load_rerated_bills([invoice], LATER)[invoice.pk].difference


def reason():
    return BillRunException.objects.get().reason


def test_bills_every_hour_at_its_price():
    # 85.32 GBP/MWh but for the first hour, which costs 100.
    load_prices(price_index(), [100] + [85.32] * (HOURS_OF_JANUARY - 1), revision="final")
    supplied_account()
    drafted_run()
    line = energy()
    assert line.amount == Decimal("31.75")  # 371.5 kWh at 0.08532, and 0.5 at 0.10
    assert line.trace["ix"] == ["SPOT", "final"]
    assert rated_again() == (0, 0)


def test_a_bill_stays_with_the_revision_it_was_made_by():
    index = price_index()
    load_prices(index, [80] * HOURS_OF_JANUARY, revision="preliminary")
    supplied_account()
    drafted_run()
    load_prices(index, [90] * HOURS_OF_JANUARY, STARTED_AT, "final")
    assert energy().trace["ix"] == ["SPOT", "preliminary"]
    # Explained as it was; rated by what is known now it would be 372 kWh at 0.01 more, with VAT: 9.49 less 8.74.
    assert rated_again() == (0, Decimal("4.47"))


def test_says_what_price_is_missing():
    supplied_account()
    drafted_run()
    assert "no prices of the index SPOT are loaded: load them" in reason()


def test_says_for_when_a_price_is_missing():
    load_prices(price_index(), [80] * 10)
    supplied_account()
    drafted_run()
    assert "SPOT has no price for 2026-01-01 10:00 UTC: load it" in reason()


def test_refuses_prices_in_other_money():
    load_prices(price_index(currency="EUR"), [80] * HOURS_OF_JANUARY)
    supplied_account()
    drafted_run()
    assert "the index SPOT is in EUR, but the plan in GBP" in reason()


def test_the_running_period_has_a_cost_but_no_forecast():
    load_prices(price_index(), [80] * HOURS_OF_JANUARY)
    found = load_period_so_far(supplied_account(start_date=JANUARY).account, LATER)
    # 13.95 and 372 kWh at 0.08, with VAT.
    assert (found.cost, found.expected) == (Decimal("52.45"), None)
