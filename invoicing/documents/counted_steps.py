"""The first steps of an amount: what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from invoicing.documents.formats import Formats
from pricing.rating.trace import Trace

Words = Mapping[str, str]

_PEAKS: Final[Mapping[str, str]] = {
    "peak_demand": "peak",
    "billed_demand": "peak",
    "excess_demand": "peak",
    "daily_peaks": "daily_peaks",
    "apparent_demand": "apparent",
    "coincident_peak": "at_system_peak",
    "percentile": "percentile",
}
"""The words for demands by what was counted."""


@dataclass(frozen=True, slots=True)
class LineStep:
    """What was done, a quiet remark, and what it came to."""

    text: str
    note: str
    figure: str


def counted_steps(trace: Trace, formats: Formats, unit: str, zone_name: str, words: Words) -> list[LineStep]:
    """What was counted, and for a demand what of it is billed; `unit` is that of the counted quantity."""
    counted = formats.quantity(Decimal(trace.get("q", "1")), unit)
    of = trace.get("of", "period")
    if of == "period":
        return [LineStep(words["period"], "", "")]
    if of in {"days", "contracted"}:
        return [LineStep(words[of], "", counted)]
    if of in _PEAKS:
        return _demand(trace, formats, unit, zone_name, words)
    if of == "excess_reactive":
        active, reactive, allowed = (formats.plain(Decimal(number)) for number in trace["qa"])
        text = words["reactive"].format(active=active, reactive=reactive, allowed=allowed)
        return [LineStep(text, _qualities(trace, formats, words), counted)]
    bucket = _bucket(trace)
    text = words["sum_in_bucket" if bucket else "sum"].format(
        n=formats.number(Decimal(trace["n"]), 0), bucket=bucket
    )
    return [LineStep(text, _qualities(trace, formats, words), counted)]


def _demand(trace: Trace, formats: Formats, unit: str, zone_name: str, words: Words) -> list[LineStep]:
    key, bucket = _PEAKS[trace["of"]], _bucket(trace)
    text = words["peak_in_bucket" if key == "peak" and bucket else key].format(
        window=trace["w"],
        n=formats.number(Decimal(trace.get("n", 0)), 0),
        bucket=bucket,
        days=trace.get("d", ""),
        dropped=formats.number(Decimal(trace["pc"][1]), 0) if key == "percentile" else "",
    )
    if bucket and key != "peak":
        text += f": {bucket}"
    notes = []
    if "at" in trace and key != "daily_peaks":
        at = formats.moment(datetime.fromisoformat(trace["at"]), zone_name)
        notes.append(words["peak_at"].format(at=at))
    if "sl" in trace:
        notes.append(words["sliding"])
    if "n" in trace:
        notes.append(_qualities(trace, formats, words))
    measured = formats.quantity(Decimal(trace.get("pk", trace["q"])), unit)
    return [LineStep(text, "; ".join(notes), measured), *_billed(trace, formats, unit, words)]


def _billed(trace: Trace, formats: Formats, unit: str, words: Words) -> list[LineStep]:
    """What of the measured demand is billed, where that is another figure."""
    figure = formats.quantity(Decimal(trace["q"]), unit)
    if "th" in trace:
        limit = formats.quantity(Decimal(trace["th"]), unit)
        other = f" ({str(trace['bx']).replace('_', ' ')})" if "bx" in trace else ""
        return [LineStep(words["above_threshold"].format(limit=limit) + other, "", figure)]
    if "by" not in trace:
        return []
    note = ""
    if "pf" in trace:
        measured, target = (formats.plain(Decimal(factor)) for factor in trace["pf"])
        note = words["power_factor"].format(measured=measured, target=target)
    by, *of = trace["by"]
    if by == "peak" and not note and Decimal(of[0]) == 100:
        return []
    text = words[f"billed_{by}"].format(
        percent=formats.percent(Decimal(of[0])) if of else "",
        demand=formats.quantity(Decimal(of[1]), unit) if by in {"ratchet", "contract"} else "",
        month=formats.month_of_year(date.fromisoformat(f"{of[2]}-01")) if by == "ratchet" else "",
    )
    return [LineStep(text, note, figure)]


def _bucket(trace: Trace) -> str:
    return str(trace["b"]).replace("_", " ") if "b" in trace else ""


def _qualities(trace: Trace, formats: Formats, words: Words) -> str:
    estimated = trace.get("e", 0)
    if not estimated:
        return words["all_actual"]
    actual, other = (formats.number(Decimal(n), 0) for n in (trace["n"] - estimated, estimated))
    return words["some_actual"].format(actual=actual, estimated=other)
