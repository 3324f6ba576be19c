# ruff: noqa: RUF001 - multiplication signs and dashes belong to the words
"""How an amount came about as numbered steps: counted, placed in a tier, priced, prorated, rounded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from invoicing.documents.counted_steps import LineStep, counted_steps
from invoicing.documents.formats import Formats
from invoicing.documents.line_words import line_words_in
from pricing.money import EXACT
from pricing.rating.trace import UNCOUNTED, Trace, replay

# Nothing is counted for these, or it is said in their one step; the sentence above the steps says all of it.
_UNPLACED = (UNCOUNTED - {"fixed"}) | {"payout"}
_SAID_IN_FULL = (UNCOUNTED - {"fixed", "discount", "minimum"}) | {"payout"}


def line_steps(trace: Trace, formats: Formats, unit: str, zone_name: str) -> tuple[LineStep, ...]:
    """The steps in order; `unit` is that of the counted quantity.

    Raises pricing.rating.trace.UnreadableTrace for a rule that this version does not know.
    """
    words = line_words_in(formats.language)
    steps = [] if trace["rule"] in _UNPLACED else counted_steps(trace, formats, unit, zone_name, words)
    steps += _placed(trace, formats, unit, words)
    steps += _priced(trace, formats, unit, words)
    return (*steps, _rounded(trace, formats, words))


def _placed(trace: Trace, formats: Formats, unit: str, words: Mapping[str, str]) -> list[LineStep]:
    """The tier or package that the counted quantity falls into."""
    rule = trace["rule"]
    if rule in {"tier", "volume", "tier_flat"}:
        text = words[rule].format(number=trace["t"][0], band=_band(trace, formats, unit, words))
        figure = "" if rule == "tier_flat" else formats.quantity(replay(trace).quantity, unit)
        return [LineStep(text, _scaling(trace, formats, unit, words), figure)]
    if rule == "package":
        size, free, partial = trace["k"]
        key = "packages_free" if Decimal(free) else "packages"
        text = words[key].format(
            size=formats.quantity(Decimal(size), unit), free=formats.quantity(Decimal(free), unit)
        )
        return [LineStep(text, words[f"begun_{partial}"], formats.plain(replay(trace).quantity))]
    if rule == "per_unit" and Decimal(trace.get("q", "1")) < 0:
        return [LineStep(words["below_zero"], "", formats.quantity(Decimal(0), unit))]
    return []


def _band(trace: Trace, formats: Formats, unit: str, words: Mapping[str, str]) -> str:
    _, bottom, top = trace["t"]
    low, high = (
        None if bound is None else formats.quantity(_scaled(bound, trace), unit) for bound in (bottom, top)
    )
    if not Decimal(bottom):
        return words["any_quantity"] if high is None else words["up_to"].format(top=high)
    if high is None:
        return words["above"].format(bottom=low)
    return words["from_to"].format(bottom=formats.plain(_scaled(bottom, trace)), top=high)


def _scaling(trace: Trace, formats: Formats, unit: str, words: Mapping[str, str]) -> str:
    numerator, denominator = trace.get("s", (1, 1))
    if numerator == denominator:
        return ""
    stated = [formats.plain(Decimal(bound)) for bound in trace["t"][1:] if bound and Decimal(bound)]
    factor = str(numerator) if denominator == 1 else f"{numerator}/{denominator}"
    return words["scaled"].format(bounds=f"{' – '.join(stated)} {unit}", factor=factor) if stated else ""


def _scaled(bound: str, trace: Trace) -> Decimal:
    numerator, denominator = trace.get("s", (1, 1))
    return EXACT.divide(EXACT.multiply(Decimal(bound), Decimal(numerator)), Decimal(denominator))


def _priced(trace: Trace, formats: Formats, unit: str, words: Mapping[str, str]) -> list[LineStep]:
    """Quantity times price, then the share of the period, then what is taken off a minimum."""
    price = Decimal(trace["p"])
    quantity = replay(trace).quantity
    of = formats.number(Decimal(trace.get("u", 0)), trace["r"][0])
    product = EXACT.multiply(quantity, price)
    match trace["rule"]:
        case rule if rule in _SAID_IN_FULL or "a" in trace:
            text = words[rule if rule in _SAID_IN_FULL else "added_up"].format(of=of)
            return [LineStep(text, "", formats.plain(replay(trace).exact_amount))]
        case "discount":
            text = words["discount"].format(percent=formats.percent(price), of=of)
            return [LineStep(text, "", formats.plain(replay(trace).exact_amount))]
        case "minimum" | "fixed":
            first = LineStep(words[trace["rule"]], "", formats.plain(price))
        case "tier_flat":
            first = LineStep(words["flat_fee"], "", formats.plain(price))
        case "package":
            text = words["price"].format(quantity=formats.plain(quantity), price=formats.plain(price))
            first = LineStep(text, "", formats.plain(product))
        case _:
            text = words["price"].format(
                quantity=formats.quantity(quantity, unit), price=formats.plain(price)
            )
            first = LineStep(text, "", formats.plain(product))
    return [first, *_shared(trace, product, formats, words), *_lessened(trace, of, formats, words)]


def _shared(trace: Trace, product: Decimal, formats: Formats, words: Mapping[str, str]) -> list[LineStep]:
    numerator, denominator = trace.get("f", (1, 1))
    if numerator == denominator:
        return []
    key = "prorated_whole" if denominator == 1 else "prorated"
    share = EXACT.divide(EXACT.multiply(product, Decimal(numerator)), Decimal(denominator))
    text = words[key].format(numerator=numerator, denominator=denominator)
    return [LineStep(text, "", formats.plain(share))]


def _lessened(trace: Trace, of: str, formats: Formats, words: Mapping[str, str]) -> list[LineStep]:
    if trace["rule"] != "minimum":
        return []
    return [LineStep(words["minimum_less"], of, formats.plain(replay(trace).exact_amount))]


def _rounded(trace: Trace, formats: Formats, words: Mapping[str, str]) -> LineStep:
    again = replay(trace)
    scale, mode = trace["r"]
    figure = formats.number(again.amount, scale)
    if "c" in trace:
        return LineStep(words["shared"], "", figure)
    if again.exact_amount == again.amount:
        return LineStep(words["exact"], "", figure)
    return LineStep(words["rounded"], words.get(mode, mode), figure)
