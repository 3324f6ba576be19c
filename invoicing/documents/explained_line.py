# ruff: noqa: RUF001 - multiplication signs and dashes belong to the words
"""An opened invoice line in words and pictures, ready for a page of the office or the portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel.dates import format_date

from billing_site.foundation.bar_charts import BarChart, bar_chart
from billing_site.foundation.writing import day_of_year
from invoicing.documents.agreed_terms import AgreedTexts, agreed_texts
from invoicing.documents.counted_steps import LineStep
from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from invoicing.documents.line_sources import Source, named_sources, plain_sources
from invoicing.documents.line_steps import line_steps
from invoicing.documents.line_words import line_words_in
from invoicing.queries.counted_usage import CountedInterval
from invoicing.queries.opened_line import OpenedLine
from metering.usage.directions import is_export
from metering.usage.reading_quality import ReadingQuality
from pricing.money import round_amount
from pricing.rating.trace import Trace

# The same colour for a bucket as on the plan's page.
_BUCKET_COLOURS: Final = ("c2", "c1", "c3", "c4", "c5", "c7")
_PLAIN_COLOUR: Final = "c1"
_TIER_COLOURS: Final = ("c1", "c2", "c3", "c4", "c5", "c7")
_LEAST_SHARE_WITH_TEXT: Final = Decimal("0.22")
_MOST_DECIMALS: Final = 4

DayUrl = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class TierBand:
    """A tier's part of the picture: place and width in percent; `text` is empty where it has no room."""

    x: str
    width: str
    middle: str
    text: str
    title: str
    css_class: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a colour means."""

    css_class: str
    name: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """`opened` in sentences; every text is in the reader's language, and `words` has those of the template."""

    opened: OpenedLine
    words: Mapping[str, str]
    sentence: str
    steps: tuple[LineStep, ...]
    tiers: tuple[TierBand, ...]
    tiers_summary: str
    day_chart: BarChart | None
    days_summary: str
    interval_chart: BarChart | None
    intervals_summary: str
    legend: tuple[LegendEntry, ...]
    sources: tuple[Source, ...]
    agreed: AgreedTexts
    version_text: str
    as_of: str
    replay: str
    recount: str
    recounts: bool


def explain_line(
    opened: OpenedLine, language: str, day_url: DayUrl | None = None, *, to_customer: bool = False
) -> ExplainedLine:
    """The line explained; `day_url` gives the address of a day's intervals, if there is any.

    `to_customer` speaks to the customer of what they did, and leaves out the names of files.

    Raises pricing.rating.trace.UnreadableTrace for a rule that this version does not know.
    """
    formats = Formats(language, opened.currency)
    words = line_words_in(language)
    bucket = {"b": _name(opened.trace["b"], opened)} if "b" in opened.trace else {}
    trace: Trace = {**opened.trace, **bucket}
    recounts = opened.recounted is None or opened.recounted == Decimal(opened.trace["q"])
    return ExplainedLine(
        opened=opened,
        words={**words, "sources": words["sources_plainly"]} if to_customer else words,
        sentence=explanation(trace, formats, opened.counted_unit, opened.zone_name),
        steps=line_steps(trace, formats, opened.counted_unit, opened.zone_name),
        tiers=_tier_bands(opened, formats),
        tiers_summary="; ".join(_tier_texts(opened, formats, words)),
        day_chart=_day_chart(opened, formats, words, day_url),
        days_summary=_days_summary(opened, formats, words),
        interval_chart=_interval_chart(opened, formats, words),
        intervals_summary=_intervals_summary(opened, formats, words),
        legend=_legend(opened, words),
        sources=(
            plain_sources(opened.deliveries, opened.dial_spans, formats, opened.zone_name)
            if to_customer
            else named_sources(opened.deliveries, opened.dial_spans, formats, opened.zone_name)
        ),
        agreed=agreed_texts(opened.agreed, formats, to_customer=to_customer),
        version_text=words["version"].format(number=opened.version_number),
        as_of=words["as_of"].format(as_of=formats.moment(opened.as_of, opened.zone_name)),
        replay=words["replays" if opened.replays else "replays_not"].format(
            exact=formats.plain(opened.exact_amount.normalize()), amount=formats.amount(opened.amount)
        ),
        recount=_recount(opened, formats, words, recounts),
        recounts=recounts,
    )


def _tier_bands(opened: OpenedLine, formats: Formats) -> tuple[TierBand, ...]:
    bands = []
    x = Decimal(0)
    for index, part in enumerate(opened.tiers):
        text = (
            f"{formats.plain(part.quantity, _MOST_DECIMALS)} × {formats.plain(part.unit_price)}"
            f" = {formats.amount(part.amount)}"
        )
        colour = _TIER_COLOURS[index % len(_TIER_COLOURS)]
        bands.append(
            TierBand(
                f"{x * 100:.3f}%",
                f"{part.share * 100:.3f}%",
                f"{(x + part.share / 2) * 100:.3f}%",
                text if part.share >= _LEAST_SHARE_WITH_TEXT else "",
                text,
                colour if part.is_opened else f"{colour} other",
            )
        )
        x += part.share
    return tuple(bands)


def _tier_texts(opened: OpenedLine, formats: Formats, words: Mapping[str, str]) -> Sequence[str]:
    whole = sum((part.quantity for part in opened.tiers), Decimal(0))
    return [
        words["tiers_summary"].format(
            share=formats.plain(part.quantity, _MOST_DECIMALS),
            whole=formats.quantity(whole, opened.counted_unit),
            price=formats.plain(part.unit_price),
        )
        for part in opened.tiers
    ]


def _day_chart(
    opened: OpenedLine, formats: Formats, words: Mapping[str, str], day_url: DayUrl | None
) -> BarChart | None:
    if not opened.days:
        return None
    colour = _colour_of(opened.bucket, opened)
    titles, classes = [], []
    for day in opened.days:
        key = "day_title_estimated" if day.estimated_count else "day_title"
        titles.append(
            words[key].format(
                date=day_of_year(day.date, formats.locale),
                quantity=_quantity(day.quantity, opened, formats),
                estimated=day.estimated_count,
                n=day.interval_count,
            )
        )
        chosen = " chosen" if day.date == opened.day else ""
        classes.append(f"{colour}{' est' if day.estimated_count else ''}{chosen}")
    return bar_chart(
        [day.quantity for day in opened.days],
        height=96,
        classes=classes,
        labels=[day_of_year(day.date, formats.locale) for day in opened.days],
        titles=titles,
        urls=[day_url(day.date) for day in opened.days] if day_url else None,
        unit=opened.counted_unit,
    )


def _days_summary(opened: OpenedLine, formats: Formats, words: Mapping[str, str]) -> str:
    if not opened.days or opened.recounted is None:
        return ""
    top = max(opened.days, key=lambda day: day.quantity)
    if not any(day.quantity for day in opened.days):
        nothing = words["nothing_exported" if is_export(opened.trace.get("m", "")) else "nothing_used"]
        return nothing.format(days=formats.day_count(opened.from_date, opened.to_date))
    key = "demand_summary" if opened.trace.get("of") == "peak_demand" else "days_summary"
    if opened.dial_spans and key == "days_summary":
        key = "dial_days"
    return words[key].format(
        days=formats.day_count(opened.from_date, opened.to_date),
        total=_quantity(opened.recounted, opened, formats),
        top_date=day_of_year(top.date, formats.locale),
        top=_quantity(top.quantity, opened, formats),
    )


def _interval_chart(opened: OpenedLine, formats: Formats, words: Mapping[str, str]) -> BarChart | None:
    if not opened.intervals:
        return None
    return bar_chart(
        [None if one.quality is ReadingQuality.MISSING else one.quantity for one in opened.intervals],
        height=112,
        classes=[_interval_class(one, opened) for one in opened.intervals],
        labels=[f"{one.starts_at:%H:%M}" for one in opened.intervals],
        titles=[
            f"{one.starts_at:%H:%M}: {formats.plain(one.quantity)}"
            f"{f' · {_name(one.bucket, opened)}' if one.bucket else ''} · {words[one.quality.name]}"
            for one in opened.intervals
        ],
        notes=[
            ", ".join(part for part in (_name(one.bucket, opened), words[one.quality.name]) if part)
            for one in opened.intervals
        ],
    )


def _interval_class(one: CountedInterval, opened: OpenedLine) -> str:
    estimated = one.quality not in (ReadingQuality.ACTUAL, ReadingQuality.MISSING)
    return f"{_colour_of(one.bucket, opened)}{' est' if estimated else ''}"


def _intervals_summary(opened: OpenedLine, formats: Formats, words: Mapping[str, str]) -> str:
    counted = next((day for day in opened.days if day.date == opened.day), None)
    if counted is None:
        return ""
    is_demand = opened.trace.get("of") == "peak_demand"
    return words["demand_intervals_summary" if is_demand else "intervals_summary"].format(
        date=format_date(counted.date, "full", locale=formats.locale),
        total=_quantity(counted.quantity, opened, formats),
        n=counted.interval_count,
    )


def _legend(opened: OpenedLine, words: Mapping[str, str]) -> tuple[LegendEntry, ...]:
    """The buckets that occur in the day shown; the line's own is named as such."""
    buckets = dict.fromkeys(one.bucket for one in opened.intervals if one.bucket)
    return tuple(
        LegendEntry(
            _colour_of(bucket, opened),
            f"{_name(bucket, opened)} ({words['this_line']})"
            if bucket == opened.bucket
            else _name(bucket, opened),
        )
        for bucket in buckets
    )


def _recount(opened: OpenedLine, formats: Formats, words: Mapping[str, str], recounts: bool) -> str:
    if opened.recounted is None:
        return ""
    if recounts:
        return words["recounts"]
    return words["recounts_not"].format(
        recounted=_quantity(opened.recounted, opened, formats),
        counted=_quantity(Decimal(opened.trace["q"]), opened, formats),
    )


def _colour_of(bucket: str, opened: OpenedLine) -> str:
    if bucket not in opened.buckets:
        return _PLAIN_COLOUR
    return _BUCKET_COLOURS[opened.buckets.index(bucket) % len(_BUCKET_COLOURS)]


def _quantity(quantity: Decimal, opened: OpenedLine, formats: Formats) -> str:
    """Rounded for the eye only: a demand may have no end."""
    return formats.quantity(round_amount(quantity, _MOST_DECIMALS).normalize(), opened.counted_unit)


def _name(bucket: str, opened: OpenedLine) -> str:
    return opened.bucket_labels.get(bucket) or bucket.replace("_", " ")
