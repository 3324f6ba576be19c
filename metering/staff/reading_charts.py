"""Readings as charts: a year of months, a month of days, a day of intervals, and a calendar of what there is."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from billing_site.foundation.bar_charts import BarChart, bar_chart
from billing_site.foundation.heat_maps import HeatMap, heat_map
from billing_site.foundation.unit_symbols import unit_symbol
from billing_site.foundation.writing import active_locale, day_of_year, month_of_year, short_day, short_month
from metering.queries.channel_profile import DayProfile, MonthProfile, Standing
from metering.queries.channels import ChannelFacts
from metering.queries.day_deliveries import DayInterval
from metering.usage.directions import is_export
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix

DayUrl = Callable[[date], str]
_HEIGHT: Final = 180
_COLOURS: Final = {"kWh": "c1", "MWh": "c1", "m3": "c3", "L": "c3"}
_OTHER_COLOUR: Final = "c1"  # not c4, which is for what was corrected
_EXPORT: Final = "c5"
_KINDS: Final = {
    Standing.MISSING: "missing",
    Standing.INCOMPLETE: "est",
    Standing.ESTIMATED: "est",
    Standing.EDITED: "edit",
    Standing.ACTUAL: "",
}
_CELLS: Final = {
    Standing.MISSING: "missing",
    Standing.INCOMPLETE: "part",
    Standing.ESTIMATED: "est",
    Standing.EDITED: "edit",
    Standing.ACTUAL: "actual",
}
_DAYS_OF_A_MONTH: Final = 31


def colour_of(facts: ChannelFacts) -> str:
    """The colour by meaning: electricity, water, what is fed in, other."""
    if is_export(facts.metric_code):
        return _EXPORT
    return _COLOURS.get(facts.unit, _OTHER_COLOUR)


def month_bars(months: Sequence[MonthProfile], facts: ChannelFacts, url: DayUrl) -> BarChart:
    """A bar for each month; one that is not whole is pale."""
    notes = [_month_note(month) for month in months]
    return bar_chart(
        [month.value for month in months],
        height=_HEIGHT,
        classes=[f"{colour_of(facts)} {_KINDS[month.standing]}" for month in months],
        labels=[short_month(month.month, active_locale()) for month in months],
        titles=[
            _told(f"{month.month:%B %Y}", month.value, facts.unit, note)
            for month, note in zip(months, notes, strict=True)
        ],
        notes=notes,
        urls=[url(month.month) for month in months],
        unit=facts.unit,
    )


def day_bars(
    days: Sequence[DayProfile], facts: ChannelFacts, url: DayUrl, odd: frozenset[date] = frozenset()
) -> BarChart:
    """A bar for each day; those in `odd` stand out."""
    notes = [_day_note(day) for day in days]
    within_a_month = len({day.date.replace(day=1) for day in days}) == 1
    return bar_chart(
        [day.value for day in days],
        height=_HEIGHT,
        classes=[_class(facts, _KINDS[day.standing], is_odd=day.date in odd) for day in days],
        labels=[
            str(day.date.day) if within_a_month else day_of_year(day.date, active_locale()) for day in days
        ],
        titles=[
            _told(day_text(day.date), day.value, facts.unit, note)
            for day, note in zip(days, notes, strict=True)
        ],
        notes=notes,
        urls=[url(day.date) for day in days],
        bands=["odd" if day.date in odd else "" for day in days],
        unit=facts.unit,
    )


def interval_bars(intervals: Sequence[DayInterval], facts: ChannelFacts) -> BarChart:
    """A bar for each interval of one day."""
    return bar_chart(
        [each.value for each in intervals],
        height=_HEIGHT,
        classes=[_class(facts, _kind(each.quality)) for each in intervals],
        labels=[each.clock for each in intervals],
        titles=[_told(each.clock, each.value, facts.unit, each.quality.label) for each in intervals],
        notes=[each.quality.label for each in intervals],
        unit=facts.unit,
    )


def usage_bars(usage: UsageMatrix, facts: ChannelFacts, odd: range, zone: ZoneInfo) -> BarChart:
    """A bar for each interval of some days of one channel; the intervals numbered in `odd` stand out."""
    starts = [usage.grid.start_of(number).astimezone(zone) for number in range(usage.grid.count)]
    codes = [ReadingQuality.ACTUAL] * usage.grid.count
    if usage.qualities is not None:
        codes = [ReadingQuality(code) for code in usage.qualities[0].tolist()]
    values = [
        None if code is ReadingQuality.MISSING else Decimal(quantity).scaleb(-facts.decimals)
        for quantity, code in zip(usage.quantities[0].tolist(), codes, strict=True)
    ]
    names = [f"{start.day} {start:%b %H:%M}" for start in starts]
    return bar_chart(
        values,
        height=_HEIGHT,
        classes=[_class(facts, _kind(code), is_odd=place in odd) for place, code in enumerate(codes)],
        labels=names,
        titles=[
            _told(name, value, facts.unit, code.label)
            for name, value, code in zip(names, values, codes, strict=True)
        ],
        notes=[code.label for code in codes],
        bands=["odd" if place in odd else "" for place in range(len(codes))],
        unit=facts.unit,
    )


def coverage_calendar(
    days: Mapping[date, DayProfile],
    from_date: date,
    to_date: date,
    url: DayUrl,
    chosen: date | None,
) -> HeatMap:
    """A row for each month from `from_date` up to `to_date`, a cell for each day: what its readings are.

    `days` has every day that ought to have readings; no cell is drawn for another.
    """
    months = _months(from_date, to_date)
    places = [
        [
            date(month.year, month.month, day) if day <= monthrange(month.year, month.month)[1] else None
            for day in range(1, _DAYS_OF_A_MONTH + 1)
        ]
        for month in months
    ]
    known = [[days.get(place) if place else None for place in row] for row in places]
    return heat_map(
        [[day.value if day else None for day in row] for row in known],
        row_labels=[month_of_year(month, active_locale()) for month in months],
        column_labels=[str(day) for day in range(1, _DAYS_OF_A_MONTH + 1)],
        classes=[[_cell(day, chosen) if day else None for day in row] for row in known],
        titles=[[f"{day_text(day.date)}: {_day_note(day)}" if day else "" for day in row] for row in known],
        urls=[[url(day.date) if day else "" for day in row] for row in known],
    )


def day_text(day: date) -> str:
    """Such as 3 Nov 2026."""
    return short_day(day, active_locale())


def _cell(day: DayProfile, chosen: date | None) -> str:
    return f"{_CELLS[day.standing]} chosen" if day.date == chosen else _CELLS[day.standing]


def _months(from_date: date, to_date: date) -> list[date]:
    months = [from_date.replace(day=1)]
    while (following := (months[-1] + timedelta(days=32)).replace(day=1)) < to_date:
        months.append(following)
    return months


def _class(facts: ChannelFacts, kind: str, is_odd: bool = False) -> str:
    return f"{'odd' if is_odd else colour_of(facts)} {kind}".strip()


def _kind(quality: ReadingQuality) -> str:
    if quality is ReadingQuality.EDITED:
        return "edit"
    return "" if quality >= ReadingQuality.CUSTOMER else "est"


def _told(place: str, value: Decimal | None, unit: str, note: str) -> str:
    amount = "missing" if value is None else f"{value:,f} {unit_symbol(unit)}"
    return f"{place}: {amount}" + (f", {note}" if note not in ("", "missing", "actual") else "")


def _month_note(month: MonthProfile) -> str:
    parts = [
        (month.missing_days, "not complete"),
        (month.estimated_days, "estimated in part"),
        (month.edited_days, "corrected in part"),
    ]
    told = [f"{count} {'day' if count == 1 else 'days'} {what}" for count, what in parts if count]
    return "; ".join(told) or "actual"


def _day_note(day: DayProfile) -> str:
    if day.value is None:
        return "missing"
    parts = [
        (day.missing_count, "missing"),
        (day.estimated_count, "estimated"),
        (day.edited_count, "corrected"),
    ]
    return ", ".join(f"{count} of {day.interval_count} {what}" for count, what in parts if count) or "actual"
