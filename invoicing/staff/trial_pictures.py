"""What a trial tells, as charts and rows of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from billing_site.foundation.bar_charts import BarChart, bar_chart
from billing_site.foundation.two_way_bars import TwoWayBar, two_way_bars
from billing_site.foundation.writing import active_locale, long_month
from invoicing.queries.plan_trials import MonthSum
from invoicing.trials.compared_months import ComparedMonth
from invoicing.trials.effect_statistics import EffectSum, Histogram
from invoicing.trials.trial_summary import SegmentSums

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment by name with its sums, and its change as a bar."""

    name: str
    sums: EffectSum
    bar: TwoWayBar


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month with both amounts without tax, None where it could not be rated, and why."""

    name: str
    key: str
    old: Decimal | None
    new: Decimal | None
    change: Decimal | None
    bar: TwoWayBar | None
    reason: str = ""


def histogram_chart(found: Histogram, unit: str) -> BarChart:
    """The histogram as bars: those of a decrease in another colour, the ends for what lies beyond."""
    edges = found.edges
    spans = [f"{_signed(low)} to {_signed(high)} {unit}" for low, high in pairwise(edges)]
    counts = list(found.counts)
    classes = ["c3" if high <= 0 else "c1" for high in edges[1:]]
    labels = [_signed(edge) for edge in edges[:-1]]
    if found.below:
        spans, counts = [f"below {_signed(edges[0])} {unit}", *spans], [found.below, *counts]
        classes, labels = ["c3", *classes], ["less", *labels]
    if found.beyond:
        spans, counts = [*spans, f"{_signed(edges[-1])} {unit} and more"], [*counts, found.beyond]
        classes, labels = [*classes, "c1"], [*labels, "more"]
    return bar_chart(
        counts,
        height=120,
        labels=labels,
        titles=[f"{span}: {count:,}" for span, count in zip(spans, counts, strict=True)],
        classes=classes,
        unit="accounts",
    )


def segment_rows(sums: SegmentSums, names: Mapping[int | None, str]) -> list[SegmentRow]:
    """The segments as rows, in their order."""
    bars = two_way_bars([one.change for _, one in sums])
    return [SegmentRow(names[key], one, bar) for (key, one), bar in zip(sums, bars, strict=True)]


def band_names(bounds: Sequence[Decimal], unit: str) -> dict[int | None, str]:
    """What the bands of usage are called, by number; None is that of accounts without usage."""
    texts = [f"{bound:,.0f}" for bound in bounds]
    names: dict[int | None, str] = {None: "nothing counted"}
    if texts:
        names[0] = f"up to {texts[0]} {unit}"
        names |= {
            number: f"{low} to {high} {unit}" for number, (low, high) in enumerate(pairwise(texts), start=1)
        }
        names[len(texts)] = f"above {texts[-1]} {unit}"
    return names


def month_sum_rows(sums: Sequence[MonthSum]) -> list[MonthRow]:
    """The months of all accounts as rows."""
    bars = two_way_bars([one.change for one in sums])
    return [
        MonthRow(
            long_month(one.month, active_locale()), f"{one.month:%Y-%m}", one.old, one.new, one.change, bar
        )
        for one, bar in zip(sums, bars, strict=True)
    ]


def compared_month_rows(months: Sequence[ComparedMonth]) -> list[MonthRow]:
    """The months of one account or place as rows."""
    changes = [
        month.amounts.new_net - month.amounts.old_net if month.amounts else Decimal(0) for month in months
    ]
    return [
        MonthRow(
            long_month(month.month.from_date, active_locale()),
            f"{month.month.from_date:%Y-%m}",
            month.amounts.old_net if month.amounts else None,
            month.amounts.new_net if month.amounts else None,
            change if month.amounts else None,
            bar if month.amounts else None,
            month.reason,
        )
        for month, change, bar in zip(months, changes, two_way_bars(changes), strict=True)
    ]


def _signed(value: Decimal) -> str:
    text = f"{abs(value.normalize()):,f}"
    if not value:
        return "0"
    return f"+{text}" if value > 0 else f"{_MINUS}{text}"
