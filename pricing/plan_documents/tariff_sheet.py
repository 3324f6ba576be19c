"""A plan document as a tariff sheet: what a customer would read, charge by charge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from billing_site.foundation.unit_symbols import unit_symbol
from pricing.plan_documents.adjustment_sheet import adjustment_lines, tax_lines
from pricing.plan_documents.calendar_picture import CalendarPicture, calendar_picture
from pricing.plan_documents.charge_notes import charge_notes, priced_unit
from pricing.plan_documents.determinant_sheet import counts_words
from pricing.plan_documents.price_sheet import PriceRow, price_rows
from pricing.plan_documents.sheet_words import bucket_words, mode_words
from pricing.plan_documents.tier_picture import TierStep, tier_steps

# Shapes whose tiers have a price per unit, to be drawn.
_DRAWN: Final = frozenset({"graduated", "volume"})


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
    source = document["source"]
    dates = [source[name] for name in ("dated", "retrieved") if name in source]
    return TariffSheet(
        charges=tuple(_charge(charge, document) for charge in document["charges"]),
        calendars=tuple(
            CalendarSheet(_used_by(code, document), calendar_picture(code, calendar))
            for code, calendar in document.get("calendars", {}).items()
        ),
        adjustments=adjustment_lines(document),
        taxes=tax_lines(document),
        rounding=_rounding(document["rounding"]),
        source=f"{source['title']}, {source['publisher']}, {dates[0]}",
        source_notes=tuple(source.get("notes", ())),
    )


def _used_by(calendar: str, document: dict[str, Any]) -> str:
    return ", ".join(
        charge["label"] for charge in document["charges"] if charge["determinant"].get("calendar") == calendar
    )


def _charge(charge: dict[str, Any], document: dict[str, Any]) -> ChargeSheet:
    unit = unit_symbol(priced_unit(charge, document))
    prices = charge.get("prices") or {"": charge["price"]}
    rows, pictures = [], []
    for bucket, price in prices.items():
        where = bucket_words(bucket)
        rows += price_rows(where, price, unit, document["currency"])
        if price is not None and price["shape"] in _DRAWN and len(price["tiers"]) > 1:
            pictures.append(TierPicture(where, unit, tier_steps(price["tiers"], unit)))
    labels = {tax["code"]: tax["label"] for tax in document.get("taxes", ())}
    return ChargeSheet(
        code=charge["code"],
        label=charge["label"],
        counts=counts_words(charge["determinant"]),
        rows=tuple(rows),
        pictures=tuple(pictures),
        tax=labels.get(charge.get("tax"), "not taxed"),
        notes=tuple(dict.fromkeys(charge_notes(charge, document))),
    )


def _rounding(rounding: dict[str, Any]) -> str:
    places = f" to {rounding['decimals']} decimals" if "decimals" in rounding else ""
    return f"Each {rounding['unit']} is rounded once{places}, {mode_words(rounding.get('mode', 'half_up'))}."
