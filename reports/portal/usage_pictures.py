"""Charts of a customer's usage and its cost, and the same numbers as a table with its sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np
from django.utils.translation import gettext as _

from billing_site.foundation.bar_charts import BarChart, bar_chart, stacked_bars
from billing_site.foundation.unit_symbols import unit_symbol
from billing_site.foundation.writing import day_of_year, short_month
from invoicing.documents.formats import Formats
from invoicing.queries.bill_intervals import PlaceIntervals
from invoicing.queries.bill_parts import BillPart
from metering.queries.channels import ChannelFacts
from metering.queries.monthly_totals import MonthTotal
from metering.usage.reading_quality import ReadingQuality

# The same colour for a bucket as on the bill's opened lines and the plan's page.
_BUCKET_COLOURS: Final = ("c2", "c1", "c3", "c4", "c5", "c7")
_HEIGHT: Final = 150


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A line of the table: a day, an interval or a month; None where there is no number.

    `name` is the day's in a sentence, where `label` is for an axis.
    """

    label: str
    quantity: Decimal | None
    amount: Decimal | None
    note: str = ""
    url: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class UsagePicture:
    """A chart, its table, and the sums beneath it; `amount` is None where nothing is billed."""

    chart: BarChart
    rows: tuple[PictureRow, ...]
    quantity: Decimal
    amount: Decimal | None
    unit: str
    decimals: int
    amount_decimals: int
    has_estimates: bool

    @property
    def largest(self) -> PictureRow | None:
        """The row with the most usage; None where nothing was used."""
        known = [row for row in self.rows if row.quantity]
        return max(known, key=lambda row: row.quantity or 0, default=None)

    @property
    def last(self) -> PictureRow:
        """The last row."""
        return self.rows[-1]


def day_picture(
    shown: PlaceIntervals, formats: Formats, url_of: Callable[[date], str], currency: str = ""
) -> UsagePicture:
    """A column for each day, by time-of-use bucket; in money with a `currency`, else in the metric's unit."""
    labels, urls = (
        [day_of_year(day, formats.locale) for day in shown.days],
        [url_of(day) for day in shown.days],
    )
    columns = [shown.columns(day) for day in shown.days]
    notes = [_note(shown, one) for one in columns]
    layers, names, classes = [], [], []
    for bucket, name, css_class in _buckets(shown):
        for is_estimated in (False, True):
            layer = [_part(shown, one, bucket, is_estimated, in_money=bool(currency)) for one in columns]
            if any(layer):
                layers.append(layer)
                names.append(_("%(name)s, not measured") % {"name": name} if is_estimated else name)
                classes.append(f"{css_class} est" if is_estimated else css_class)
    chart = stacked_bars(
        layers or [[Decimal(0)] * len(columns)],
        names=names or [""],
        classes=classes or ["c1"],
        labels=labels,
        notes=notes,
        urls=urls,
        height=_HEIGHT,
        unit=currency or unit_symbol(shown.unit),
    )
    amounts = shown.day_amounts or [None] * len(columns)
    rows = tuple(
        PictureRow(
            labels[place], shown.quantity(one), amounts[place], notes[place], urls[place], formats.day(day)
        )
        for place, (day, one) in enumerate(zip(shown.days, columns, strict=True))
    )
    return _picture(shown, chart, rows, 2)


def interval_picture(shown: PlaceIntervals, formats: Formats, day: date, currency: str = "") -> UsagePicture:
    """A column for each interval of a day, in the colour of its time-of-use bucket."""
    columns = shown.columns(day)
    rows, classes, titles, values = [], [], [], []
    for column in range(columns.start, columns.stop):
        one = slice(column, column + 1)
        quality = ReadingQuality(int(shown.qualities[column]))
        is_missing = quality is ReadingQuality.MISSING
        bucket = -1 if shown.bucket_numbers is None else int(shown.bucket_numbers[column])
        name = "" if bucket < 0 else _name(shown.buckets[bucket])
        quantity = None if is_missing else shown.quantity(one)
        amount = shown.amounts[column] if shown.amounts else None
        note = ", ".join(text for text in (name, _quality(quality)) if text)
        label = f"{shown.starts_at(column):%H:%M}"
        rows.append(PictureRow(label, quantity, amount, note))
        colour = "c1" if bucket < 0 else _colour(bucket)
        classes.append(colour if quality is ReadingQuality.ACTUAL else f"{colour} est")
        value = amount if currency else quantity
        values.append(value)
        shown_value = (
            _("missing") if value is None else f"{formats.plain(value)} {currency or unit_symbol(shown.unit)}"
        )
        titles.append(f"{label}: {shown_value}{f' · {note}' if note else ''}")
    chart = bar_chart(
        values,
        height=_HEIGHT,
        classes=classes,
        labels=[row.label for row in rows],
        titles=titles,
        unit=currency or unit_symbol(shown.unit),
    )
    return _picture(shown, chart, tuple(rows), 4)


def month_picture(
    year: int,
    formats: Formats,
    totals: Sequence[MonthTotal],
    parts: Sequence[BillPart],
    facts: ChannelFacts,
    url_of: Callable[[str], str],
    currency: str = "",
) -> UsagePicture:
    """A column for each month of a year: the metric's usage, and its part of the bills that begin in it.

    `parts` are those of the place, and `facts` a channel of the metric.
    """
    used = {one.month: one for one in totals}
    rows = []
    for number in range(1, 13):
        month = date(year, number, 1)
        bills = [part.invoice_number for part in parts if part.from_date.month == number]
        total = used.get(month)
        rows.append(
            PictureRow(
                short_month(month, formats.locale),
                None if total is None else total.total,
                amount_of_month(parts, number, facts.metric_code),
                _("partly estimated") if total is not None and total.estimated_days else "",
                url_of(bills[-1]) if bills else "",
            )
        )
    chart = stacked_bars(
        [[(row.amount if currency else row.quantity) for row in rows]],
        names=[""],
        classes=["c1"],
        labels=[row.label for row in rows],
        notes=[row.note for row in rows],
        urls=[row.url for row in rows],
        height=_HEIGHT,
        unit=currency or unit_symbol(facts.unit),
    )
    amounts = [row.amount for row in rows if row.amount is not None]
    return UsagePicture(
        chart,
        tuple(rows),
        sum((row.quantity for row in rows if row.quantity is not None), Decimal(0)),
        sum(amounts, Decimal(0)) if amounts else None,
        facts.unit,
        facts.decimals,
        2,
        any(row.note for row in rows),
    )


def amount_of_month(parts: Sequence[BillPart], month: int, metric: str) -> Decimal | None:
    """The metric's part of the bills that begin in the month; None where none does."""
    bills = [part for part in parts if part.from_date.month == month]
    return sum((part.amount for part in bills if part.metric == metric), Decimal(0)) if bills else None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a colour means."""

    name: str
    css_class: str


def legend_of(shown: PlaceIntervals, day: date) -> tuple[LegendEntry, ...]:
    """The time-of-use buckets that occur on a day; none without a calendar."""
    if shown.bucket_numbers is None:
        return ()
    numbers = np.unique(shown.bucket_numbers[shown.columns(day)])
    return tuple(LegendEntry(_name(shown.buckets[number]), _colour(number)) for number in map(int, numbers))


def _picture(
    shown: PlaceIntervals, chart: BarChart, rows: tuple[PictureRow, ...], amount_decimals: int
) -> UsagePicture:
    amounts = [row.amount for row in rows if row.amount is not None]
    return UsagePicture(
        chart,
        rows,
        sum((row.quantity for row in rows if row.quantity is not None), Decimal(0)),
        sum(amounts, Decimal(0)) if amounts else None,
        shown.unit,
        shown.decimals,
        amount_decimals,
        any(ReadingQuality(int(one)) is not ReadingQuality.ACTUAL for one in np.unique(shown.qualities)),
    )


def _buckets(shown: PlaceIntervals) -> list[tuple[int | None, str, str]]:
    """Number, name and colour of each bucket; one without a number where there is no calendar."""
    if shown.bucket_numbers is None:
        return [(None, _("Usage"), "c1")]
    return [(number, _name(name), _colour(number)) for number, name in enumerate(shown.buckets)]


def _part(
    shown: PlaceIntervals, columns: slice, bucket: int | None, is_estimated: bool, *, in_money: bool
) -> Decimal:
    """What a day has of a bucket, of measured or of other intervals."""
    chosen = (shown.qualities[columns] != ReadingQuality.ACTUAL) == is_estimated
    if bucket is not None and shown.bucket_numbers is not None:
        chosen &= shown.bucket_numbers[columns] == bucket
    if in_money:
        places = np.flatnonzero(chosen)
        return sum((shown.amounts[columns.start + int(place)] for place in places), Decimal(0))
    return Decimal(int(shown.quantities[columns][chosen].sum())).scaleb(-shown.decimals)


def _note(shown: PlaceIntervals, columns: slice) -> str:
    qualities = shown.qualities[columns]
    missing = int((qualities == ReadingQuality.MISSING).sum())
    other = int((qualities != ReadingQuality.ACTUAL).sum()) - missing
    texts = [_("%(count)s estimated") % {"count": other}] if other else []
    texts += [_("%(count)s missing") % {"count": missing}] if missing else []
    return ", ".join(texts)


def quality_words() -> dict[ReadingQuality, str]:
    """How a reading came to be, in the reader's language."""
    return {
        ReadingQuality.ACTUAL: _("measured"),
        ReadingQuality.MISSING: _("missing"),
        ReadingQuality.ESTIMATED: _("estimated"),
        ReadingQuality.SUBSTITUTED: _("replaced"),
        ReadingQuality.FINAL_SUBSTITUTED: _("replaced"),
        ReadingQuality.CUSTOMER: _("read by you"),
        ReadingQuality.EDITED: _("corrected"),
    }


def _quality(quality: ReadingQuality) -> str:
    """What there is to remark on a reading: nothing on a measured one."""
    return "" if quality is ReadingQuality.ACTUAL else quality_words()[quality]


def _colour(bucket: int) -> str:
    return _BUCKET_COLOURS[bucket % len(_BUCKET_COLOURS)]


def _name(bucket: str) -> str:
    return bucket.replace("_", " ")
