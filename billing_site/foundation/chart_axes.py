"""What every chart has: a scale of round numbers, labels that have room, and its data as rows of a table.

What depends on the width is in percent and what depends on the height in pixels, so that a chart fits any
place and its texts keep their size. Places are text, written with a point in every language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from django.utils.translation import gettext as _

from billing_site.foundation.unit_symbols import unit_symbol
from billing_site.foundation.writing import active_locale, plain_number

Value = Decimal | int | None
"""A number to draw; None where there is none."""

TOP_MARGIN: Final = 8
LABEL_ROOM: Final = 20
_ROUND_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_INTERVALS: Final = 3
_EVERY: Final = (1, 2, 3, 4, 5, 6, 12, 24, 36, 48, 60, 120, 180)
_MOST_LABELS: Final = 9
_ALL_LABELS: Final = 12
_MOST_DECIMALS: Final = 6
_CHARACTER_WIDTH: Final = 6.6


@dataclass(frozen=True, slots=True)
class Tick:
    """A number of the upright axis and how far down its line is drawn."""

    y: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A text at `place`; `css_class` is "mid" when it stands around that place and not from there on."""

    place: str
    text: str
    css_class: str = ""


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row of the table that says the same as the chart; `note` tells what a class of its bar means."""

    label: str
    values: tuple[Value, ...]
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels: `top` is drawn at the top margin and `bottom` `height` pixels below it."""

    top: Decimal
    bottom: Decimal
    step: Decimal
    height: int

    @classmethod
    def over(cls, values: Sequence[Value], height: int) -> Scale:
        """The scale that holds zero and all values, and begins and ends at round numbers."""
        known = [Decimal(value) for value in values if value is not None]
        high, low = max([*known, Decimal(0)]), min([*known, Decimal(0)])
        step = _round_step((high - low) / _INTERVALS)
        top = (high / step).to_integral_value(ROUND_CEILING) * step
        bottom = (low / step).to_integral_value(ROUND_FLOOR) * step
        return cls(top if high or low else step, bottom, step, height)

    def place(self, value: Decimal) -> float:
        """How far down the value is drawn, in pixels."""
        return TOP_MARGIN + float((self.top - value) / (self.top - self.bottom)) * self.height

    def box(self, one: Decimal, other: Decimal) -> tuple[str, str]:
        """Where the box between two values begins and how tall it is."""
        upper, lower = self.place(max(one, other)), self.place(min(one, other))
        return pixels(upper), pixels(lower - upper)

    def ticks(self) -> tuple[Tick, ...]:
        """The round numbers from bottom to top."""
        values = [
            self.bottom + self.step * number
            for number in range(int((self.top - self.bottom) / self.step) + 1)
        ]
        return tuple(Tick(pixels(self.place(value)), value) for value in values)


def column(index: int, count: int, gap_share: float = 0.0) -> tuple[str, str]:
    """Where a column of many begins and how wide it is, but for a share of it left free."""
    room = 100 / count
    return percent(room * (index + gap_share / 2)), percent(room * (1 - gap_share))


def axis_labels(labels: Sequence[str]) -> tuple[AxisLabel, ...]:
    """As many of the labels as have room, evenly; of many narrow columns they begin where the column does."""
    count = len(labels)
    every = 1
    if count > _ALL_LABELS:
        every = next((step for step in _EVERY if -(-count // step) <= _MOST_LABELS), count)
    if every < _EVERY[5]:
        return tuple(
            AxisLabel(percent(100 * (index + 0.5) / count), labels[index], "mid")
            for index in range(0, count, every)
        )
    return tuple(AxisLabel(percent(100 * index / count), labels[index]) for index in range(0, count, every))


def axis_width(texts: Sequence[str]) -> int:
    """How many pixels the longest of the texts takes beside the chart."""
    return round(max(map(len, texts), default=0) * _CHARACTER_WIDTH) + 8


def decimals_of(rows: Sequence[DataRow]) -> int:
    """How many decimals the numbers of the rows need to be written alike."""
    exponents = [
        Decimal(value).as_tuple().exponent for row in rows for value in row.values if value is not None
    ]
    return min(max([0, *(-power for power in exponents if isinstance(power, int))]), _MOST_DECIMALS)


def described(place: str, value: Value, unit: str) -> str:
    """What is told of a value that nothing else is said of."""
    text = (
        _("missing")
        if value is None
        else f"{plain_number(value, active_locale())} {unit_symbol(unit)}".strip()
    )
    return f"{place}: {text}" if place else text


def percent(number: float) -> str:
    """Such as "12.5%"."""
    return f"{number:.3f}%"


def pixels(number: float) -> str:
    """Such as "12.5"."""
    return f"{number:.1f}"


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below `least`; 1 for nothing."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(10) ** least.adjusted()
    return next(step * power for step in _ROUND_STEPS if step * power >= least)
