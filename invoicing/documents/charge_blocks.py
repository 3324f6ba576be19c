"""Lines and sums of an invoice or credit note as blocks of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportlab.platypus import Flowable

from invoicing.document_values import DocumentLine, DocumentTax, InvoiceDocument, ServedPlace
from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from invoicing.documents.labels import labels_in
from invoicing.documents.line_tables import LineGroup, Sums, group_tables, sums_table
from invoicing.documents.printed_lines import printed_lines, usage_facts, usage_parts


def line_blocks(document: InvoiceDocument, lines: Sequence[DocumentLine], formats: Formats) -> list[Flowable]:
    """A table for each service point and plan, in the order in which the lines name them.

    `lines` are the document's, or what a credit note says of them.
    """
    places = {place.subscription_id: place for place in document.parties.places}
    grouped: dict[int, list[DocumentLine]] = {}
    for line in lines:
        grouped.setdefault(line.subscription_id, []).append(line)
    groups = []
    for subscription_id, of_place in grouped.items():
        subtotal = sum((line.amount for line in of_place), Decimal(0)) if len(grouped) > 1 else None
        groups.append(_group(document, places[subscription_id], of_place, subtotal, formats))
    return group_tables(groups, headings(formats))


def headings(formats: Formats) -> tuple[str, str, str, str]:
    """Over the columns of every group."""
    labels = labels_in(formats.language)
    amount = labels["amount"].format(currency=formats.currency)
    return labels["charges"], labels["quantity"], labels["unit_price"], amount


def sums_block(net: Decimal, taxes: Sequence[DocumentTax], total: Decimal, formats: Formats) -> Flowable:
    """What the lines come to before tax, each tax, and the total; only the total where nothing is taxed."""
    labels = labels_in(formats.language)
    rows = [
        (
            tax.label,
            labels["percent_of"].format(percent=formats.percent(tax.percent), base=formats.amount(tax.base)),
            formats.amount(tax.amount),
        )
        for tax in taxes
    ]
    if rows:
        rows.insert(0, (labels["before_tax"], "", formats.amount(net)))
    return sums_table(Sums(rows, (labels["total"], formats.money(total))))


def _group(
    document: InvoiceDocument,
    place: ServedPlace,
    lines: Sequence[DocumentLine],
    subtotal: Decimal | None,
    formats: Formats,
) -> LineGroup:
    labels = labels_in(formats.language)
    printed = printed_lines(
        lines,
        (document.from_date, document.to_date),
        formats,
        lambda line: explanation(line.told_trace, formats, line.counted_unit, place.zone_name),
    )
    return LineGroup(
        title=f"{labels['service_point']} {place.service_point}",
        place=" · ".join(dict.fromkeys(text for text in (place.site, place.street, place.city) if text)),
        plan=place.plan_name,
        facts=usage_facts(lines, (document.to_date - document.from_date).days, formats),
        lines=printed,
        usage=usage_parts(lines, formats),
        subtotal=("", "")
        if subtotal is None
        else (labels["subtotal"].format(service_point=place.service_point), formats.amount(subtotal)),
    )
