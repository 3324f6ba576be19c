"""Contract values and negotiated terms on bills."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoicing.documents.agreed_terms import AgreedTexts
from invoicing.documents.explained_line import explain_line
from invoicing.models import (
    BilledBasis,
    BillRunException,
    ContractValue,
    Invoice,
    InvoiceLine,
    NegotiatedTerm,
)
from invoicing.queries.billed_usage import load_billed_services, load_priced_usage
from invoicing.queries.opened_line import load_opened_line
from invoicing.queries.period_so_far import load_period_so_far
from invoicing.queries.rerated_bills import load_rerated_bills
from pricing.rating.plan_terms import Contracted, PerUnitPrice
from tests.factories.billing import DRAFTED_AT, FEBRUARY, JANUARY, drafted_run, supplied_account
from tests.factories.portal import NOW, household
from tests.factories.pricing import PlanFactory, PlanVersionFactory, plan_document
from tests.factories.terms import priced_otherwise, with_energy

pytestmark = pytest.mark.django_db
FIRST_TIER = "/charges/ENERGY/price/tiers/0/unit_price"


@pytest.fixture
def by_capacity(monkeypatch):
    """The charge ENERGY is 2.00 for each contracted kW."""
    priced_otherwise(
        monkeypatch,
        lambda terms: with_energy(
            terms, determinant=Contracted("kw", "kW"), prices={None: PerUnitPrice(Decimal(2))}
        ),
    )


def contracted(subscription, value, from_date=date(2025, 1, 1), to_date=None, name="kw"):
    return ContractValue.objects.create(
        subscription=subscription, name=name, value=value, from_date=from_date, to_date=to_date
    )


def agreed(subscription, value="0.21", pointer=FIRST_TIER, from_date=date(2025, 1, 1), to_date=None):
    return NegotiatedTerm.objects.create(
        subscription=subscription,
        pointer=pointer,
        value=value,
        from_date=from_date,
        to_date=to_date,
        reason="three years",
        agreed_by="Ada",
    )


def energy():
    lines = Invoice.objects.filter(lines__charge_code="ENERGY").order_by("account", "lines__position")
    return list(lines.values_list("lines__quantity", "lines__unit_price", "lines__amount"))


def exceptions():
    return list(BillRunException.objects.order_by("account").values_list("code", "reason"))


def rated_again():
    (invoice,) = Invoice.objects.select_related("batch__bill_run")
    billed = load_billed_services(invoice)
    (priced,) = load_priced_usage(invoice, billed).values()
    return invoice.net, priced.net(), load_rerated_bills([invoice], DRAFTED_AT)[invoice.pk].difference


def test_bills_each_contract_by_its_own_value(by_capacity):
    contracted(supplied_account(), 12)
    contracted(supplied_account(), "7.5", from_date=JANUARY, to_date=FEBRUARY)
    drafted_run()
    assert [line[0::2] for line in energy()] == [(12, 24), (Decimal("7.5"), 15)]
    assert BilledBasis.objects.order_by("pk")[1].basis == {"contracted": {"kw": "7.50000000"}}


def test_a_bill_keeps_the_value_it_was_made_with(by_capacity):
    value = contracted(supplied_account(), 12)
    drafted_run()
    value.value = 20
    value.save()
    assert rated_again() == (Decimal("37.95"), Decimal("37.95"), 0)


def test_refuses_a_value_that_changes_inside_the_billed_days(by_capacity):
    subscription = supplied_account()
    contracted(subscription, 12, to_date=date(2026, 1, 20))
    contracted(subscription, 15, from_date=date(2026, 1, 20))
    contracted(subscription, 15, from_date=date(2026, 1, 5), name="of another plan")
    drafted_run()
    point = subscription.service_point.code
    reason = (
        f"{point}: what the contract says of kw changes on 2026-01-20, inside 2026-01-01 to 2026-02-01;"
        " bill up to the change first"
    )
    assert exceptions() == [("PLAN_CHANGE_IN_PERIOD", reason)]
    BillRunException.objects.all().delete()
    drafted_run(to_date=date(2026, 1, 20))
    drafted_run(from_date=date(2026, 1, 20))
    # 19 days of 12 kW, then 12 days of 15: each its own period.
    assert [line[0] for line in energy()] == [12, 15]


def test_says_which_value_a_contract_lacks(by_capacity):
    supplied_account()
    drafted_run()
    ((code, reason),) = exceptions()
    assert code == "UNABLE_TO_RATE"
    assert 'the plan needs "kw" of the contract, which is not stated: add it' in reason


def test_bills_by_what_was_agreed_and_keeps_the_standard_beside_it():
    special, plain = supplied_account(), supplied_account()
    agreed(special)
    drafted_run()
    assert energy() == [
        (300, Decimal("0.21"), 63),
        (72, Decimal("0.31"), Decimal("22.32")),
        (300, Decimal("0.25"), 75),
        (72, Decimal("0.31"), Decimal("22.32")),
    ]
    assert BilledBasis.objects.get().basis == {
        "agreed": [{"pointer": FIRST_TIER, "value": "0.21", "standard": "0.25"}]
    }
    assert not Invoice.objects.get(account=plain.account_id).bases.exists()


def test_a_bill_is_rated_again_by_what_was_agreed_then():
    term = agreed(supplied_account())
    drafted_run()
    term.value = "0.01"
    term.save()
    assert rated_again() == (Decimal("99.27"), Decimal("99.27"), 0)
    NegotiatedTerm.objects.all().delete()
    assert rated_again() == (Decimal("99.27"), Decimal("99.27"), 0)


def test_a_ramp_is_billed_step_by_step():
    subscription = supplied_account()
    change = date(2026, 1, 11)
    agreed(subscription, "0.20", to_date=change)
    agreed(subscription, "0.22", from_date=change)
    drafted_run()
    ((code, reason),) = exceptions()
    assert code == "PLAN_CHANGE_IN_PERIOD"
    assert f"what the contract says of {FIRST_TIER} changes on 2026-01-11" in reason
    drafted_run(to_date=change)
    drafted_run(from_date=change)
    assert sorted({line[1] for line in energy()}) == [Decimal("0.20"), Decimal("0.22")]


def test_refuses_only_whose_agreement_does_not_fit_the_plan():
    lost = supplied_account()
    agreed(lost, pointer="/charges/GAS/price/unit_price")
    supplied_account()
    drafted_run()
    ((code, reason),) = exceptions()
    assert (code, Invoice.objects.count()) == ("UNABLE_TO_RATE", 1)
    assert 'there is no "GAS"; choose one of STANDING, ENERGY; correct the negotiated term' in reason


def test_what_was_agreed_follows_the_charge_into_the_next_version():
    plan = PlanFactory()
    document = plan_document(plan)
    document["charges"].reverse()
    agreed(supplied_account(plan=PlanVersionFactory(plan=plan, document=document).plan))
    drafted_run()
    assert energy()[0] == (300, Decimal("0.21"), 63)


def test_the_running_period_is_priced_by_it_too():
    subscription = household()
    plain = load_period_so_far(subscription.account, NOW)
    agreed(subscription)
    special = load_period_so_far(subscription.account, NOW)
    # Up to 300 kWh at 0.04 less, with VAT of 20 %.
    assert plain.cost - special.cost == Decimal("14.40")


@pytest.mark.parametrize("make", [lambda one: contracted(one, 1), lambda one: agreed(one)])
def test_one_of_a_name_holds_on_a_day(make):
    subscription = supplied_account(quantity=None)
    make(subscription)
    with pytest.raises(IntegrityError, match="_and_day"), transaction.atomic():
        make(subscription)


def test_the_explanation_says_what_was_agreed():
    subscription = supplied_account()
    agreed(subscription)
    drafted_run()
    first, second = (
        load_opened_line(line)
        for line in InvoiceLine.objects.filter(charge_code="ENERGY").order_by("position")
    )
    assert explain_line(first, "en", to_customer=True).agreed == AgreedTexts(
        "Agreed with you", ("Price: 0.21 instead of 0.25",)
    )
    assert second.agreed == ()  # another tier
