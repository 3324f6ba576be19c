"""What an invoice says, as frozen values: everything its PDF is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from invoicing.document_values import DocumentLine, DocumentTax, InvoiceDocument, Parties
from invoicing.models import Invoice, InvoiceLine, InvoiceTax, Subscription
from invoicing.queries.document_parties import parties_as_frozen, parties_as_they_stand
from pricing.queries.plan_terms import load_plan_terms
from pricing.rating.plan_terms import PlanWords

_LINE_FIELDS = (
    *("position", "subscription_id", "from_date", "to_date", "kind", "charge_code", "label", "bucket"),
    *("quantity", "unit", "unit_price", "amount", "trace"),
)


def load_invoice_document(invoice_id: int, language: str = "") -> InvoiceDocument:
    """One invoice or draft; raises Invoice.DoesNotExist.

    With a `language`, charges and buckets are called as in that one, for somebody who reads along; without, as
    the document says it.
    """
    return load_invoice_documents([invoice_id], language)[invoice_id]


def load_invoice_documents(invoice_ids: Collection[int], language: str = "") -> dict[int, InvoiceDocument]:
    """Each invoice, drafts too, by its id: at most five queries, however many there are.

    A finalized invoice names its parties as they were when it was issued, a draft as they are. `language` as
    for load_invoice_document.
    Raises Invoice.DoesNotExist naming the ids that are not there.
    """
    invoices = Invoice.objects.select_related("account__customer").in_bulk(list(invoice_ids))
    missing = sorted(set(invoice_ids) - invoices.keys())
    if missing:
        raise Invoice.DoesNotExist(f"no invoice has the id {', '.join(map(str, missing))}")
    languages = {pk: _language(one) for pk, one in invoices.items()}
    lines = _lines_by_invoice(languages, language)
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


def _language(invoice: Invoice) -> str:
    """That of the document: as it was when it was issued."""
    if invoice.state == Invoice.State.FINALIZED:
        return str(invoice.parties["account"]["language"])
    return str(invoice.account.language)


def _lines_by_invoice(languages: Mapping[int, str], read_in: str) -> dict[int, list[DocumentLine]]:
    rows = list(
        InvoiceLine.objects.filter(invoice__in=languages)
        .order_by("invoice", "position")
        .values("invoice_id", "plan_version_id", *_LINE_FIELDS)
    )
    # The plan version, which never changes, knows what is in a package and what buckets and charges are called.
    asked = {row["plan_version_id"] for row in rows if row["unit"] == "package" or row["bucket"] or read_in}
    terms = load_plan_terms(asked) if asked else {}
    lines: defaultdict[int, list[DocumentLine]] = defaultdict(list)
    for row in rows:
        counted_unit = row["unit"]
        if counted_unit == "package" and "m" in row["trace"]:
            counted_unit = terms[row["plan_version_id"]].metrics[row["trace"]["m"]].unit
        facts = {field: row[field] for field in _LINE_FIELDS}
        own = languages[row["invoice_id"]]
        version = terms.get(row["plan_version_id"])
        words = version.words_in(read_in or own) if version else PlanWords()
        if read_in and read_in != own:
            facts["label"] = words.lines.get(row["charge_code"], row["label"])
        bucket_label = words.buckets.get(row["bucket"], "")
        lines[row["invoice_id"]].append(
            DocumentLine(**facts, counted_unit=counted_unit, bucket_label=bucket_label)
        )
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
