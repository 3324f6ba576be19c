"""What has changed between two plan documents, as people say it: "price 0.31 → 0.33 EUR per kWh (+6.5 %)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pricing.plan_documents.canonical import canonical_document
from pricing.plan_documents.changed_lists import list_change, window_changes
from pricing.plan_documents.changed_values import ARROW, value_change, with_unit
from pricing.plan_documents.document_places import Place, place_of
from pricing.plan_documents.key_words import key_word
from pricing.plan_documents.problems import json_path
from pricing.plan_documents.sections import ADJUSTMENTS
from pricing.plan_documents.tariff_sheet import TariffSheet, tariff_sheet
from pricing.plan_documents.value_changes import MISSING, Steps, ValueChange, value_changes

_TOPICS: Final = {
    "effective_from": "Dates",
    "charges": "Prices",
    "calendars": "Hours, seasons and holidays",
    **dict.fromkeys((*ADJUSTMENTS, "taxes", "rounding", "currency", "metrics"), "Rules of the bill"),
    **dict.fromkeys(
        ("name", "labels", "description", "commodity", "code", "bucket_labels", "source"), "Words and source"
    ),
}
_ORDER: Final = ("Dates", "Prices", "Rules of the bill", "Hours, seasons and holidays", "Words and source")
_OTHER: Final = "Other terms"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change: `where` it is ("Energy, peak"), what happened, and its JSON path in the newer document.

    What is gone has the path it had in the older one.
    """

    topic: str
    where: str
    text: str
    path: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


def plan_differences(old: dict[str, Any], new: dict[str, Any]) -> tuple[PlanChange, ...]:
    """The changes from one validated document to another, by topic; empty exactly for equal documents.

    A key that there are no words for is shown with its name, old value → new value.
    """
    sheets = _Sheets(tariff_sheet(old), tariff_sheet(new))
    found = [
        one
        for change in value_changes(canonical_document(old), canonical_document(new))
        for one in _told(change, old, new, sheets)
    ]
    places = {topic: place for place, topic in enumerate((*_ORDER, _OTHER))}
    # A charge that goes over to prices by bucket changes two keys, and says so once.
    unique: dict[tuple[str, str], PlanChange] = {}
    for one in found:
        unique.setdefault((one.where, one.text), one)
    return tuple(sorted(unique.values(), key=lambda one: places[one.topic]))


@dataclass(frozen=True, slots=True)
class _Sheets:
    old: TariffSheet
    new: TariffSheet


def _told(
    change: ValueChange, old: dict[str, Any], new: dict[str, Any], sheets: _Sheets
) -> Iterator[PlanChange]:
    # A member of a list that is gone has its place in the older document only.
    is_gone = change.new is MISSING and len(change.steps) == 2
    place = place_of(change.steps, old if is_gone else new)
    topic = _TOPICS.get(str(change.steps[0]), _OTHER)
    for steps, text in _texts(change, place, sheets):
        yield PlanChange(topic, place.where, text, json_path(*steps))


def _texts(change: ValueChange, place: Place, sheets: _Sheets) -> Iterator[tuple[Steps, str]]:
    if change.is_order:
        yield change.steps, f"the {place.word} are in another order: {', '.join(change.new)}"
    elif change.steps[-1] == "windows" and isinstance(change.old, list) and isinstance(change.new, list):
        yield from window_changes(change.steps, change.old, change.new)
    elif place.is_whole and change.old is MISSING:
        yield change.steps, _with(f"{place.kind} is new".strip(), _prices(place, sheets.new))
    elif place.is_whole and change.new is MISSING:
        yield change.steps, _with(f"{place.kind} is gone".strip(), _prices(place, sheets.old))
    elif place.is_counted:
        yield change.steps, f"is counted {_counts(place, sheets.old)} {ARROW} {_counts(place, sheets.new)}"
    elif place.is_price:
        before, after = _prices(place, sheets.old), _prices(place, sheets.new)
        yield change.steps, f"{key_word('price')} {before or 'none'} {ARROW} {after or 'none'}"
    elif isinstance(change.old, list) and isinstance(change.new, list):
        yield change.steps, list_change(place.word, change.old, change.new)
    elif change.old is MISSING:
        yield change.steps, f"{place.word} is new: {with_unit(place, change.new)}"
    elif change.new is MISSING:
        yield change.steps, f"{place.word} is gone (was {with_unit(place, change.old)})"
    else:
        yield change.steps, value_change(place, change.old, change.new)


def _with(text: str, more: str) -> str:
    return f"{text}: {more}" if more else text


def _counts(place: Place, sheet: TariffSheet) -> str:
    return next((one.counts for one in sheet.charges if one.code == place.charge_code), "")


def _prices(place: Place, sheet: TariffSheet) -> str:
    """The prices of a charge, or of one of its buckets, as its tariff sheet has them."""
    charge = next((one for one in sheet.charges if one.code == place.charge_code), None)
    if charge is None:
        return ""
    bucket = place.bucket.replace("_", " ")
    rows = [
        row for row in charge.rows if not bucket or row.where == bucket or row.where.startswith(f"{bucket}, ")
    ]
    told = []
    for row in rows:
        where = row.where.removeprefix(bucket).removeprefix(", ") if bucket else row.where
        told.append(" ".join(part for part in (where, row.price, row.per) if part))
    return "; ".join(told)
