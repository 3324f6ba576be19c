"""An invoice as PDF."""

from __future__ import annotations

from decimal import Decimal

from billing_site.foundation.writing import NOT_KNOWN
from invoicing.document_values import InvoiceDocument
from invoicing.documents.charge_blocks import line_blocks, sums_block
from invoicing.documents.epc_code import UnfitForEpcCode, epc_payload, printed_account
from invoicing.documents.formats import Formats
from invoicing.documents.labels import labels_in
from invoicing.documents.letter import Letter, Section, render_letter
from invoicing.documents.letterhead import letterhead
from invoicing.documents.payment_part import payment_part
from invoicing.documents.printed_lines import not_actual
from invoicing.documents.usage_bars import usage_part
from invoicing.documents.usage_charts import usage_charts


def render_invoice_pdf(document: InvoiceDocument) -> bytes:
    """The invoice in the language of its account; a draft says on every page that it is one.

    The same document always gives the same bytes.
    """
    formats = Formats(document.parties.recipient.language, document.currency)
    labels = labels_in(formats.language)
    is_draft = document.number is None
    title = labels["draft_invoice"] if is_draft else f"{labels['invoice']} {document.number}"
    return render_letter(
        Letter(
            template="invoicing/documents/invoice.html",
            words={
                **letterhead(document.parties.seller, document.parties.recipient, labels),
                "title": title,
                "subtitle": (
                    f"{formats.span(document.from_date, document.to_date)}"
                    f" · {formats.day_count(document.from_date, document.to_date)}"
                ),
                "facts": _facts(document, formats),
                "hero": _hero(document, formats),
                "sections": _estimates(document, formats),
            },
            title=title,
            author=document.parties.seller.name,
            dated=document.issue_date or document.to_date,
            language=formats.language,
            page_text=labels["page"],
            blocks={
                "lines": line_blocks(document, document.lines, formats),
                "sums": [sums_block(document.net, document.taxes, document.total, formats)],
                "payment": [payment_part(_payment(document, formats), _code(document, labels["scan"]))],
                "usage": usage_part(labels["usage"], usage_charts(document, formats)),
            },
            watermark=labels["draft"] if is_draft else "",
        )
    )


def _facts(document: InvoiceDocument, formats: Formats) -> list[tuple[str, str]]:
    labels, recipient = labels_in(formats.language), document.parties.recipient
    return [
        (labels["invoice_number"], document.number or labels["draft"]),
        (labels["invoice_date"], formats.day(document.issue_date) if document.issue_date else NOT_KNOWN),
        (labels["customer_number"], recipient.customer_number),
        (labels["account_number"], recipient.account_number),
        (labels["period"], formats.span(document.from_date, document.to_date)),
    ]


def _hero(document: InvoiceDocument, formats: Formats) -> dict[str, str]:
    """The two things that everybody looks for."""
    labels = labels_in(formats.language)
    owed = {"what": labels["amount_due"], "figure": formats.money(document.total)}
    if document.total < 0:
        figure = formats.money(-document.total)
        return {"what": labels["in_your_favour"], "figure": figure, "beside": labels["nothing_to_pay"]}
    if document.total == 0:
        return {**owed, "beside": labels["nothing_to_pay"]}
    if document.due_date is None:
        return {**owed, "when": labels["due_date"], "beside": labels["no_due_date"]}
    return {**owed, "when": labels["pay_by"], "beside": formats.day(document.due_date)}


def _payment(document: InvoiceDocument, formats: Formats) -> Section:
    labels, seller = labels_in(formats.language), document.parties.seller
    if document.number is None or document.due_date is None:
        return Section(labels["draft_invoice"], [labels["draft_text"]])
    heading = labels["payment"]
    if document.total < 0:
        amount = formats.money(-document.total)
        return Section(heading, [labels["pay_credit"].format(amount=amount)])
    if document.total == 0:
        return Section(heading, [labels["pay_zero"]])
    account = (
        f"{seller.name}, {printed_account(seller.bank_account)}"
        if seller.bank_account
        else labels["pay_ask"].format(currency=document.currency)
    )
    text = labels["pay"].format(amount=formats.money(document.total), due_date=formats.day(document.due_date))
    return Section(heading, [text], [(labels["pay_to"], account), (labels["reference"], document.number)])


def _code(document: InvoiceDocument, caption: str) -> tuple[str, str] | None:
    """The GiroCode of what is to be paid in euro to an IBAN, with its caption; None where there can be none."""
    if document.number is None or document.currency != "EUR":
        return None
    seller = document.parties.seller
    try:
        payload = epc_payload(
            name=seller.name, iban=seller.bank_account, amount=document.total, remittance=document.number
        )
    except UnfitForEpcCode:
        return None
    return payload, caption


def _estimates(document: InvoiceDocument, formats: Formats) -> list[Section]:
    labels = labels_in(formats.language)
    estimated, intervals = not_actual(document.lines)
    if not estimated:
        return []
    text = labels["estimated_text"].format(
        estimated=formats.number(Decimal(estimated), 0), intervals=formats.number(Decimal(intervals), 0)
    )
    return [Section(labels["estimated"], [text])]
