"""Take back a finalized invoice."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, outbox
from invoicing.models import (
    Account,
    BilledPeriod,
    CreditNote,
    CreditNoteLine,
    Invoice,
    PaymentAllocation,
)
from invoicing.models.document_numbers import (
    CREDIT_NOTE_SERIES,
    IssueDateGoesBack,
    document_number,
    take_numbers,
)
from invoicing.models.ledger_posting import post_credit_note
from invoicing.use_cases.settle_accounts import settle_accounts
from pricing.money import minor_unit_scale


class UnableToIssueCreditNote(Exception):
    """Nothing was issued; the invoice stands as it did."""


def issue_credit_note(
    *,
    invoice: Invoice,
    reason: str,
    issued_at: datetime,
    issue_date: date,
    actor: AbstractBaseUser | str | None,
) -> CreditNote:
    """Credit the whole invoice, reverse its posting and free its days, so that they can be billed again.

    The amounts are the invoice's own: by the rule of drafting/credit_amounts.py a note that takes back all of
    an invoice is the invoice.
    What was paid of it settles what else the account owes, or waits for the next invoice.

    Raises UnableToIssueCreditNote if the invoice is a draft or credited already, the reason is blank, or the
    date is before the invoice's or the last credit note's.
    """
    with transaction.atomic():
        # The account first, as whoever moves its money does.
        Account.objects.select_for_update(no_key=True).get(pk=invoice.account_id)
        # The lock makes a second call wait here, and then find the first one's credit note.
        credited = (
            Invoice.objects.select_for_update(no_key=True, of=("self",))
            .select_related("account")
            .get(pk=invoice.pk)
        )
        _refuse_unless_creditable(credited, reason, issue_date)
        note = _numbered_note(credited, reason.strip(), issue_date)
        CreditNoteLine.objects.bulk_create(
            CreditNoteLine(credit_note=note, invoice_line_id=line_id, amount=amount, tax_amount=tax_amount)
            for line_id, amount, tax_amount in credited.lines.order_by("position").values_list(
                "pk", "amount", "tax_amount"
            )
        )
        post_credit_note(note.pk, issued_at)
        BilledPeriod.objects.filter(invoice=credited, released_at=None).update(released_at=issued_at)
        _free_money(credited, issued_at)
        _announce(note, credited, issued_at)
        audit.record(
            action="CREDITED",
            subject=credited,
            actor=actor,
            at=issued_at,
            details={"credit_note": note.number, "reason": note.reason},
        )
    return note


def _announce(note: CreditNote, credited: Invoice, issued_at: datetime) -> None:
    outbox.announce(
        kind="credit_note.issued",
        subject=note,
        payload={
            "number": note.number,
            "invoice": credited.number,
            "account": credited.account.number,
            "currency": note.currency,
            "total": f"{note.total:.{minor_unit_scale(note.currency)}f}",
        },
        at=issued_at,
    )


def _free_money(credited: Invoice, issued_at: datetime) -> None:
    """What was paid of the invoice is the customer's again, and settles what else is open."""
    paid = PaymentAllocation.objects.filter(invoice=credited, released_at=None)
    if paid.update(released_at=issued_at):
        settle_accounts(account_ids=[credited.account_id], settled_at=issued_at)


def _refuse_unless_creditable(invoice: Invoice, reason: str, issue_date: date) -> None:
    if invoice.state != Invoice.State.FINALIZED or invoice.issue_date is None:
        raise UnableToIssueCreditNote("this invoice is a draft: cancel it instead")
    earlier = CreditNote.objects.filter(invoice=invoice).first()
    if earlier is not None:
        raise UnableToIssueCreditNote(
            f"invoice {invoice.number} is credited already, by credit note {earlier.number}"
        )
    if not reason.strip():
        raise UnableToIssueCreditNote("a credit note needs a reason")
    if issue_date < invoice.issue_date:
        raise UnableToIssueCreditNote(
            f"invoice {invoice.number} is dated {invoice.issue_date}: its credit note cannot be dated {issue_date}"
        )


def _numbered_note(invoice: Invoice, reason: str, issue_date: date) -> CreditNote:
    try:
        sequence_number = take_numbers(CREDIT_NOTE_SERIES, issue_date, 1)
    except IssueDateGoesBack as error:
        raise UnableToIssueCreditNote(str(error)) from error
    return CreditNote.objects.create(
        invoice=invoice,
        series=CREDIT_NOTE_SERIES,
        year=issue_date.year,
        sequence_number=sequence_number,
        number=document_number(CREDIT_NOTE_SERIES, issue_date.year, sequence_number),
        issue_date=issue_date,
        reason=reason,
        currency=invoice.currency,
        net=invoice.net,
        tax=invoice.tax,
        total=invoice.total,
    )
