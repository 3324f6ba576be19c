"""What an invoice says, as frozen values: everything its PDF is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from invoicing.document_values import DocumentLine, DocumentTax, InvoiceDocument, Parties
from invoicing.models import Invoice, InvoiceLine, InvoiceTax, Subscription
from invoicing.queries.document_parties import parties_as_frozen, parties_as_they_stand
from pricing.queries.plan_terms import load_plan_terms

_LINE_FIELDS = (
    *("position", "subscription_id", "from_date", "to_date", "kind", "charge_code", "label", "bucket"),
    *("quantity", "unit", "unit_price", "amount", "trace"),
)


def load_invoice_document(invoice_id: int) -> InvoiceDocument:
    """One invoice or draft; raises Invoice.DoesNotExist."""
    return load_invoice_documents([invoice_id])[invoice_id]


def load_invoice_documents(invoice_ids: Collection[int]) -> dict[int, InvoiceDocument]:
    """Each invoice, drafts too, by its id: at most five queries, however many there are.

    A finalized invoice names its parties as they were when it was issued, a draft as they are.
    Raises Invoice.DoesNotExist naming the ids that are not there.
    """
    invoices = Invoice.objects.select_related("account__customer").in_bulk(list(invoice_ids))
    missing = sorted(set(invoice_ids) - invoices.keys())
    if missing:
        raise Invoice.DoesNotExist(f"no invoice has the id {', '.join(map(str, missing))}")
    lines = _lines_by_invoice(invoice_ids)
    taxes = _taxes_by_invoice(invoice_ids)
    parties = _parties_by_invoice(invoices.values(), lines)
    return {
        invoice_id: InvoiceDocument(
            number=invoices[invoice_id].number,
            issue_date=invoices[invoice_id].issue_date,
            due_date=invoices[invoice_id].due_date,
            from_date=invoices[invoice_id].from_date,
            to_date=invoices[invoice_id].to_date,
            currency=invoices[invoice_id].currency,
            net=invoices[invoice_id].net,
            tax=invoices[invoice_id].tax,
            total=invoices[invoice_id].total,
            parties=parties[invoice_id],
            lines=tuple(lines.get(invoice_id, ())),
            taxes=tuple(taxes.get(invoice_id, ())),
        )
        for invoice_id in invoice_ids
    }


def _lines_by_invoice(invoice_ids: Collection[int]) -> dict[int, list[DocumentLine]]:
    rows = list(
        InvoiceLine.objects.filter(invoice__in=invoice_ids)
        .order_by("invoice", "position")
        .values("invoice_id", "plan_version_id", *_LINE_FIELDS)
    )
    # Only a line of packages has another unit than what was counted; the plan version knows that one.
    packages = {row["plan_version_id"] for row in rows if row["unit"] == "package"}
    terms = load_plan_terms(packages) if packages else {}
    lines: defaultdict[int, list[DocumentLine]] = defaultdict(list)
    for row in rows:
        counted_unit = row["unit"]
        if counted_unit == "package" and "m" in row["trace"]:
            counted_unit = terms[row["plan_version_id"]].metrics[row["trace"]["m"]].unit
        facts = {field: row[field] for field in _LINE_FIELDS}
        lines[row["invoice_id"]].append(DocumentLine(**facts, counted_unit=counted_unit))
    return lines


def _taxes_by_invoice(invoice_ids: Collection[int]) -> dict[int, list[DocumentTax]]:
    taxes: defaultdict[int, list[DocumentTax]] = defaultdict(list)
    rows = InvoiceTax.objects.filter(invoice__in=invoice_ids).order_by("pk")
    for invoice_id, label, percent, base, amount in rows.values_list(
        "invoice_id", "label", "percent", "base", "amount"
    ):
        taxes[invoice_id].append(DocumentTax(label, percent, base, amount))
    return taxes


def _parties_by_invoice(
    invoices: Iterable[Invoice], lines: Mapping[int, list[DocumentLine]]
) -> dict[int, Parties]:
    parties, drafts = {}, []
    for invoice in invoices:
        if invoice.state == Invoice.State.FINALIZED:
            parties[invoice.pk] = parties_as_frozen(invoice.parties, invoice.currency)
        else:
            drafts.append(invoice)
    served = {draft.pk: {line.subscription_id for line in lines.get(draft.pk, ())} for draft in drafts}
    wanted = set().union(*served.values())
    subscriptions = (
        Subscription.objects.select_related("service_point__site", "plan").in_bulk(list(wanted))
        if wanted
        else {}
    )
    for draft in drafts:
        there = [subscriptions[pk] for pk in served[draft.pk]]
        parties[draft.pk] = parties_as_they_stand(draft.account, there)
    return parties
