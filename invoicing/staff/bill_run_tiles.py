"""The figures of a bill run beside those of the run before, and the changes as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from billing_site.foundation.bar_charts import BarChart, bar_chart
from billing_site.foundation.unit_symbols import unit_symbol
from invoicing.queries.bill_run_changes import BINS, REACH, RunChanges
from invoicing.queries.bill_run_figures import BilledAmounts, BilledUsage, RunFigures

_LARGE_UNITS: Final = {"kWh": (("GWh", 1_000_000), ("MWh", 1_000))}
_METRICS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class AmountTile:
    """What is billed in one currency, and the changes since the run before (None without one)."""

    now: BilledAmounts
    change: Decimal | None
    average_change: Decimal | None


@dataclass(frozen=True, slots=True)
class UsageTile:
    """Usage in a unit of a readable size, with its change."""

    name: str
    quantity: Decimal
    unit: str
    decimals: int
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class RunTiles:
    """What the page shows large; the estimated share is a percentage, and its change is in points of it.

    Where the two runs are for different numbers of days, changes of money and usage are those of an average day.
    """

    amounts: tuple[AmountTile, ...]
    usage: tuple[UsageTile, ...]
    bills: int
    bills_change: int | None
    estimated_percent: Decimal | None
    estimated_points: Decimal | None
    days: int
    days_before: int | None

    @property
    def is_per_day(self) -> bool:
        """Whether changes are a day's."""
        return self.days_before is not None and self.days_before != self.days


def run_tiles(
    now: RunFigures, before: RunFigures | None, days: int, days_before: int | None = None
) -> RunTiles:
    """The figures of a run of so many days beside those of the one before."""
    longer = Decimal(days) / days_before if days_before else Decimal(1)
    return RunTiles(
        days=days,
        days_before=days_before,
        amounts=tuple(
            _amounts(one, before.of_currency(one.currency) if before else None, longer) for one in now.amounts
        ),
        usage=tuple(_usage(one, before, longer) for one in now.usage[:_METRICS_SHOWN]),
        bills=now.bills,
        bills_change=now.bills - before.bills if before and before.bills else None,
        estimated_percent=None if now.estimated_share is None else 100 * now.estimated_share,
        estimated_points=_points(now, before),
    )


def changes_chart(changes: RunChanges) -> BarChart:
    """The histogram of the changes; its first and last bars hold all that lies beyond."""
    width = 2 * REACH / BINS
    edges = [-REACH + width * number for number in range(BINS + 1)]
    spans = [f"more than {_percent(edges[0])}"]
    spans += [f"{_percent(low)} to {_percent(high)}" for low, high in pairwise(edges)]
    spans.append(f"more than {_percent(edges[-1])}")
    labels = ["less", *(_percent(edge) for edge in edges[:-1]), "more"]
    return bar_chart(
        changes.counts,
        height=96,
        labels=labels,
        titles=[f"{span}: {count:,}" for span, count in zip(spans, changes.counts, strict=True)],
        classes=["c2", *["c1"] * BINS, "c2"],
        unit="bills",
    )


def _amounts(now: BilledAmounts, before: BilledAmounts | None, longer: Decimal) -> AmountTile:
    if before is None:
        return AmountTile(now, None, None)
    return AmountTile(
        now, _ratio(now.total, before.total * longer), _ratio(now.average, before.average * longer)
    )


def _usage(now: BilledUsage, figures: RunFigures | None, longer: Decimal) -> UsageTile:
    before = figures.of_metric(now.metric, now.unit) if figures else None
    unit, size = next(
        ((unit, size) for unit, size in _LARGE_UNITS.get(now.unit, ()) if abs(now.quantity) >= 10 * size),
        (now.unit, 1),
    )
    return UsageTile(
        name=now.metric.replace("_", " ").capitalize(),
        quantity=now.quantity / size,
        unit=unit_symbol(unit),
        decimals=0 if abs(now.quantity) >= 1_000 * size else 2,
        change=_ratio(now.quantity, before.quantity * longer) if before else None,
    )


def _points(now: RunFigures, before: RunFigures | None) -> Decimal | None:
    if before is None or now.estimated_share is None or before.estimated_share is None:
        return None
    # Adding zero makes a plain one of a negative one.
    return round(100 * (now.estimated_share - before.estimated_share), 2) + 0


def _ratio(now: Decimal, before: Decimal) -> Decimal | None:
    return now / before - 1 if before > 0 else None


def _percent(share: Decimal) -> str:
    return f"{100 * share:+.0f} %".replace("-", "\N{MINUS SIGN}").replace("+0 %", "0 %")
