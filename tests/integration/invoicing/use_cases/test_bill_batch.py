"""Accounts become drafts, or exceptions with a reason."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from billing_site.foundation.models import AuditEntry
from invoicing.models import (
    BilledPeriod,
    BillRunBatch,
    BillRunException,
    Invoice,
    InvoiceLine,
    InvoiceTax,
)
from invoicing.use_cases.bill_batch import BilledBatch, bill_batch
from tests.factories.billing import (
    DRAFTED_AT,
    FEBRUARY,
    JANUARY,
    drafted_run,
    started_run,
    supplied_account,
)
from tests.factories.invoicing import AccountFactory, BillRunBatchFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory, plan_document
from tests.factories.readings import store_readings
from tests.faults.boundaries import watched

pytestmark = pytest.mark.django_db


def bill(batch):
    return bill_batch(batch_id=batch.pk, drafted_at=DRAFTED_AT)


def only_batch(run):
    return run.batches.get()


def exceptions():
    return list(BillRunException.objects.order_by("account").values_list("account", "code", "reason"))


def test_drafts_an_invoice_with_lines_tax_and_claim():
    subscription = supplied_account()
    run = started_run()
    assert bill(only_batch(run)) == BilledBatch(invoices=1, exceptions=0)
    invoice = Invoice.objects.get()
    assert (invoice.account, invoice.state, invoice.currency) == (subscription.account, "DRAFT", "GBP")
    assert (invoice.from_date, invoice.to_date, invoice.as_of) == (JANUARY, FEBRUARY, run.as_of)
    assert (invoice.net, invoice.tax, invoice.total) == (
        Decimal("111.27"),
        Decimal("22.25"),
        Decimal("133.52"),
    )
    assert (invoice.number, invoice.parties) == (None, {})
    lines = invoice.lines.order_by("position")
    assert list(lines.values_list("position", "charge_code", "tier", "quantity", "unit_price", "amount")) == [
        (1, "STANDING", None, Decimal(31), Decimal("0.45"), Decimal("13.95")),
        (2, "ENERGY", 1, Decimal(300), Decimal("0.25"), Decimal(75)),
        (3, "ENERGY", 2, Decimal(72), Decimal("0.31"), Decimal("22.32")),
    ]
    assert [line.tax_amount for line in lines] == [Decimal("2.79"), Decimal("15.00"), Decimal("4.46")]
    assert {(line.subscription, line.from_date, line.to_date, line.kind) for line in lines} == {
        (subscription, JANUARY, FEBRUARY, "CHARGE")
    }
    assert lines[2].trace == {
        "rule": "tier",
        "of": "total",
        "m": "ELECTRICITY_IMPORT",
        "q": "372.000",
        "t": [2, "300", None],
        "p": "0.31",
        "r": [2, "half_up"],
        "n": 1488,
    }
    tax = InvoiceTax.objects.get()
    assert (tax.invoice, tax.code, tax.percent, tax.base) == (invoice, "VAT", 20, Decimal("111.27"))
    claim = BilledPeriod.objects.get()
    assert (claim.invoice, claim.subscription, claim.charge_group) == (invoice, subscription, "main")
    assert (claim.from_date, claim.to_date, claim.released_at) == (JANUARY, FEBRUARY, None)


def test_changes_nothing_the_second_time():
    supplied_account()
    batch = only_batch(started_run())
    bill(batch)
    ids = list(InvoiceLine.objects.values_list("pk", flat=True))
    assert bill(batch) == BilledBatch(invoices=1, exceptions=0)
    assert list(InvoiceLine.objects.values_list("pk", flat=True)) == ids
    assert Invoice.objects.count() == 1


def test_leaves_an_open_batch_of_an_approved_run_alone():
    supplied_account()
    batch = BillRunBatchFactory(state="OPEN")
    assert bill(batch) == BilledBatch(0, 0)
    assert not Invoice.objects.exists()


def test_finishes_the_run_with_its_last_batch():
    for _ in range(3):
        supplied_account()
    run = started_run(accounts_per_batch=2)
    first, second = run.batches.order_by("number")
    bill(second)
    run.refresh_from_db()
    assert run.state == "OPEN"
    bill(first)
    run.refresh_from_db()
    assert run.state == "DRAFTED"
    assert list(run.batches.order_by("number").values_list("state", "invoice_count")) == [
        ("DRAFTED", 2),
        ("DRAFTED", 1),
    ]
    entry = AuditEntry.objects.get(action="DRAFTED")
    assert (entry.subject_id, entry.at, entry.actor_label) == (str(run.pk), DRAFTED_AT, "system")


def test_bills_all_services_of_an_account_together_or_not_at_all():
    whole, partial = AccountFactory(), AccountFactory()
    supplied_account(account=whole)
    supplied_account(account=whole, quantity=100)
    supplied_account(account=partial)
    supplied_account(account=partial, quantity=None)
    drafted_run()
    invoice = Invoice.objects.get()
    # 111.27 and 13.95 + 148.8 kWh at 0.25; the tax once on the sum of both.
    assert (invoice.account, invoice.net, invoice.tax) == (whole, Decimal("162.42"), Decimal("32.48"))
    assert invoice.billed_periods.count() == 2
    assert BillRunException.objects.get().account == partial


def test_bills_only_the_days_of_the_subscription():
    moved_in = supplied_account(start_date=date(2026, 1, 22))
    moved_out = supplied_account(end_date=date(2026, 1, 2))
    supplied_account(start_date=FEBRUARY)
    supplied_account(end_date=JANUARY)
    drafted_run()
    assert not exceptions()
    # 10 days: 4.50 + 96.774… kWh of tier 1 (300 times 10/31) and 23.225… of tier 2; 1 day: 0.45 + 9.677… + 2.322…
    assert list(Invoice.objects.order_by("pk").values_list("account", "from_date", "to_date", "net")) == [
        (moved_in.account_id, date(2026, 1, 22), FEBRUARY, Decimal("35.89")),
        (moved_out.account_id, JANUARY, date(2026, 1, 2), Decimal("3.59")),
    ]
    quantity = InvoiceLine.objects.filter(invoice__account=moved_in.account, tier=1).get().quantity
    assert quantity == Decimal("96.7741935484")  # without end; as many decimals as the column holds


def test_keeps_long_codes_and_every_charge_group():
    plan = PlanFactory(code="LONG")
    document = plan_document(plan)
    document["taxes"][0]["code"] = tax = "T" * 60
    for charge in document["charges"]:
        charge["tax"] = tax
    document["charges"][1]["group"] = group = "g" * 40
    supplied_account(plan=PlanVersionFactory(plan=plan, document=document).plan)
    drafted_run()
    assert not exceptions()
    assert InvoiceTax.objects.get().code == tax
    assert sorted(BilledPeriod.objects.values_list("charge_group", flat=True)) == [group, "main"]


def test_asks_the_same_number_of_questions_for_any_number_of_accounts():
    def statements_for(batch):
        seen = []
        with watched(seen.append):  # COPY and raw cursors too, which Django does not count
            bill(batch)
        return [statement for statement in seen if statement.startswith("before")]

    supplied_account(holes=[0])
    supplied_account()
    few = only_batch(started_run(to_date=date(2026, 1, 11)))
    few_statements = statements_for(few)
    for number in range(12):
        supplied_account(start_date=date(2026, 1, 12 + number), holes=[1400] if number % 4 == 0 else ())
    many = only_batch(started_run(from_date=date(2026, 1, 11)))
    assert len(statements_for(many)) == len(few_statements) == 27
    assert list(BillRunBatch.objects.order_by("pk").values_list("invoice_count", "exception_count")) == [
        (1, 1),
        (11, 3),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_bill_each_day_once():
    for _ in range(4):
        supplied_account()
    batches = [
        only_batch(started_run(to_date=date(2026, 1, 20))),
        only_batch(started_run(from_date=date(2026, 1, 10))),
    ]
    barrier, failures = threading.Barrier(2), []

    def work(batch):
        try:
            barrier.wait()
            bill(batch)
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sorted(BillRunBatch.objects.values_list("invoice_count", "exception_count")) == [(0, 4), (4, 0)]
    assert {code for _, code, _ in exceptions()} == {"ALREADY_BILLED"}


def test_sums_several_channels_of_one_metric_to_the_coarsest_step():
    subscription = supplied_account(quantity=200)
    fine = ChannelFactory(service_point=subscription.service_point, code="E2", step_minutes=15)
    store_readings(fine, JANUARY, FEBRUARY, 25)
    drafted_run()
    assert InvoiceLine.objects.get(tier=2).trace["q"] == "372.000"
    assert InvoiceLine.objects.get(tier=2).trace["n"] == 1488


def test_bills_a_plan_in_another_unit_of_the_same_kind():
    plan = PlanFactory(code="MWH")
    document = plan_document(plan)
    document["metrics"]["ELECTRICITY_IMPORT"]["unit"] = "MWh"
    supplied_account(plan=PlanVersionFactory(plan=plan, document=document).plan)
    drafted_run()
    line = InvoiceLine.objects.get(charge_code="ENERGY")
    assert (line.quantity, line.unit, line.amount) == (Decimal("0.372"), "MWh", Decimal("0.09"))


def test_two_subscriptions_of_one_service_point_share_its_readings():
    supply = supplied_account()
    SubscriptionFactory(account=supply.account, service_point=supply.service_point, plan=supply.plan, role=2)
    drafted_run()
    assert Invoice.objects.get().net == Decimal("222.54")
