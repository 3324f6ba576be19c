"""The operations that move readings or money, each with a small world, what must come of it, and its broken twin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from billing_site.foundation.models import AuditEntry, OutboxEvent
from invoicing.models import (
    BilledPeriod,
    BillHold,
    BillRun,
    BillRunBatch,
    CreditNote,
    Invoice,
    LedgerTransaction,
    Payment,
    PaymentAllocation,
)
from invoicing.queries.book_audit import audit_books
from invoicing.use_cases.bill_batch import bill_batch
from invoicing.use_cases.finalize_batch import finalize_batch
from invoicing.use_cases.issue_credit_note import UnableToIssueCreditNote, issue_credit_note
from invoicing.use_cases.record_payment import record_payment
from invoicing.use_cases.reverse_payment import UnableToReversePayment, reverse_payment
from metering.models import Channel, IntervalDay, IntervalPiece, ReadingBatch, ReadingFinding, Utility
from metering.queries.usage import load_usage
from metering.use_cases.import_readings import import_readings
from metering.use_cases.withdraw_reading_batch import (
    UnableToWithdrawReadingBatch,
    withdraw_reading_batch,
)
from tests.factories.invoicing import (
    ISSUE_DATE,
    ISSUED_AT,
    AccountFactory,
    BillingCycleFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
    SubscriptionFactory,
    finalized_invoice,
)
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.faults.crash import Operation

RECEIVED_AT = datetime(2026, 2, 1, 6, tzinfo=UTC)
DAYS = range(1, 32)
_worlds = count(1)


def broken_invariants() -> list[str]:
    """Every invariant of the books that does not hold, with an example."""
    return [
        f"{audited.code} {audited.sentence} {audited.examples[:1]}"
        for audited in audit_books()
        if not audited.holds
    ]


@dataclass(frozen=True)
class Delivery:
    """A utility with two half-hourly channels in Brisbane, and the file it sends."""

    utility: Utility
    channels: tuple[Channel, Channel]
    content: bytes


def nem12(service_point: str, days: range, values: dict[str, str]) -> bytes:
    """Every half-hour of days of January 2026 with one value per channel."""
    lines = ["100,NEM12,202602010000,MDP,RETAILER"]
    for channel, value in values.items():
        lines.append(f"200,{service_point},E1B1,1,{channel},N1,METER1,KWH,30,")
        lines += [f"300,202601{day:02},{','.join([value] * 48)},A,,,20260201000000," for day in days]
    return "\n".join([*lines, "900", ""]).encode()


def delivery() -> Delivery:
    number = next(_worlds)
    utility: Any = UtilityFactory(code=f"U{number}")
    point: Any = ServicePointFactory(
        utility=utility, code=f"QB{number:08}", site=SiteFactory(zone_name="Australia/Brisbane")
    )
    channels: Any = tuple(
        ChannelFactory(service_point=point, code=code, metric=MetricFactory(code=metric))
        for code, metric in (("E1", "ELECTRICITY_IMPORT"), ("B1", "ELECTRICITY_EXPORT"))
    )
    return Delivery(utility, channels, nem12(point.code, DAYS, {"E1": "0.5", "B1": "0.1"}))


def deliver(world: Delivery, content: bytes | None = None, name: str = "january.csv") -> ReadingBatch:
    return import_readings(
        utility=world.utility,
        source=BytesIO(content or world.content),
        source_name=name,
        received_at=RECEIVED_AT,
        actor=None,
    ).batch


def totals(world: Delivery) -> list[int]:
    """Watt-hours of January in each channel."""
    usage = load_usage(
        channel_ids=[channel.pk for channel in world.channels],
        step_minutes=30,
        unit="kWh",
        decimals=3,
        zone_name="Australia/Brisbane",
        from_date=date(2026, 1, 1),
        to_date=date(2026, 2, 1),
    )
    return [int(total) for total in usage.quantities.sum(axis=1)]


def day_rows(world: Delivery) -> int:
    ids = [channel.pk for channel in world.channels]
    days = IntervalDay.objects.filter(channel__in=ids).count()
    return days + IntervalPiece.objects.filter(channel__in=ids).count()


def import_half_done(world: Delivery) -> list[str]:
    batches, rows = world.utility.reading_batches.count(), day_rows(world)
    return [] if (batches, rows) in {(0, 0), (1, 62)} else [f"{batches} batches with {rows} rows"]


def import_wrong(world: Delivery) -> list[str]:
    batches = list(world.utility.reading_batches.values_list("state", "reading_count", "rejected_count"))
    found = (batches, day_rows(world), totals(world), audit_count(world.utility.reading_batches.all()))
    expected = ([("STORED", 2976, 0)], 62, [744_000, 148_800], 1)
    return [] if found == expected else [f"{found} instead of {expected}"]


def audit_count(rows: Any) -> int:
    """How many audit entries the rows have."""
    return AuditEntry.objects.filter(
        subject_type=rows.model._meta.label_lower, subject_id__in=[str(row.pk) for row in rows]
    ).count()


@dataclass(frozen=True)
class Withdrawal:
    """Two overlapping deliveries, of which the later is taken back."""

    delivery: Delivery
    batch: ReadingBatch
    findings_before: list[Any]


def withdrawal() -> Withdrawal:
    world = delivery()
    deliver(world)
    findings_before = open_findings(world)
    point = world.channels[0].service_point.code
    correction = nem12(point, range(10, 13), {"E1": "0.7"})
    batch = deliver(world, correction, "correction.csv")
    assert totals(world) == [744_000 + 3 * 48 * 200, 148_800]
    return Withdrawal(world, batch, findings_before)


def open_findings(world: Delivery) -> list[Any]:
    found = ReadingFinding.objects.filter(channel__in=world.channels, state="OPEN")
    return list(found.order_by("channel", "rule", "starts_at").values_list("channel", "rule", "starts_at"))


def withdraw(world: Withdrawal) -> None:
    try:
        withdraw_reading_batch(
            batch=world.batch, withdrawn_at=RECEIVED_AT, reason="sent by mistake", actor=None
        )
    except UnableToWithdrawReadingBatch:
        world.batch.refresh_from_db()
        if world.batch.state != ReadingBatch.State.WITHDRAWN:
            raise


def withdrawal_half_done(world: Withdrawal) -> list[str]:
    world.batch.refresh_from_db()
    expected = {"STORED": 744_000 + 3 * 48 * 200, "WITHDRAWN": 744_000}[world.batch.state]
    found = totals(world.delivery)[0]
    return [] if found == expected else [f"{found} Wh count while the batch is {world.batch.state}"]


def withdrawal_wrong(world: Withdrawal) -> list[str]:
    world.batch.refresh_from_db()
    found = (world.batch.state, totals(world.delivery), open_findings(world.delivery))
    expected = ("WITHDRAWN", [744_000, 148_800], world.findings_before)
    return [] if found == expected else [f"{found} instead of {expected}"]


def open_batch() -> Any:
    """Two accounts to bill for January, one of them by estimates, and one whose meter has sent nothing."""
    world = delivery()
    deliver(world)
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_worlds)}")
    plan = PlanFactory(code="HOME")
    PlanVersionFactory(plan=plan)
    silent = ChannelFactory(service_point=ServicePointFactory(utility=world.utility, site=SiteFactory()))
    other = delivery()
    deliver(other, other.content.replace(b",A,,,", b",E52,,,"))
    accounts = []
    for point in (world.channels[0].service_point, other.channels[0].service_point, silent.service_point):
        account: Any = AccountFactory(billing_cycle=cycle)
        SubscriptionFactory(account=account, service_point=point, plan=plan)
        accounts.append(account.pk)
    run = BillRunFactory(billing_cycle=cycle, state=BillRun.State.OPEN, issue_date=None)
    return BillRunBatchFactory(
        bill_run=run,
        number=1,
        state=BillRunBatch.State.OPEN,
        first_account_id=accounts[0],
        last_account_id=accounts[-1],
    )


def drafting_half_done(batch: BillRunBatch) -> list[str]:
    batch.refresh_from_db()
    holds = BillHold.objects.filter(invoice__batch=batch).count()
    found = (batch.state, batch.invoices.count(), batch.exceptions.count(), claims_of(batch), holds)
    allowed = {("OPEN", 0, 0, 0, 0), ("DRAFTED", 2, 1, 2, 1)}
    return [] if found in allowed else [f"{found} instead of one of {sorted(allowed)}"]


def claims_of(batch: BillRunBatch) -> int:
    return BilledPeriod.objects.filter(invoice__batch=batch).count()


def drafting_wrong(batch: BillRunBatch) -> list[str]:
    batch.refresh_from_db()
    found = [
        (batch.state, batch.invoice_count, batch.exception_count, claims_of(batch)),
        # 31 days at 0.45; 744 kWh: 300 at 0.25, 444 at 0.31; VAT 20 % of 13.95 + 75.00 + 137.64.
        sorted(str(total) for total in batch.invoices.values_list("total", flat=True)),
        list(batch.exceptions.values_list("code", flat=True)),
        list(BillHold.objects.filter(invoice__batch=batch).values_list("code", flat=True)),
    ]
    expected = [("DRAFTED", 2, 1, 2), ["271.9100", "271.9100"], ["NO_READINGS"], ["ESTIMATED"]]
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


def drafted_batch() -> Any:
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_worlds)}")
    batch = BillRunBatchFactory(bill_run=BillRunFactory(billing_cycle=cycle))
    for _ in range(2):
        account = AccountFactory(billing_cycle=cycle)
        InvoiceFactory(batch=batch, account=account)
    return batch


def finalizing_half_done(batch: BillRunBatch) -> list[str]:
    batch.refresh_from_db()
    states = set(batch.invoices.values_list("state", flat=True))
    posted = LedgerTransaction.objects.filter(invoice__batch=batch).count()
    found = (batch.state, states == {"FINALIZED"}, posted)
    allowed = {("DRAFTED", False, 0), ("FINALIZED", True, 2)}
    return [] if found in allowed else [f"{found} instead of one of {sorted(allowed)}"]


def finalizing_wrong(batch: BillRunBatch) -> list[str]:
    batch.refresh_from_db()
    ids = [str(pk) for pk in batch.invoices.values_list("pk", flat=True)]
    found = (
        batch.state,
        batch.bill_run.state,
        batch.invoices.filter(number__isnull=False).count(),
        OutboxEvent.objects.filter(kind="invoice.finalized", subject_id__in=ids).count(),
    )
    expected = ("FINALIZED", "FINALIZED", 2, 2)
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


def credit(invoice: Invoice) -> None:
    try:
        issue_credit_note(
            invoice=invoice, reason="wrong meter", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
        )
    except UnableToIssueCreditNote:
        if not CreditNote.objects.filter(invoice=invoice).exists():
            raise


def credit_half_done(invoice: Invoice) -> list[str]:
    notes = CreditNote.objects.filter(invoice=invoice)
    found = (
        notes.count(),
        LedgerTransaction.objects.filter(credit_note__in=notes).count(),
        invoice.billed_periods.filter(released_at=None).count(),
    )
    return [] if found in {(0, 0, 1), (1, 1, 0)} else [f"notes, postings and claims are {found}"]


def credit_wrong(invoice: Invoice) -> list[str]:
    (note,) = CreditNote.objects.filter(invoice=invoice)
    found = (
        note.lines.count(),
        OutboxEvent.objects.filter(kind="credit_note.issued", subject_id=str(note.pk)).count(),
        audit_count(Invoice.objects.filter(pk=invoice.pk)),
    )
    expected = (3, 1, 1)
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


def crediting_world() -> Any:
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_worlds)}")
    batch = BillRunBatchFactory(bill_run=BillRunFactory(billing_cycle=cycle))
    return finalized_invoice(batch=batch, account=AccountFactory(billing_cycle=cycle))


def paying(invoice: Invoice) -> None:
    record_payment(
        account=invoice.account,
        amount=Decimal("160.00"),
        received_date=ISSUE_DATE,
        source=Payment.Source.BANK,
        reference=f"TX-{invoice.pk}",
        recorded_at=ISSUED_AT,
        actor=None,
    )


def settled_by(invoice: Invoice) -> Any:
    return PaymentAllocation.objects.filter(invoice=invoice, released_at=None)


def paying_half_done(invoice: Invoice) -> list[str]:
    payments = Payment.objects.filter(account=invoice.account)
    found = (
        payments.count(),
        LedgerTransaction.objects.filter(payment__in=payments).count(),
        settled_by(invoice).count(),
        audit_count(payments),
    )
    return (
        []
        if found in {(0, 0, 0, 0), (1, 1, 1, 1)}
        else [f"payments, postings, allocations, entries: {found}"]
    )


def paying_wrong(invoice: Invoice) -> list[str]:
    payments = Payment.objects.filter(account=invoice.account)
    found = (
        [str(amount) for amount in payments.values_list("amount", flat=True)],
        [str(amount) for amount in settled_by(invoice).values_list("amount", flat=True)],
        OutboxEvent.objects.filter(
            kind="payment.recorded", subject_id__in=[str(one.pk) for one in payments]
        ).count(),
        audit_count(payments),
    )
    expected = (["160.0000"], ["151.5700"], 1, 1)
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


def bouncing_world() -> Any:
    invoice = crediting_world()
    paying(invoice)
    return invoice


def bounce(invoice: Invoice) -> None:
    payment = Payment.objects.get(account=invoice.account)
    try:
        reverse_payment(
            payment=payment, reason="bounced", reversal_date=ISSUE_DATE, reversed_at=ISSUED_AT, actor=None
        )
    except UnableToReversePayment:
        if not Payment.objects.filter(pk=payment.pk, reversal__isnull=False).exists():
            raise


def bouncing_half_done(invoice: Invoice) -> list[str]:
    reversals = Payment.objects.filter(account=invoice.account, reversal__isnull=False)
    found = (
        reversals.count(),
        LedgerTransaction.objects.filter(payment_reversal__payment__in=reversals).count(),
        settled_by(invoice).count(),
    )
    return [] if found in {(0, 0, 1), (1, 1, 0)} else [f"reversals, postings, allocations: {found}"]


def bouncing_wrong(invoice: Invoice) -> list[str]:
    payments = Payment.objects.filter(account=invoice.account, reversal__isnull=False)
    found = (payments.count(), settled_by(invoice).count(), audit_count(payments))
    expected = (1, 0, 2)
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


OPERATIONS = (
    Operation(
        "import", delivery, deliver, import_wrong, import_half_done, r'INSERT INTO "metering_readingbatch"'
    ),
    Operation(
        *("withdraw", withdrawal, withdraw, withdrawal_wrong, withdrawal_half_done),
        r"UPDATE metering_intervalpiece SET withdrawn_at|COPY metering_intervalpiece",
    ),
    Operation(
        "bill batch",
        open_batch,
        lambda batch: bill_batch(batch_id=batch.pk, drafted_at=RECEIVED_AT),
        drafting_wrong,
        drafting_half_done,
        r"COPY invoicing_invoice\b",
    ),
    Operation(
        "finalize batch",
        drafted_batch,
        lambda batch: finalize_batch(batch_id=batch.pk, issued_at=ISSUED_AT),
        finalizing_wrong,
        finalizing_half_done,
        "INSERT INTO invoicing_invoicenumbersequence",
    ),
    Operation(
        *("credit note", crediting_world, credit, credit_wrong, credit_half_done),
        'INSERT INTO "invoicing_creditnoteline"',
    ),
    Operation(
        *("payment", crediting_world, paying, paying_wrong, paying_half_done),
        "INSERT INTO invoicing_ledgerentry",
    ),
    Operation(
        *("payment reversal", bouncing_world, bounce, bouncing_wrong, bouncing_half_done),
        'UPDATE "invoicing_paymentallocation"',
    ),
)
