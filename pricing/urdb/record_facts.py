"""Who offers the rate, since when, for whom; and the texts that prices cannot say."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from pricing.urdb.field_names import READ, TOLD
from pricing.urdb.findings import STOP, Option, Review, Weight

LONGEST_NOTE: Final = 1000
_LONGEST_CODE: Final = 60
_MIDDAY: Final = 12
_YEARS: Final = range(1900, 2200)
_LARGEST_STAMP: Final = Decimal(10) ** 10
_HOME: Final = frozenset({"USA", "US", "United States"})


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a plan says of itself."""

    code: str
    name: str
    currency: str
    effective_from: date
    description: str
    source_title: str
    publisher: str
    url: str
    dated: date | None


def read_facts(record: dict[str, Any], today: date, review: Review) -> RecordFacts:
    """The facts; `today` stands in for a start that the record does not state."""
    utility, name = _text(record, "utility"), _text(record, "name")
    _tell_facts(record, review)
    for key, value in (("utility", utility), ("name", name)):
        if not value:
            review.look(f"$.{key}", f"the record has no {key}", "write the plan's name and code yourself")
    starts = _date(record, "startdate", review)
    if starts is None:
        review.assumed(
            "$.startdate",
            "the record does not say since when it holds; today is taken",
            "write the date below",
        )
    label = _text(record, "label")
    return RecordFacts(
        code=review.enter("code", "Plan code", _code(utility, name or label or "rate")),
        name=review.enter("name", "Name of the plan", _cut(name or label or "Rate", 100)),
        currency=_currency(record, review),
        effective_from=_entered_date(starts or today, review),
        description=_cut(_text(record, "description"), 2000),
        source_title=_cut(
            ": ".join(part for part in (f"Utility rate record {label}".strip(), name) if part), 300
        ),
        publisher=_cut(f"{utility or 'unknown utility'}, in OpenEI's utility rate database", 100),
        url=next((link for key in ("source", "uri") if 0 < len(link := _text(record, key)) <= 500), ""),
        dated=starts,
    )


def record_notes(record: dict[str, Any]) -> Iterator[str]:
    """Every text and fact of the record that is for people, and every field nobody knows; whole, in pieces."""
    unknown = sorted(record.keys() - READ - set(TOLD))
    link = ("source",) if len(_text(record, "source")) > 500 else ()
    for name in (*TOLD, *link, *unknown):
        if name in record:
            stamp = _stamp(record[name]) if name == "enddate" else None
            yield from pieces(f"{name}: {stamp.date().isoformat() if stamp else _plain(record[name])}")


def pieces(text: str) -> Iterator[str]:
    """The text in notes of at most LONGEST_NOTE letters."""
    yield from textwrap.wrap(text, LONGEST_NOTE, break_on_hyphens=False)


def _tell_facts(record: dict[str, Any], review: Review) -> None:
    if record.get("approved") is False:
        review.look(
            "$.approved", "nobody of the database has approved the record", "compare it with the source"
        )
    ends = _date(record, "enddate", review)
    if ends is not None:
        review.look(
            "$.enddate",
            f"the rate ended on {ends:%d %B %Y}; the plan has no end",
            "look for the record that follows",
        )
    if "supersedes" in record:
        review.look(
            "$.supersedes",
            f"the record supersedes {_text(record, 'supersedes')}",
            "if that is a plan of yours, write its code below: this becomes its next version",
        )
    whom = [
        f"{word} {_text(record, name)}{unit}"
        for name, word, unit in (
            ("sector", "sector", ""),
            ("peakkwcapacitymin", "demand from", " kW"),
            ("peakkwcapacitymax", "demand up to", " kW"),
            ("peakkwhusagemin", "usage from", " kWh"),
            ("peakkwhusagemax", "usage up to", " kWh"),
            ("voltagecategory", "voltage", ""),
            ("phasewiring", "wiring", ""),
        )
        if _text(record, name)
    ]
    if whom:
        review.look(
            "$.sector",
            f"the rate is meant for customers of {', '.join(whom)}: nothing checks that",
            "put only such customers on the plan",
        )
    service = _text(record, "servicetype")
    if service and service != "Bundled":
        review.look(
            "$.servicetype",
            f"the record is for {service} only, not for the whole service",
            "add the other part",
        )


def _date(record: dict[str, Any], name: str, review: Review) -> date | None:
    """The local day of a stamp at local midnight somewhere in America, where UTC is ahead by up to 12 hours."""
    value, path = record.get(name), f"$.{name}"
    if value is None:
        return None
    stamp = _stamp(value)
    if stamp is None or stamp.year not in _YEARS:
        review.blocks(path, "here must be a time in seconds since 1970", "correct the record")
        return None
    if stamp.hour > _MIDDAY:
        review.assumed(
            path,
            f"{stamp:%Y-%m-%d %H:%M} UTC is midnight nowhere in America; {stamp:%d %B %Y} is taken",
            "check the date",
        )
    return stamp.date()


def _stamp(value: Any) -> datetime | None:
    """Seconds since 1970, or the text of a time; None for anything else."""
    if isinstance(value, Decimal):
        return datetime.fromtimestamp(int(value), UTC) if abs(value) < _LARGEST_STAMP else None
    if isinstance(value, dict):
        value = value.get("$date")
    return _parsed(value) if isinstance(value, str) else None


def _parsed(text: str) -> datetime | None:
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _entered_date(default: date, review: Review) -> date:
    text = review.enter("effective_from", "In force from", default.isoformat())
    try:
        return date.fromisoformat(text)
    except ValueError:
        review.blocks("$.startdate", f'"{text}" is no date', "write it as 2026-01-31")
        return default


def _currency(record: dict[str, Any], review: Review) -> str:
    country = _text(record, "country")
    if country in _HOME:
        return "USD"
    stop = Option(STOP, "Do not import the record", Weight.BLOCKS)
    options = [Option(code, code) for code in ("USD", "CAD", "MXN", "EUR", "GBP", "AUD")]
    says = f'the country is "{country}"' if country else "the record names no country"
    answer = review.choose(
        "currency",
        "What are the prices in?",
        (stop, *options) if country else options,
        path="$.country",
        message=f"{says}, so its currency must be said",
        cure="look into the source",
    )
    return "USD" if answer == STOP else answer


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return _plain(value) if value is not None and not isinstance(value, dict | list) else ""


def _plain(value: Any) -> str:
    """A value as one line that can be stored."""
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{_plain(key)}: {_plain(item)}" for key, item in value.items())
    text = json.dumps(value) if isinstance(value, bool) else str(value)
    kept = "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text)
    return re.sub(r"\s+", " ", kept).strip()


def _code(utility: str, name: str) -> str:
    words = re.findall(r"[A-Z0-9]+", unicodedata.normalize("NFKD", f"US {utility} {name}").upper())
    code = ""
    for word in words:
        longer = f"{code}-{word}" if code else word
        if len(longer) > _LONGEST_CODE:
            break
        code = longer
    return code


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
