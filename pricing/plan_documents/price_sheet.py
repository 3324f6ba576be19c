"""The prices of a charge as rows of a tariff sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pricing.plan_documents.sheet_words import band_words, list_words, name_words, number_words


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price: where it applies, how much, and per what."""

    where: str
    price: str
    per: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the rows of a price need to know: its bucket in words, the unit that is priced, the currency."""

    bucket: str
    unit: str
    currency: str

    def row(self, where: str, price: str, per: str) -> PriceRow:
        return PriceRow(", ".join(part for part in (self.bucket, where) if part), price, per)

    def money(self, text: str) -> str:
        return f"{number_words(text)} {self.currency}"


def price_rows(bucket: str, price: dict[str, Any] | None, unit: str, currency: str) -> list[PriceRow]:
    """The rows of a price, None for what is free on purpose; `bucket` is its bucket in words, or empty."""
    sheet = _Sheet(bucket, unit, currency)
    if price is None:
        return [sheet.row("", "free", "")]
    return list(_ROWS[price["shape"]](price, sheet))


def _package(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    free = price.get("free_units", "0")
    after = f" after {number_words(free)} {sheet.unit} free" if free not in {"0", "0.0"} else ""
    yield sheet.row(
        "",
        sheet.money(price["package_price"]),
        f"per {number_words(price['package_size'])} {sheet.unit}{after}",
    )


def _flat(tier: dict[str, Any], sheet: _Sheet) -> str:
    return f" and {sheet.money(tier['flat_fee'])}" if tier.get("flat_fee") else ""


def _tiers(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    bottom = "0"
    for tier in price["tiers"]:
        band = band_words(bottom, tier["up_to"], sheet.unit)
        yield sheet.row(band, sheet.money(tier["unit_price"]), f"per {sheet.unit}{_flat(tier, sheet)}")
        bottom = tier["up_to"] or bottom


def _graduated_percentage(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    bottom = "0"
    for tier in price["tiers"]:
        band = band_words(bottom, tier["up_to"], sheet.unit)
        yield sheet.row(band, f"{number_words(tier['percent'])} %", f"of the amount{_flat(tier, sheet)}")
        bottom = tier["up_to"] or bottom


def _hours_use(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    bottom = "0"
    for block in price["blocks"]:
        hours = band_words(bottom, block["hours"], "hours of use")
        inside = _Sheet(", ".join(part for part in (sheet.bucket, hours) if part), sheet.unit, sheet.currency)
        if len(block["tiers"]) == 1:
            yield inside.row("", sheet.money(block["tiers"][0]["unit_price"]), f"per {sheet.unit}")
        else:
            yield from _tiers(block, inside)
        bottom = block["hours"] or bottom


def _block_tiers(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    for number, tier in enumerate(price["tiers"]):
        order = "first" if number == 0 else "next"
        where = (
            "further blocks"
            if tier["max_blocks"] is None
            else f"{order} {number_words(tier['max_blocks'])} blocks"
        )
        if len(price["tiers"]) == 1 and tier["max_blocks"] is None:
            where = ""
        yield sheet.row(
            where,
            sheet.money(tier["block_price"]),
            f"per block of {number_words(tier['block_size'])} {sheet.unit}",
        )


def _stairs(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    for stair in price["stairs"]:
        limits = stair["limits"] if "limits" in stair else {sheet.unit: stair["up_to"]}
        named = [
            f"{number_words(top)} {name_words(name) if 'limits' in stair else name}"
            for name, top in limits.items()
            if top is not None
        ]
        where = f"up to {list_words(named)}" if named else "any quantity"
        yield sheet.row(where, sheet.money(stair["amount"]), "per period")


def _index(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    text = name_words(price["index"])
    if "factor" in price:
        text = f"{number_words(price['factor'])} \N{MULTIPLICATION SIGN} {text}"
    if "addend" in price:
        sign = "\N{MINUS SIGN}" if price["addend"].startswith("-") else "+"
        text += f" {sign} {sheet.money(price['addend'].removeprefix('-'))}"
    limits = [
        f"{words} {sheet.money(price[name])}"
        for name, words in (("floor", "at least"), ("cap", "at most"))
        if name in price
    ]
    yield sheet.row("", text, ", ".join([f"per {sheet.unit}", *limits]))


def _percentage(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    fee = f" and {sheet.money(price['fixed_fee'])}" if "fixed_fee" in price else ""
    limits = [
        f"{words} {sheet.money(price[name])}"
        for name, words in (("event_minimum", "at least"), ("event_maximum", "at most"))
        if name in price
    ]
    yield sheet.row("", f"{number_words(price['percent'])} %{fee}", ", ".join(["of each amount", *limits]))


def _dynamic(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    multiplier = price.get("multiplier", "1")
    yield sheet.row(
        "",
        "own amount"
        if multiplier == "1"
        else f"own amount \N{MULTIPLICATION SIGN} {number_words(multiplier)}",
        "per event",
    )


def _rated_duration(price: dict[str, Any], sheet: _Sheet) -> Iterator[PriceRow]:
    for band in price["bands"]:
        where = _band(band, alone=len(price["bands"]) == 1)
        if "connect_fee" in band:
            yield sheet.row(where, sheet.money(band["connect_fee"]), "per call")
        for rate in band["rates"]:
            after = "" if rate["from_s"] == "0" else f"after {number_words(rate['from_s'])} s"
            yield sheet.row(
                ", ".join(part for part in (where, after) if part),
                sheet.money(rate["price"]),
                f"per {number_words(rate['per_s'])} s, in steps of {number_words(rate['increment_s'])} s",
            )


def _band(band: dict[str, Any], *, alone: bool) -> str:
    if alone and "days" not in band:
        return ""
    days = (
        f"{list_words(day if day.startswith('week') else day.title() for day in band['days'])} "
        if "days" in band
        else ""
    )
    return f"{days}from {band['from']}"


_ROWS: Final[dict[str, Callable[[dict[str, Any], _Sheet], Iterator[PriceRow]]]] = {
    "fixed": lambda its, sheet: iter([sheet.row("", sheet.money(its["amount"]), f"per {sheet.unit}")]),
    "per_unit": lambda its, sheet: iter([sheet.row("", sheet.money(its["unit_price"]), f"per {sheet.unit}")]),
    "graduated": _tiers,
    "volume": _tiers,
    "package": _package,
    "graduated_percentage": _graduated_percentage,
    "hours_use": _hours_use,
    "block_tiers": _block_tiers,
    "stairstep": _stairs,
    "index": _index,
    "percentage": _percentage,
    "dynamic": _dynamic,
    "rated_duration": _rated_duration,
}
