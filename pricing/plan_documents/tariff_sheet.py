"""A plan document as a tariff sheet: what a customer would read, charge by charge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from billing_site.foundation.unit_symbols import unit_symbol
from pricing.plan_documents.calendar_picture import CalendarPicture, calendar_picture
from pricing.plan_documents.tier_picture import TierStep, tier_steps

_BOUNDS: Final = {
    "prorated": "for the billing period; scaled when it is cut short",
    "full": "for the billing period, never scaled",
    "per_day": "for each day billed",
}


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price: where it applies, how much, and per what."""

    where: str
    price: str
    per: str


@dataclass(frozen=True, slots=True)
class TierPicture:
    """The tiers of one price, under the name of its bucket (empty without one); bounds are in `unit`."""

    title: str
    unit: str
    steps: tuple[TierStep, ...]


@dataclass(frozen=True, slots=True)
class ChargeSheet:
    """A charge in words, its prices, and pictures of its tiers."""

    code: str
    label: str
    counts: str
    rows: tuple[PriceRow, ...]
    pictures: tuple[TierPicture, ...]
    tax: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarSheet:
    """A calendar drawn, and the charges that go by it."""

    used_by: str
    picture: CalendarPicture


@dataclass(frozen=True, slots=True)
class TariffSheet:
    """A whole plan version, to be read."""

    charges: tuple[ChargeSheet, ...]
    calendars: tuple[CalendarSheet, ...]
    adjustments: tuple[str, ...]
    taxes: tuple[str, ...]
    rounding: str
    source: str
    source_notes: tuple[str, ...]


def tariff_sheet(document: dict[str, Any]) -> TariffSheet:
    """The sheet of a validated plan document."""
    currency = document["currency"]
    source = document["source"]
    return TariffSheet(
        charges=tuple(_charge(charge, document) for charge in document["charges"]),
        calendars=tuple(
            CalendarSheet(_used_by(code, document), calendar_picture(code, calendar))
            for code, calendar in document.get("calendars", {}).items()
        ),
        adjustments=(
            *(_discount(one) for one in document.get("discounts", ())),
            *(_minimum(one, currency) for one in document.get("minimums", ())),
        ),
        taxes=tuple(_tax(tax) for tax in document.get("taxes", ())),
        rounding=f"Each {document['rounding']['unit']} is rounded once, {_mode(document['rounding'])}.",
        source=f"{source['title']}, {source['publisher']}, {_source_date(source)}",
        source_notes=tuple(source.get("notes", ())),
    )


def _source_date(source: dict[str, Any]) -> str:
    """The date the source bears, else the day on which it was looked up."""
    return source["dated"] if "dated" in source else f"looked up {source['retrieved']}"


def _tax(tax: dict[str, Any]) -> str:
    """The tax by its label, with its percentage where the label does not say it."""
    percent = f"{_number(tax['percent'])} %"
    is_told = re.search(rf"(?<![\d.,]){re.escape(percent)}", tax["label"])
    return tax["label"] if is_told else f"{tax['label']}: {percent}"


def _number(text: str) -> str:
    """A number of the document as people read it: thousands apart, a true minus."""
    return f"{Decimal(text):,f}".replace("-", "\N{MINUS SIGN}")


def _used_by(calendar: str, document: dict[str, Any]) -> str:
    return ", ".join(
        charge["label"] for charge in document["charges"] if charge["determinant"].get("calendar") == calendar
    )


def _charge(charge: dict[str, Any], document: dict[str, Any]) -> ChargeSheet:
    unit = unit_symbol(_unit(charge, document))
    prices = charge.get("prices") or {"": charge["price"]}
    rows, pictures = [], []
    for bucket, price in prices.items():
        where = bucket.replace("_", " ")
        rows += _rows(where, price, unit, document["currency"])
        if price is not None and len(price.get("tiers", ())) > 1:
            pictures.append(TierPicture(where, unit, tier_steps(price["tiers"], unit)))
    labels = {tax["code"]: tax["label"] for tax in document.get("taxes", ())}
    return ChargeSheet(
        code=charge["code"],
        label=charge["label"],
        counts=_counts(charge["determinant"], document),
        rows=tuple(rows),
        pictures=tuple(pictures),
        tax=labels.get(charge.get("tax"), "not taxed"),
        notes=_notes(charge, prices),
    )


def _unit(charge: dict[str, Any], document: dict[str, Any]) -> str:
    determinant = charge["determinant"]
    match determinant["kind"]:
        case "period":
            return "period"
        case "days":
            return "day"
    unit: str = document["metrics"][determinant["metric"]]["unit"]
    if determinant["kind"] == "peak_demand":
        return unit.removesuffix("h") if unit.endswith("h") else f"{unit}/h"
    return unit


def _counts(determinant: dict[str, Any], document: dict[str, Any]) -> str:
    metric = determinant.get("metric", "").replace("_", " ").lower()
    match determinant["kind"]:
        case "period":
            return "once per billing period"
        case "days":
            return "per day"
        case "total":
            return f"on all {metric}"
        case "bucket_total":
            return f"on {metric}, by time of use"
        case "peak_demand":
            by_time = ", by time of use" if "calendar" in determinant else ""
            return f"on the highest {determinant['window_minutes']}-minute demand of {metric}{by_time}"
    raise AssertionError(f"validation knows no determinant {determinant['kind']!r}")


def _rows(where: str, price: dict[str, Any] | None, unit: str, currency: str) -> list[PriceRow]:
    if price is None:
        return [PriceRow(where, "free", "")]
    match price["shape"]:
        case "fixed":
            return [PriceRow(where, f"{_number(price['amount'])} {currency}", f"per {unit}")]
        case "per_unit":
            return [PriceRow(where, f"{_number(price['unit_price'])} {currency}", f"per {unit}")]
        case "package":
            free = price.get("free_units", "0")
            after = f" after {free} {unit} free" if free not in {"0", "0.0"} else ""
            return [
                PriceRow(
                    where,
                    f"{_number(price['package_price'])} {currency}",
                    f"per {_number(price['package_size'])} {unit}{after}",
                )
            ]
    return _tier_rows(where, price, unit, currency)


def _tier_rows(where: str, price: dict[str, Any], unit: str, currency: str) -> list[PriceRow]:
    rows = []
    bottom = "0"
    for tier in price["tiers"]:
        band = (
            f"above {_number(bottom)} {unit}"
            if tier["up_to"] is None
            else f"{_number(bottom)} to {_number(tier['up_to'])} {unit}"
        )
        flat = f" and {_number(tier['flat_fee'])} {currency}" if tier.get("flat_fee") else ""
        place = f"{where}, {band}" if where else band
        rows.append(PriceRow(place, f"{_number(tier['unit_price'])} {currency}", f"per {unit}{flat}"))
        bottom = tier["up_to"] or bottom
    return rows


def _notes(charge: dict[str, Any], prices: dict[str, Any]) -> tuple[str, ...]:
    shapes = {price["shape"] for price in prices.values() if price is not None}
    notes = []
    if "volume" in shapes:
        notes.append("All of the quantity costs the price of the tier it reaches.")
    if shapes & {"graduated", "volume"}:
        notes.append(f"Tiers are {_BOUNDS[charge.get('tier_bounds', 'prorated')]}.")
    if not charge.get("prorated", True):
        notes.append("Not reduced when only part of the period is supplied.")
    return tuple(notes)


def _discount(discount: dict[str, Any]) -> str:
    covered = ", ".join(discount.get("charges", ())) or "all charges"
    return f"{discount['label']}: {discount['percent']} % off {covered}"


def _minimum(minimum: dict[str, Any], currency: str) -> str:
    covered = ", ".join(minimum.get("charges", ())) or "all charges"
    return f"{minimum['label']}: at least {_number(minimum['amount'])} {currency} per {minimum['per']} for {covered}"


def _mode(rounding: dict[str, Any]) -> str:
    mode = str(rounding.get("mode", "half_up"))
    return {"half_up": "half away from zero", "half_even": "half to even"}.get(mode, mode.replace("_", " "))
