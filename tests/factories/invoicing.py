"""Accounts, bill runs and invoices that add up."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from invoicing.models import (
    Account,
    BilledPeriod,
    BillHold,
    BillingCycle,
    BillRun,
    BillRunBatch,
    Customer,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Subscription,
)
from invoicing.use_cases.finalize_batch import finalize_batch
from pricing.rating import compute_taxes, replay
from pricing.rating.plan_terms import TaxTerms
from tests.factories.metering import ServicePointFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.unit.pricing.rating.builders import rated_line

FROM_DATE, TO_DATE = date(2026, 1, 1), date(2026, 2, 1)
AS_OF = datetime(2026, 2, 2, 6, tzinfo=UTC)
ISSUED_AT = datetime(2026, 2, 3, 8, 30, tzinfo=UTC)
ISSUE_DATE = date(2026, 2, 3)
VAT = TaxTerms("VAT", "VAT 20 %", Decimal(20))

# charge code, label, tier, unit, trace
LINES = (
    ("STANDING", "Standing charge", None, "day", {"rule": "per_unit", "of": "days", "q": "31", "p": "0.45"}),
    (
        *("ENERGY", "Electricity", 1, "kWh"),
        {"rule": "tier", "of": "total", "q": "420.5", "t": [1, "0", "300"], "p": "0.25"},
    ),
    (
        *("ENERGY", "Electricity", 2, "kWh"),
        {"rule": "tier", "of": "total", "q": "420.5", "t": [2, "300", None], "p": "0.31"},
    ),
)


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = Customer

    number = factory.Sequence(lambda n: f"C{n:05d}")
    name = factory.Sequence(lambda n: f"Customer {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.com")
    street = factory.Sequence(lambda n: f"{n} High Street")
    city = "Leeds LS1 2AB"


class BillingCycleFactory(DjangoModelFactory):
    class Meta:
        model = BillingCycle
        django_get_or_create = ["code"]

    code = "MONTHLY"
    name = "Monthly"


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = Account

    number = factory.Sequence(lambda n: f"A{n:05d}")
    customer = factory.SubFactory(CustomerFactory)
    billing_cycle = factory.SubFactory(BillingCycleFactory)
    currency = "GBP"
    payment_days = 14


class SubscriptionFactory(DjangoModelFactory):
    class Meta:
        model = Subscription

    account = factory.SubFactory(AccountFactory)
    service_point = factory.SubFactory(ServicePointFactory)
    plan = factory.SubFactory(PlanFactory)
    start_date = date(2025, 6, 1)


class BillRunFactory(DjangoModelFactory):
    class Meta:
        model = BillRun
        django_get_or_create = ["billing_cycle", "from_date", "to_date"]

    billing_cycle = factory.SubFactory(BillingCycleFactory)
    from_date = FROM_DATE
    to_date = TO_DATE
    as_of = AS_OF
    state = BillRun.State.APPROVED
    started_at = AS_OF
    issue_date = factory.LazyAttribute(
        lambda run: ISSUE_DATE if run.state in (BillRun.State.APPROVED, BillRun.State.FINALIZED) else None
    )


class BillRunBatchFactory(DjangoModelFactory):
    """A drafted batch of an approved run."""

    class Meta:
        model = BillRunBatch

    bill_run = factory.SubFactory(BillRunFactory)
    number = factory.Sequence(lambda n: n + 1)
    first_account_id = 1
    last_account_id = 2**40
    state = BillRunBatch.State.DRAFTED


class InvoiceFactory(DjangoModelFactory):
    """A draft of one subscription with lines, tax and billed period: 126.31 net, 25.26 VAT, 151.57 in all."""

    class Meta:
        model = Invoice
        skip_postgeneration_save = True

    account = factory.SubFactory(AccountFactory)
    batch = factory.SubFactory(BillRunBatchFactory)
    from_date = FROM_DATE
    to_date = TO_DATE
    as_of = AS_OF
    currency = "GBP"
    net = Decimal("126.31")
    tax = Decimal("25.26")
    total = Decimal("151.57")

    @factory.post_generation
    def with_lines(self, create, extracted, **kwargs):
        """Lines, and the batch's count; pass with_lines=False for a draft without any."""
        if extracted is not False:
            write_lines(self)
        self.batch.invoice_count += 1
        self.batch.save()


class BillHoldFactory(DjangoModelFactory):
    """An open hold by a bill check."""

    class Meta:
        model = BillHold

    invoice = factory.SubFactory(InvoiceFactory)
    code = BillHold.Code.HIGH
    reason = "3.1 times the usual bill"
    held_at = AS_OF
    held_by = "system"


def write_lines(invoice):
    """Give a draft the lines that its amounts come from."""
    subscription = SubscriptionFactory(account=invoice.account)
    version = PlanVersionFactory(plan=subscription.plan)
    traces = [{**trace, "r": [2, "half_up"]} for *_, trace in LINES]
    for trace in traces[1:]:
        trace |= {"m": "ELECTRICITY_IMPORT", "n": 1488}
    priced = [replay(trace) for trace in traces]
    (tax,) = compute_taxes([rated_line("usage", line.amount, "VAT") for line in priced], [VAT], 2)
    shares = dict(tax.shares)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            subscription=subscription,
            plan_version=version,
            from_date=invoice.from_date,
            to_date=invoice.to_date,
            kind=InvoiceLine.Kind.CHARGE,
            charge_code=code,
            label=label,
            tier=tier,
            quantity=line.quantity,
            unit=unit,
            unit_price=Decimal(trace["p"]),
            exact_amount=line.exact_amount,
            amount=line.amount,
            tax_code="VAT",
            tax_amount=shares[position - 1],
            trace=trace,
        )
        for position, ((code, label, tier, unit, _), trace, line) in enumerate(
            zip(LINES, traces, priced, strict=True), start=1
        )
    )
    InvoiceTax.objects.create(
        invoice=invoice, code="VAT", label=VAT.label, percent=VAT.percent, base=tax.base, amount=tax.amount
    )
    BilledPeriod.objects.create(
        invoice=invoice,
        subscription=subscription,
        charge_group="main",
        from_date=invoice.from_date,
        to_date=invoice.to_date,
    )


def finalized_invoice(**kwargs):
    """An invoice that went through the front door, the only one of its batch."""
    invoice = InvoiceFactory(**kwargs)
    finalize_batch(batch_id=invoice.batch_id, issued_at=ISSUED_AT)
    invoice.refresh_from_db()
    return invoice
