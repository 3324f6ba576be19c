"""Heat maps as plain geometry, for templates/components/heat_map.html to draw as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from billing_site.foundation.chart_axes import (
    LABEL_ROOM,
    AxisLabel,
    DataRow,
    Value,
    axis_labels,
    axis_width,
    column,
    decimals_of,
    described,
)

SHADES: Final = 9


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A box: `x` and `width` in percent, `y` and `height` in pixels; its class is h0, the palest, to h8."""

    x: str
    y: str
    width: str
    height: str
    css_class: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of cells, the names of the rows to their left and of the columns beneath, and the data as rows.

    `height` includes the room for the labels, which stand at `label_y`; the names of the rows take
    `axis_width` pixels. `names` are those of all columns; numbers are written with `decimals` decimals.
    """

    cells: tuple[HeatCell, ...]
    row_labels: tuple[AxisLabel, ...]
    labels: tuple[AxisLabel, ...]
    rows: tuple[DataRow, ...]
    names: tuple[str, ...]
    height: int
    label_y: int
    axis_width: int
    decimals: int
    unit: str

    @property
    def is_linked(self) -> bool:
        """Whether a cell leads anywhere."""
        return any(cell.url for cell in self.cells)

    @property
    def outlined(self) -> tuple[HeatCell, ...]:
        """The chosen cells: their outline is drawn above the cells beside them."""
        return tuple(cell for cell in self.cells if "chosen" in cell.css_class.split())


def heat_map(
    matrix: Sequence[Sequence[Value]],
    *,
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    classes: Sequence[Sequence[str | None]] | None = None,
    titles: Sequence[Sequence[str]] | None = None,
    urls: Sequence[Sequence[str]] | None = None,
    cell_height: int = 18,
    unit: str = "",
) -> HeatMap:
    """A cell for each value, the darker the larger, from the least value of all to the largest; None is missing.

    Every row has a value for each of the column labels. `classes`, `titles` and `urls` have the shape of the
    matrix; with `classes` each cell has the class given instead of its shade, and none is drawn for None.
    """
    known = [Decimal(value) for row in matrix for value in row if value is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    cells = []
    for row, values in enumerate(matrix):
        for place, value in enumerate(values):
            css_class = classes[row][place] if classes else _shade(value, low, high)
            if css_class is None:
                continue
            x, width = column(place, len(column_labels))
            name = f"{row_labels[row]} {column_labels[place]}"
            title = titles[row][place] if titles else described(name, value, unit)
            y, url = str(row * cell_height), urls[row][place] if urls else ""
            cells.append(HeatCell(x, y, width, str(cell_height), css_class, title, url))
    rows = [DataRow(label, tuple(values)) for label, values in zip(row_labels, matrix, strict=True)]
    return HeatMap(
        cells=tuple(cells),
        row_labels=tuple(
            AxisLabel(str(row * cell_height + cell_height // 2 + 4), label)
            for row, label in enumerate(row_labels)
        ),
        labels=axis_labels(column_labels),
        rows=tuple(rows),
        names=tuple(column_labels),
        height=len(matrix) * cell_height + LABEL_ROOM,
        label_y=len(matrix) * cell_height + LABEL_ROOM - 5,
        axis_width=axis_width(row_labels),
        decimals=decimals_of(rows),
        unit=unit,
    )


def _shade(value: Value, low: Decimal, high: Decimal) -> str:
    if value is None:
        return "missing"
    if high == low:
        return f"h{SHADES // 2}" if value else "h0"
    return f"h{min(int((value - low) * SHADES / (high - low)), SHADES - 1)}"
