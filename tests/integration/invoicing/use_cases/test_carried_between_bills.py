"""What a bill leaves to the next one: kept with it, taken with it, and found again by whoever rates it anew."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import BilledBasis, BillHold, BillRun
from invoicing.queries.bill_changes import load_bill_change
from invoicing.queries.billed_usage import load_billed_services
from invoicing.queries.carried_states import load_carried_states
from invoicing.queries.rerated_bills import load_rerated_bills
from invoicing.use_cases.approve_bill_run import UnableToApproveBillRun, approve_bill_run
from invoicing.use_cases.bill_one_account import bill_one_account
from invoicing.use_cases.drop_bill_run import drop_bill_run
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.redraft_bill_run import redraft_bill_run
from pricing.rating.plan_terms import (
    Allowance,
    BilledDemand,
    MoneyBank,
    PeakDemand,
    PerUnitPrice,
    Ratchet,
)
from tests.factories.billing import started_run, supplied_account, work_through
from tests.factories.carried_bills import (
    AFTER,
    APRIL,
    FEBRUARY,
    JANUARY,
    MARCH,
    MONTHS,
    RECEIVED_AT,
    bank,
    bill_all,
    bill_unheld,
    energy_lines,
    invoices,
    net_metered,
    numbers,
    rated_again,
    states,
)
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.portal import bill
from tests.factories.readings import store_readings
from tests.factories.terms import priced_otherwise, with_energy

pytestmark = pytest.mark.django_db


def test_a_bank_of_units_goes_from_month_to_month(monkeypatch):
    net_metered(monkeypatch)
    bill_all()
    # 372 less 595.2 kWh; 336 less 134.4; 371.5 (the clock goes forward) less what is left.
    assert states() == [
        bank(None, "223.2"),
        bank("223.2", "21.6"),
        bank("21.6", 0),
    ]
    assert energy_lines()[-2:] == [
        (Decimal("300.0000000000"), Decimal("75.0000")),
        (Decimal("49.9000000000"), Decimal("15.4700")),
    ]


def test_bills_are_rated_again_from_what_they_began_with(monkeypatch):
    net_metered(monkeypatch)
    bill_all()
    issued = invoices()
    assert [rated_again(invoice) for invoice in issued] == [invoice.net for invoice in issued]
    rerated = load_rerated_bills(issued, AFTER)
    assert [rerated[invoice.pk].difference for invoice in issued] == [0, 0, 0]
    change = load_bill_change(issued[2], issued[1]).change
    assert change.total == issued[2].total - issued[1].total


def test_a_corrected_month_rated_again_begins_with_what_it_began_with(monkeypatch):
    subscription = net_metered(monkeypatch)
    bill_all()
    channel = subscription.service_point.channels.get(code="B1")
    store_readings(channel, FEBRUARY, MARCH, 200, datetime(2026, 4, 10, tzinfo=UTC))
    (_, february, _) = issued = invoices()
    found = load_rerated_bills(issued, AFTER)
    # 336 less 268.8 kWh, all out of the bank: nothing but the standing charge, as before.
    assert [found[one.pk].difference for one in issued] == [0, 0, 0]
    store_readings(channel, FEBRUARY, MARCH, 0, datetime(2026, 4, 11, tzinfo=UTC))
    # 336 kWh, of which the bank covers 223.2: 112.8 kWh at 0.25 with VAT of 20 %.
    assert load_rerated_bills([february], AFTER)[february.pk].difference == Decimal("33.84")


def test_free_units_left_over_go_to_the_next_month(monkeypatch):
    allowance = Allowance(Decimal(400), rollover_periods=1, most_rolled_over=Decimal(20))
    priced_otherwise(monkeypatch, lambda terms: with_energy(terms, allowance=allowance))
    subscription = supplied_account()
    store_readings(subscription.service_point.channels.get(), FEBRUARY, MARCH, 312, RECEIVED_AT)
    store_readings(subscription.service_point.channels.get(), MARCH, APRIL, 300, RECEIVED_AT)
    bill_all()
    # 372 of 400 kWh leave 28, of which 20 go on; 419.328 of 420 leave 0.672; 445.8 less 400.672 are paid.
    assert states() == [
        ({}, {"left": [20]}),
        ({"left": [20]}, {"left": [Decimal("0.672")]}),
        ({"left": [Decimal("0.672")]}, {"left": [0]}),
    ]
    assert energy_lines()[1:] == [(0, 0), (Decimal("45.128"), Decimal("11.28"))]


def test_a_credited_month_takes_what_it_left_with_it(monkeypatch):
    net_metered(monkeypatch)
    for month in range(2):
        bill(MONTHS[month], MONTHS[month + 1])
    february = invoices()[-1]
    issue_credit_note(
        invoice=february, reason="meter", issued_at=AFTER, issue_date=date(2026, 4, 20), actor="test"
    )
    run = bill_one_account(
        account=february.account, from_date=FEBRUARY, to_date=MARCH, started_at=AFTER, actor="test"
    )
    work_through(run, AFTER)
    # The second bill for February begins with January's bank, not with that of the first.
    assert states() == [bank(None, "223.2"), bank("223.2", "21.6"), bank("223.2", "21.6")]
    bill_unheld(MARCH, APRIL)
    assert states()[-1] == bank("21.6", 0)


def test_a_month_drafted_again_begins_as_the_first_time(monkeypatch):
    subscription = net_metered(monkeypatch)
    bill(JANUARY, FEBRUARY)
    run = work_through(started_run(from_date=FEBRUARY, to_date=MARCH, started_at=AFTER), AFTER)
    channel = subscription.service_point.channels.get(code="B1")
    store_readings(channel, FEBRUARY, MARCH, 0, datetime(2026, 4, 21, tzinfo=UTC))
    redraft_bill_run(
        bill_run=run, redrafted_at=datetime(2026, 4, 22, tzinfo=UTC), actor="test", batch_numbers=[1]
    )
    work_through(run, AFTER)
    assert states()[1:] == [bank("223.2", 0)]
    assert energy_lines()[-1] == (Decimal("112.8000000000"), Decimal("28.2000"))


def test_a_draft_that_began_with_what_is_left_no_more_is_not_approved(monkeypatch):
    subscription = net_metered(monkeypatch)
    january = work_through(started_run(started_at=AFTER), AFTER)
    february = work_through(started_run(from_date=FEBRUARY, to_date=MARCH, started_at=AFTER), AFTER)
    BillHold.objects.all().delete()
    channel = subscription.service_point.channels.get(code="B1")
    store_readings(channel, JANUARY, FEBRUARY, 300, datetime(2026, 4, 21, tzinfo=UTC))
    later = datetime(2026, 4, 22, tzinfo=UTC)
    approve = {"issue_date": date(2026, 4, 22), "approved_at": later, "actor": "test"}
    redraft_bill_run(bill_run=january, redrafted_at=later, actor="test", batch_numbers=[1])
    work_through(january, later)
    with pytest.raises(UnableToApproveBillRun, match="has changed since: draft again batch 1"):
        approve_bill_run(bill_run=february, **approve)
    redraft_bill_run(bill_run=february, redrafted_at=later, actor="test", batch_numbers=[1])
    work_through(february, later)
    BillHold.objects.all().delete()
    approve_bill_run(bill_run=february, **approve)
    assert states() == [bank(None, "74.4"), bank("74.4", 0)]


def test_a_ratchet_looks_back_over_months(monkeypatch):
    peak = PeakDemand("ELECTRICITY_IMPORT", 30)
    ratchet = Ratchet(months=11, percents=(Decimal(80),) * 12)
    priced_otherwise(
        monkeypatch,
        lambda terms: with_energy(
            terms,
            determinant=BilledDemand(peak, ratchet=ratchet),
            prices={None: PerUnitPrice(Decimal(10))},
        ),
    )
    channel = supplied_account().service_point.channels.get()
    store_readings(channel, FEBRUARY, MARCH, 150, RECEIVED_AT)
    store_readings(channel, MARCH, APRIL, 220, RECEIVED_AT)
    bill_all()
    # 0.5 kW; 0.3, but 80 % of 0.5; 0.44, which is more than 0.4.
    assert [line[0] for line in energy_lines()] == [Decimal("0.5"), Decimal("0.4"), Decimal("0.44")]
    issued = invoices()
    assert [rated_again(invoice) for invoice in issued] == [invoice.net for invoice in issued]
    issue_credit_note(
        invoice=issued[0], reason="meter", issued_at=AFTER, issue_date=date(2026, 4, 20), actor="test"
    )
    # January's peak went with its bill; February is still explained as it was.
    assert load_carried_states({issued[0].lines.first().subscription_id: FEBRUARY}) == {}
    assert rated_again(issued[1]) == issued[1].net


def test_a_dropped_run_leaves_nothing(monkeypatch):
    net_metered(monkeypatch)
    work_through(started_run(started_at=AFTER), AFTER)
    drop_bill_run(bill_run=BillRun.objects.get(), dropped_at=AFTER, actor="test")
    assert not BilledBasis.objects.exists()
    bill(FEBRUARY, MARCH)
    assert states() == [bank(None, 0)]


def test_accounts_rated_together_have_their_own(monkeypatch):
    first, second = net_metered(monkeypatch), net_metered(monkeypatch, export=(0, 100, 0))
    bill(JANUARY, FEBRUARY)
    bill(FEBRUARY, MARCH)
    left = {
        one.subscription: numbers(one.carried["ENERGY"])
        for one in BilledBasis.objects.filter(invoice__from_date=FEBRUARY).select_related("subscription")
    }
    assert left == {first: {"bank": Decimal("21.6")}, second: {"bank": 0}}


def test_a_balance_of_money_goes_from_month_to_month(monkeypatch):
    fed_in = MoneyBank("BANK", "Balance", charges=("STANDING",), credits=("ENERGY",))
    price = {None: PerUnitPrice(Decimal("-0.10"))}
    priced_otherwise(monkeypatch, lambda terms: replace(with_energy(terms, prices=price), banks=(fed_in,)))
    subscription = supplied_account()
    store_readings(subscription.service_point.channels.get(), FEBRUARY, MARCH, 10, RECEIVED_AT)
    bill(JANUARY, FEBRUARY)
    bill(FEBRUARY, MARCH)
    # 37.20 earned and 13.95 owed leave 23.25; then 12.60 owed of it, and 1.34 more earned.
    left = BilledBasis.objects.order_by("invoice__from_date").values_list("carried", flat=True)
    assert [numbers(one["BANK"]) for one in left] == [
        {"balance": Decimal("23.25")},
        {"balance": Decimal("11.99")},
    ]
    assert [invoice.net for invoice in invoices()] == [0, 0]
    kinds = invoices()[1].lines.order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["CHARGE", "CHARGE", "CREDIT", "CREDIT"]


def test_what_was_frozen_cannot_change(monkeypatch):
    net_metered(monkeypatch)
    bill(JANUARY, FEBRUARY)
    stored = BilledBasis.objects.get()
    for change in (
        lambda: BilledBasis.objects.update(carried={}),
        stored.delete,
        lambda: BilledBasis.objects.create(invoice=stored.invoice, subscription=SubscriptionFactory()),
    ):
        with pytest.raises(IntegrityError, match="finalized: its rating facts cannot"), transaction.atomic():
            change()
    assert (stored.invoice.from_date, stored.invoice.to_date) == (JANUARY, FEBRUARY)


def test_a_plan_that_leaves_nothing_stores_nothing():
    supplied_account()
    bill(JANUARY, FEBRUARY)
    assert not BilledBasis.objects.exists()
    (billed,) = load_billed_services(invoices()[0])
    assert (billed.run, billed.service.basis.as_json()) == (DaySpan(JANUARY, FEBRUARY), {})
