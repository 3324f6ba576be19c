"""A quote as PDF: what a period of usage would cost on a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings

from invoicing.document_values import DocumentLine, DocumentTax, Seller
from invoicing.documents.charge_blocks import headings, sums_block
from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from invoicing.documents.labels import FALLBACK_LANGUAGE, labels_in
from invoicing.documents.letter import Letter, Section, render_letter
from invoicing.documents.letterhead import letterhead
from invoicing.documents.line_tables import LineGroup, group_tables
from invoicing.documents.printed_lines import printed_lines, usage_facts, usage_parts

_NOT_AN_INVOICE: Final = "This quote shows what the usage above would have cost on this plan. It is not an invoice: nothing is due."


def render_quote_pdf(quote: Mapping[str, Any]) -> bytes:
    """The quote in English; `quote` is a dict of pricing.plan_documents.quotation, numbers as text.

    The same quote always gives the same bytes.
    """
    formats = Formats(FALLBACK_LANGUAGE, quote["currency"])
    plan, period = quote["plan"], quote["period"]
    days = (date.fromisoformat(period["from"]), date.fromisoformat(period["to"]))
    seller = Seller(settings.SELLER["name"], tuple(settings.SELLER["address"]))
    return render_letter(
        Letter(
            template="invoicing/documents/quote.html",
            words={
                **letterhead(seller, None, labels_in(formats.language)),
                "title": "Quote",
                "subtitle": f"{plan['name']} · {plan['code']}",
                "hero": {
                    "what": "Total",
                    "figure": formats.money(Decimal(quote["total"])),
                    "when": f"For {formats.day_count(*days)}",
                    "beside": formats.span(*days),
                },
                "sections": [*_warnings(quote), _usage(quote, formats), _about(plan, formats)],
            },
            title=f"Quote: {plan['name']}",
            author=seller.name,
            dated=days[1],
            language=formats.language,
            page_text=labels_in(formats.language)["page"],
            blocks={
                "lines": group_tables([_group(quote, days, formats)], headings(formats)),
                "sums": [
                    sums_block(
                        Decimal(quote["net"]),
                        [_tax(tax) for tax in quote["taxes"]],
                        Decimal(quote["total"]),
                        formats,
                    )
                ],
            },
            fold_marks=False,
        )
    )


def _group(quote: Mapping[str, Any], days: tuple[date, date], formats: Formats) -> LineGroup:
    units = {usage["metric"]: usage["unit"] for usage in quote["usage"]}
    lines = [_line(position, line, days, units) for position, line in enumerate(quote["lines"], start=1)]
    zone_name = quote["zone"]
    printed = printed_lines(
        lines, days, formats, lambda line: explanation(line.trace, formats, line.counted_unit, zone_name)
    )
    facts = usage_facts(lines, quote["period"]["days"], formats)
    place = f"{formats.span(*days)}, days of {zone_name}"
    return LineGroup(quote["plan"]["name"], place, "", facts, printed, usage=usage_parts(lines, formats))


def _line(
    position: int, line: Mapping[str, Any], days: tuple[date, date], units: Mapping[str, str]
) -> DocumentLine:
    trace = line["trace"]
    packages = line["unit"] == "package" and "m" in trace
    return DocumentLine(
        position=position,
        subscription_id=0,
        from_date=days[0],
        to_date=days[1],
        kind=line["kind"],
        charge_code=line["charge_code"],
        label=line["label"],
        bucket=line["bucket"] or "",
        quantity=Decimal(line["quantity"]),
        unit=line["unit"],
        unit_price=Decimal(line["unit_price"]),
        amount=Decimal(line["amount"]),
        trace=trace,
        counted_unit=units[trace["m"]] if packages else line["unit"],
    )


def _tax(tax: Mapping[str, Any]) -> DocumentTax:
    return DocumentTax(tax["label"], Decimal(tax["percent"]), Decimal(tax["base"]), Decimal(tax["amount"]))


def _warnings(quote: Mapping[str, Any]) -> list[Section]:
    return [Section("Please note", quote["warnings"])] if quote["warnings"] else []


def _usage(quote: Mapping[str, Any], formats: Formats) -> Section:
    rows = []
    for usage in quote["usage"]:
        facts = (
            f"{formats.quantity(Decimal(usage['total']), usage['unit'])} from {', '.join(usage['channels'])}",
            f"{usage['intervals']:,} intervals of {usage['step_minutes']} minutes",
            f"{usage['missing']:,} missing",
        )
        rows.append((usage["metric"].replace("_", " ").capitalize(), " · ".join(facts)))
    return Section("Usage", [], rows)


def _about(plan: Mapping[str, Any], formats: Formats) -> Section:
    source = plan["source"]
    effective_from = formats.day(date.fromisoformat(plan["effective_from"]))
    rows = [
        ("Plan", f"{plan['name']} ({plan['code']}), in force from {effective_from}"),
        ("Prices from", f"{source['title']}, {source['publisher']}, {source['dated']}"),
        ("Plan document", f"SHA-256 {plan['content_hash']}"),
    ]
    return Section("About this quote", [_NOT_AN_INVOICE], rows)
