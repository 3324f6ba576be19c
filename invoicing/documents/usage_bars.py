"""What was used in the last months, as bars: this month, beside it the same month of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from invoicing.documents.text_styles import ACCENT, MUTED, SECOND, STRONG, TEXT, WIDTH
from invoicing.documents.typeface import REGULAR, SEMIBOLD, register_typeface

MONTHS_SHOWN: Final = 13
_GAP: Final = 7 * mm
_CHART: Final = (WIDTH - _GAP) / 2
_SLOT: Final = _CHART / MONTHS_SHOWN
_BAR: Final = 0.62 * _SLOT
_HIGHEST: Final = 34.0
_TITLE, _VALUES, _MONTHS, _SENTENCE = 15.0, 9.0, 17.0, 11.0
_HEIGHT: Final = _TITLE + _VALUES + _HIGHEST + _MONTHS + _SENTENCE
_BETWEEN_ROWS: Final = 10.0
_OTHER: Final = HexColor("#c3cdd8")


@dataclass(frozen=True, slots=True)
class UsageBar:
    """A month: its name and, where it is the first to say so, its year; `quantity` is None where nothing is known.

    `value` is printed above the bar, and may be empty.
    """

    month: str
    year: str
    quantity: Decimal | None
    value: str = ""


@dataclass(frozen=True, slots=True)
class UsageChart:
    """At most 13 bars, the last of them this month's; the first of 13 is the same month of the year before."""

    title: str
    unit: str
    bars: Sequence[UsageBar]
    sentence: str


def usage_part(heading: str, charts: Sequence[UsageChart]) -> list[Flowable]:
    """The heading and the charts, two beside each other; nothing where there are none."""
    register_typeface()
    rows = [charts[start : start + 2] for start in range(0, len(charts), 2)]
    return [_Row(row, "" if number else heading) for number, row in enumerate(rows)]


class _Row(Flowable):
    """Two charts side by side; the first row bears the heading, so that no page's end comes between."""

    def __init__(self, charts: Sequence[UsageChart], heading: str) -> None:
        super().__init__()
        self._charts, self._heading = charts, heading
        self.spaceBefore = 14 if heading else _BETWEEN_ROWS

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as the page's text."""
        return WIDTH, _HEIGHT + (18 if self._heading else 0)

    def draw(self) -> None:
        """The heading, and below it the charts from the left."""
        if self._heading:
            self.canv.setFillColor(TEXT)
            self.canv.setFont(SEMIBOLD, 10.5)
            self.canv.drawString(0, _HEIGHT + 7, self._heading)
        for number, chart in enumerate(self._charts):
            self.canv.saveState()
            self.canv.translate(number * (_CHART + _GAP), 0)
            self._draw_chart(chart)
            self.canv.restoreState()

    def _draw_chart(self, chart: UsageChart) -> None:
        canvas = self.canv
        canvas.setFont(SEMIBOLD, 8)
        canvas.setFillColor(TEXT)
        canvas.drawString(0, _HEIGHT - 8, _fitting(chart.title, SEMIBOLD, 8, _CHART - 30))
        canvas.setFont(REGULAR, 7.2)
        canvas.setFillColor(MUTED)
        canvas.drawRightString(_CHART, _HEIGHT - 8, chart.unit)
        canvas.drawString(0, 2, chart.sentence)
        known = [float(bar.quantity) for bar in chart.bars if bar.quantity is not None]
        lowest, highest = min(0.0, *known), max(0.0, *known)
        scale = _HIGHEST / (highest - lowest)
        zero = _SENTENCE + _MONTHS - lowest * scale
        for slot, bar in enumerate(chart.bars):
            self._draw_bar(slot, bar, zero, scale, chart)
        canvas.setStrokeColor(STRONG)
        canvas.setLineWidth(0.5)
        canvas.line(0, zero, len(chart.bars) * _SLOT, zero)

    def _draw_bar(self, slot: int, bar: UsageBar, zero: float, scale: float, chart: UsageChart) -> None:
        canvas, middle = self.canv, (slot + 0.5) * _SLOT
        is_now = slot == len(chart.bars) - 1
        is_year_before = slot == len(chart.bars) - MONTHS_SHOWN
        canvas.setFillColor(TEXT if is_now else SECOND)
        canvas.setFont(SEMIBOLD if is_now else REGULAR, 6)
        canvas.drawCentredString(middle, _SENTENCE + _MONTHS - 7.5, bar.month)
        canvas.drawCentredString(middle, _SENTENCE + _MONTHS - 14, bar.year)
        if bar.quantity is None:
            return
        height = float(bar.quantity) * scale
        canvas.setLineWidth(0.8)
        canvas.setStrokeColor(ACCENT)
        # Told apart without colour too: dark, outlined, pale.
        canvas.setFillColor(ACCENT if is_now else white if is_year_before else _OTHER)
        canvas.rect(middle - _BAR / 2, zero, _BAR, height, stroke=int(is_year_before), fill=1)
        canvas.setFillColor(TEXT)
        canvas.setFont(SEMIBOLD if is_now else REGULAR, 6.8)
        width = stringWidth(bar.value, SEMIBOLD, 6.8)
        left = min(max(middle - width / 2, 0), _CHART - width)
        canvas.drawString(left, zero + max(height, 0) + 2.5, bar.value)


def _fitting(text: str, font: str, size: float, width: float) -> str:
    """The text, or as much of it as there is room for."""
    if stringWidth(text, font, size) <= width:
        return text
    shorter = (text[:length].rstrip() + "…" for length in range(len(text), 0, -1))
    return next((one for one in shorter if stringWidth(one, font, size) <= width), "")
