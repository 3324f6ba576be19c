"""Drafting, finalizing and crediting bills: their world, what half of it looks like, what all of it is."""

from __future__ import annotations

from itertools import count
from typing import Any

from billing_site.foundation.models import OutboxEvent
from invoicing.models import (
    BilledPeriod,
    BillHold,
    BillRun,
    BillRunBatch,
    CreditNote,
    Invoice,
    LedgerTransaction,
)
from invoicing.use_cases.bill_batch import bill_batch
from invoicing.use_cases.finalize_batch import finalize_batch
from invoicing.use_cases.issue_credit_note import UnableToIssueCreditNote, issue_credit_note
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
    ServicePointFactory,
    SiteFactory,
)
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.faults.crash import Operation
from tests.faults.evidence import RECEIVED_AT, audit_count, broken_invariants
from tests.faults.reading_operations import deliver, delivery

_cycles = count(1)


def open_batch() -> Any:
    """Two accounts to bill for January, one of them by estimates, and one whose meter has sent nothing."""
    world = delivery()
    deliver(world)
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_cycles)}")
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
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_cycles)}")
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
    cycle = BillingCycleFactory(code=f"CYCLE-{next(_cycles)}")
    batch = BillRunBatchFactory(bill_run=BillRunFactory(billing_cycle=cycle))
    return finalized_invoice(batch=batch, account=AccountFactory(billing_cycle=cycle))


BILL_OPERATIONS = (
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
)
