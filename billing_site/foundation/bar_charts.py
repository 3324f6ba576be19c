"""Bars and stacked bars as plain geometry, for templates/components/bar_chart.html to draw as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from billing_site.foundation.chart_axes import (
    LABEL_ROOM,
    TOP_MARGIN,
    AxisLabel,
    DataRow,
    Scale,
    Tick,
    Value,
    axis_labels,
    axis_width,
    column,
    decimals_of,
    described,
    percent,
    pixels,
)

_GAP_SHARE: Final = 0.16
_SERIES_COLOURS: Final = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """A box: `x` and `width` in percent, `y` and `height` in pixels; `css_class` names its colour and kind."""

    x: str
    y: str
    width: str
    height: str
    css_class: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """What a layer of stacked bars is called, and its colour."""

    name: str
    css_class: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars on a baseline with their axes, and the same data as rows.

    `height` includes the room for the labels, which stand at `label_y`; the numbers of the upright axis take
    `axis_width` pixels. `bands` lie behind the bars over the whole height. The rows have a number for each of `series`, written with `decimals` decimals.
    """

    bars: tuple[Bar, ...]
    bands: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[AxisLabel, ...]
    rows: tuple[DataRow, ...]
    series: tuple[Series, ...]
    baseline: str
    height: int
    label_y: int
    axis_width: int
    decimals: int
    unit: str

    @property
    def is_linked(self) -> bool:
        """Whether a bar leads anywhere."""
        return any(bar.url for bar in self.bars)

    @property
    def has_notes(self) -> bool:
        """Whether the table needs a column for notes."""
        return any(row.note for row in self.rows)


def bar_chart(
    values: Sequence[Value],
    *,
    height: int = 120,
    classes: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    titles: Sequence[str] | None = None,
    notes: Sequence[str] | None = None,
    urls: Sequence[str] | None = None,
    bands: Sequence[str] | None = None,
    unit: str = "",
) -> BarChart:
    """One bar for each value, upwards from zero or, below it, downwards; None is a grey band: missing.

    `height` is that of the bars in pixels. The other sequences are as long as `values`: `classes` such as
    "c2 est"; `labels`, the texts beneath, of which so many are shown as have room; `titles`, what is told of
    each bar; `notes`, the last column of the table; `urls`, where each bar leads, "" for nowhere; `bands`, the
    class of what is shaded behind the bar, "" for nothing.
    """
    blank = [""] * len(values)
    names = labels or blank
    scale = Scale.over(values, height)
    rows = [
        DataRow(name, (value,), note, url)
        for name, value, note, url in zip(names, values, notes or blank, urls or blank, strict=True)
    ]
    bars = []
    for index, (row, css_class) in enumerate(zip(rows, classes or blank, strict=True)):
        title = titles[index] if titles else described(row.label, values[index], unit)
        bars.append(_bar(index, len(values), values[index], scale, css_class, title, row.url))
    return _chart(bars, scale, rows, [Series("", "")], unit, _bands(bands or blank, scale))


def stacked_bars(
    layers: Sequence[Sequence[Value]],
    *,
    names: Sequence[str],
    height: int = 120,
    classes: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    notes: Sequence[str] | None = None,
    urls: Sequence[str] | None = None,
    unit: str = "",
) -> BarChart:
    """A column for each place of the layers, the first layer at the bottom; all layers are of one length.

    `names` and `classes` have one for each layer; `labels`, `notes` and `urls` one for each column. What is
    below zero hangs from the baseline.
    """
    count = len(layers[0]) if layers else 0
    columns = [[layer[place] or Decimal(0) for layer in layers] for place in range(count)]
    ends = [sum(value for value in each if value > 0) for each in columns]
    ends += [sum(value for value in each if value < 0) for each in columns]
    scale = Scale.over(ends, height)
    colours = classes or [f"c{number % _SERIES_COLOURS + 1}" for number in range(len(layers))]
    series = [Series(name, css_class) for name, css_class in zip(names, colours, strict=True)]
    blank = [""] * count
    rows = [
        DataRow(label, tuple(layer[place] for layer in layers), note, url)
        for place, (label, note, url) in enumerate(
            zip(labels or blank, notes or blank, urls or blank, strict=True)
        )
    ]
    bars = [
        bar
        for place, row in enumerate(rows)
        for bar in _stack(place, count, columns[place], row, series, scale, unit)
    ]
    return _chart(bars, scale, rows, series, unit)


def _bar(index: int, count: int, value: Value, scale: Scale, css_class: str, title: str, url: str) -> Bar:
    if value is None:
        x, width = column(index, count)
        return Bar(x, pixels(TOP_MARGIN), width, pixels(scale.height), "missing", title, url)
    x, width = column(index, count, _GAP_SHARE)
    y, tall = scale.box(Decimal(0), Decimal(value))
    return Bar(x, y, width, tall, css_class, title, url)


def _bands(classes: Sequence[str], scale: Scale) -> tuple[Bar, ...]:
    """Neighbouring columns of one class are one band."""
    bands = []
    place = 0
    for css_class, group in groupby(classes):
        width = len(list(group))
        if css_class:
            x, _ = column(place, len(classes))
            share = percent(100 * width / len(classes))
            bands.append(Bar(x, pixels(TOP_MARGIN), share, pixels(scale.height), css_class, ""))
        place += width
    return tuple(bands)


def _stack(
    place: int,
    count: int,
    values: Sequence[Decimal | int],
    row: DataRow,
    series: Sequence[Series],
    scale: Scale,
    unit: str,
) -> list[Bar]:
    x, width = column(place, count, _GAP_SHARE)
    bars = []
    above = below = Decimal(0)
    for value, each in zip(values, series, strict=True):
        begin = above if value > 0 else below
        end = begin + value
        above, below = (end, below) if value > 0 else (above, end)
        if value:
            y, tall = scale.box(begin, end)
            title = described(f"{row.label} {each.name}".strip(), value, unit)
            bars.append(Bar(x, y, width, tall, each.css_class, title, row.url))
    return bars


def _chart(
    bars: Sequence[Bar],
    scale: Scale,
    rows: Sequence[DataRow],
    series: Sequence[Series],
    unit: str,
    bands: tuple[Bar, ...] = (),
) -> BarChart:
    ticks = scale.ticks()
    return BarChart(
        bars=tuple(bars),
        bands=bands,
        ticks=ticks,
        labels=axis_labels([row.label for row in rows]),
        rows=tuple(rows),
        series=tuple(series),
        baseline=pixels(scale.place(Decimal(0))),
        height=TOP_MARGIN + scale.height + LABEL_ROOM,
        label_y=TOP_MARGIN + scale.height + LABEL_ROOM - 5,
        axis_width=axis_width([f"{tick.value.normalize():,f}" for tick in ticks]),
        decimals=decimals_of(rows),
        unit=unit,
    )
