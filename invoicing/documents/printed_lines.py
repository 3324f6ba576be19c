"""Lines of an invoice as they are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from billing_site.foundation.unit_symbols import unit_symbol
from invoicing.document_values import DocumentLine
from invoicing.documents.formats import Formats, decimals_of
from invoicing.documents.labels import labels_in, unit_in
from invoicing.documents.line_tables import MOST_USAGE_PARTS, PrintedLine, UsagePart
from pricing.money import EXACT, minor_unit_scale
from pricing.rating.trace import WITHOUT_QUANTITY

_MOST_QUANTITY_DECIMALS: Final = 4  # a part of a scaled tier may have no end; the explanation tells all of it
_MOST_BOUND_DECIMALS: Final = 3


def printed_lines(
    lines: Sequence[DocumentLine],
    period: tuple[date, date],
    formats: Formats,
    explain: Callable[[DocumentLine], str],
) -> list[PrintedLine]:
    """The lines in their order; numbers of one unit have the same decimals throughout.

    A line that is for other days than the period says for which.
    """
    counted = [line for line in lines if _has_quantity(line)]
    decimals = {
        unit: (
            min(decimals_of(line.quantity for line in of_unit), _MOST_QUANTITY_DECIMALS),
            max(decimals_of(line.unit_price for line in of_unit), minor_unit_scale(formats.currency)),
        )
        for unit in {line.unit for line in counted}
        for of_unit in [[line for line in counted if line.unit == unit]]
    }
    return [
        PrintedLine(
            line.label,
            _detail(line, period, formats),
            formats.quantity(line.quantity, line.unit, decimals[line.unit][0]) if _has_quantity(line) else "",
            formats.number(line.unit_price, decimals[line.unit][1]) if _has_quantity(line) else "",
            formats.amount(line.amount),
            explain(line),
        )
        for line in lines
    ]


def _has_quantity(line: DocumentLine) -> bool:
    return line.trace["rule"] not in WITHOUT_QUANTITY


def usage_facts(lines: Sequence[DocumentLine], days: int, formats: Formats) -> tuple[str, str]:
    """What was used, and how much that is a day; empty unless all lines count one metric.

    The whole usage if a line counts it, else what fell into the priced buckets.
    """
    whole = [line for line in lines if line.trace.get("of") == "total"][:1]
    counting = whole or list(_first_buckets(lines).values())
    if not counting or len({line.trace["m"] for line in lines if "m" in line.trace}) > 1:
        return "", ""
    used = sum((Decimal(line.trace["q"]) for line in counting), Decimal(0))
    unit = counting[0].counted_unit
    average = f"{formats.number(used / days, 1)}\N{NO-BREAK SPACE}{unit_symbol(unit)}"
    return formats.quantity(used, unit), labels_in(formats.language)["a_day"].format(quantity=average)


def usage_parts(lines: Sequence[DocumentLine], formats: Formats) -> list[UsagePart]:
    """How the usage falls into the priced buckets of a time-of-use calendar.

    Empty where there is nothing to compare: one bucket, more than a picture can tell apart, none of any
    usage, or a negative one.
    """
    quantities = {line.bucket_text: Decimal(line.trace["q"]) for line in _first_buckets(lines).values()}
    used = sum(quantities.values(), Decimal(0))
    if not 2 <= len(quantities) <= MOST_USAGE_PARTS or min(quantities.values()) < 0 or not used:
        return []
    parts = []
    for bucket, quantity in quantities.items():
        percent = formats.percent(Decimal(round(100 * quantity / used)))
        parts.append(UsagePart(float(quantity / used), f"{bucket} {percent}"))
    return parts


def not_actual(lines: Sequence[DocumentLine]) -> tuple[int, int]:
    """How many intervals are not actual readings, and of how many; each interval counts once."""
    ways: dict[tuple[int, str], dict[tuple[str, str], dict[str | None, tuple[int, int]]]] = {}
    for line in lines:
        trace = line.trace
        if "n" in trace:
            way = ways.setdefault((line.subscription_id, trace["m"]), {})
            by_bucket = way.setdefault((line.charge_code, trace["of"]), {})
            by_bucket[trace.get("b")] = (trace["n"], trace.get("e", 0))
    # Several charges look at the same intervals, some of them only at a part: the fullest count tells.
    fullest = [
        max(tuple(map(sum, zip(*by_bucket.values(), strict=True))) for by_bucket in way.values())
        for way in ways.values()
    ]
    return sum(estimated for _, estimated in fullest), sum(looked_at for looked_at, _ in fullest)


def _first_buckets(lines: Sequence[DocumentLine]) -> dict[str, DocumentLine]:
    """A line for each bucket of the first charge that counts by bucket: another may have another calendar."""
    counting = [line for line in lines if line.trace.get("of") == "bucket_total"]
    return {line.trace["b"]: line for line in counting if line.charge_code == counting[0].charge_code}


def _detail(line: DocumentLine, period: tuple[date, date], formats: Formats) -> str:
    parts = [line.bucket_text] if line.bucket else []
    if "t" in line.trace:
        parts.append(_tier(line, formats))
    if (line.from_date, line.to_date) != period:
        parts.append(formats.span(line.from_date, line.to_date))
    return ", ".join(part for part in parts if part)


def _tier(line: DocumentLine, formats: Formats) -> str:
    labels = labels_in(formats.language)
    unit = unit_in(formats.language, line.counted_unit, one=False)
    _, bottom, top = line.trace["t"]
    low = _bound(bottom, line, formats)
    if top is None:
        return labels["above"].format(bottom=f"{low}\N{NO-BREAK SPACE}{unit}") if Decimal(bottom) else ""
    high = f"{_bound(top, line, formats)}\N{NO-BREAK SPACE}{unit}"
    return labels["from_to" if Decimal(bottom) else "up_to"].format(bottom=low, top=high)


def _bound(stated: str, line: DocumentLine, formats: Formats) -> str:
    """A tier's bound as it applied, scaled to the period; cut where it is longer than three decimals."""
    numerator, denominator = line.trace.get("s", (1, 1))
    bound = EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator))
    return formats.plain(bound, _MOST_BOUND_DECIMALS)
