"""The tables of a document, laid out natively: groups of lines with their explanations, and the sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from invoicing.documents.text_styles import (
    ACCENT,
    LINE,
    MUTED,
    SECOND,
    STRONG,
    TEXT,
    WIDTH,
    paragraph,
    text_style,
)
from invoicing.documents.typeface import REGULAR, SEMIBOLD, register_typeface

_TINTS: Final = tuple(HexColor(tint) for tint in ("#0b5c9e", "#5b98c9", "#a9cbe6", "#43505f", "#97a4b2"))
MOST_USAGE_PARTS: Final = len(_TINTS)
_COLUMNS: Final = (80 * mm, 31 * mm, 28 * mm, 26 * mm)
_SUM_COLUMNS: Final = (80 * mm, 28 * mm, 31 * mm, 26 * mm)
_GAP: Final = 4 * mm  # between what stands in two columns
_EXPLANATION_WIDTH: Final = 150 * mm
_TOTAL_LABEL_WIDTH: Final = 45 * mm


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is printed: `detail` says which part of the charge it is."""

    label: str
    detail: str
    quantity: str
    unit_price: str
    amount: str
    explanation: str


@dataclass(frozen=True, slots=True)
class UsagePart:
    """A part of the usage, from 0 to 1 of it, and what it is."""

    share: float
    caption: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The lines of one service point and plan; `facts` stand on the right, and may be empty as `subtotal`."""

    title: str
    place: str
    plan: str
    facts: tuple[str, str]
    lines: Sequence[PrintedLine]
    subtotal: tuple[str, str] = ("", "")
    usage: Sequence[UsagePart] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """What the lines come to: rows of label, how it is computed, and amount; then the total."""

    rows: Sequence[tuple[str, str, str]]
    total: tuple[str, str]


def group_tables(groups: Sequence[LineGroup], headings: tuple[str, str, str, str]) -> list[Flowable]:
    """One table per group; on every further page it starts with the group's name and the headings again."""
    register_typeface()
    return [_group_table(group, headings) for group in groups]


def sums_table(sums: Sums) -> Flowable:
    """The sums, their amounts under those of the lines, never torn apart by a page's end."""
    register_typeface()
    rows: list[list[Any]] = [
        ["", paragraph(label, _SUM_LABEL), paragraph(detail, _SUM_DETAIL), amount]
        for label, detail, amount in sums.rows
    ]
    label, amount = sums.total
    rows.append(["", _Text(label, _TOTAL_LABEL, _TOTAL_LABEL_WIDTH), "", amount])
    last = len(rows) - 1
    style = [
        *_PLAIN,
        ("FONT", (3, last), (3, last), SEMIBOLD, 12, 15),
        ("ALIGN", (3, 0), (3, -1), "RIGHT"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, last), (-1, last), 6),
        ("LINEABOVE", (1, last), (-1, last), 1, ACCENT),
        ("NOSPLIT", (0, 0), (-1, -1)),
    ]
    return Table(rows, _SUM_COLUMNS, style=TableStyle(style), hAlign="LEFT", spaceBefore=10, spaceAfter=4)


def _group_table(group: LineGroup, headings: tuple[str, str, str, str]) -> Table:
    rows: list[list[Any]] = [
        [_GroupHead(group), "", "", ""],
        list(headings),
        *([[_UsageBar(group.usage), "", "", ""]] if group.usage else []),
        *([_LineText(line), line.quantity, line.unit_price, line.amount] for line in group.lines),
    ]
    style = [
        *_PLAIN,
        ("FONT", (0, 1), (-1, 1), SEMIBOLD, 7.5, 10),
        ("TEXTCOLOR", (0, 1), (-1, 1), MUTED),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ("LINEBELOW", (0, 1), (-1, 1), 0.6, STRONG),
        ("LINEBELOW", (0, 2), (-1, -1), 0.4, LINE),
    ]
    if group.usage:
        style.append(("NOSPLIT", (0, 2), (-1, 3)))  # the bar says nothing without a line below it
    label, amount = group.subtotal
    if label:
        rows.append([_Text(label, _SUBTOTAL, sum(_COLUMNS[:-1]) - _GAP), "", "", amount])
        last = len(rows) - 1
        style += [
            ("FONT", (3, last), (3, last), SEMIBOLD, 9, 12),
            ("LINEBELOW", (0, last), (-1, last), 0.6, STRONG),
            ("NOSPLIT", (0, last - 1), (-1, last)),
        ]
    return Table(
        rows,
        _COLUMNS,
        style=TableStyle(style),
        repeatRows=2,
        hAlign="LEFT",
        spaceBefore=14,
        spaceAfter=2,
    )


class _Stack(Flowable):
    """Texts one below the other, each of a width of its own: it may reach over the columns to the right."""

    def __init__(self, *texts: tuple[Paragraph, float]) -> None:
        super().__init__()
        self._texts = texts
        self._heights: list[float] = []

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as the column, as high as all texts."""
        self._heights = [text.wrap(width, available_height)[1] for text, width in self._texts]
        return available_width, sum(self._heights)

    def draw(self) -> None:
        """From the top down."""
        y = sum(self._heights)
        for (text, _), height in zip(self._texts, self._heights, strict=True):
            y -= height
            text.drawOn(self.canv, 0, y)


class _UsageBar(Flowable):
    """How the usage falls into its parts: a bar of tints, and what each part is beneath it."""

    _BAR, _HEIGHT = 5.0, 21.0

    def __init__(self, parts: Sequence[UsagePart]) -> None:
        super().__init__()
        self._parts = parts

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As wide as the column it stands in, though it reaches over all of them."""
        return available_width, self._HEIGHT

    def draw(self) -> None:
        """The parts from left to right, the captions in columns of equal width."""
        canvas, x = self.canv, 0.0
        column = WIDTH / len(self._parts)
        for number, part in enumerate(self._parts):
            canvas.setFillColor(_TINTS[number])
            width = WIDTH * part.share
            canvas.rect(x, self._HEIGHT - self._BAR, max(width - 1, 0.3), self._BAR, stroke=0, fill=1)
            canvas.rect(number * column, 2, 5, 5, stroke=0, fill=1)
            canvas.setFillColor(SECOND)
            canvas.setFont(REGULAR, 7.2)
            canvas.drawString(number * column + 8, 2.3, part.caption)
            x += width


class _Text(_Stack):
    def __init__(self, text: str, style: ParagraphStyle, width: float) -> None:
        super().__init__((paragraph(text, style), width))


class _LineText(_Stack):
    def __init__(self, line: PrintedLine) -> None:
        label = escape(line.label)
        if line.detail:
            label += f' <font color="#5a6775">{escape(line.detail)}</font>'
        texts = [(Paragraph(label, _LABEL), _COLUMNS[0] - _GAP)]
        if line.explanation:
            texts.append((paragraph(line.explanation, _EXPLANATION), _EXPLANATION_WIDTH))
        super().__init__(*texts)


class _GroupHead(_Stack):
    """Name, place and plan on the left, two facts on the right."""

    def __init__(self, group: LineGroup) -> None:
        self._facts = group.facts
        width = _COLUMNS[0] + _COLUMNS[1]
        styles = ((group.title, _TITLE), (group.place, _PLACE), (group.plan, _PLACE))
        super().__init__(*((paragraph(text, style), width) for text, style in styles if text))

    def draw(self) -> None:
        """The facts stand on the lines of name and place."""
        super().draw()
        first, second = self._facts
        top = sum(self._heights)
        self.canv.setFillColor(TEXT)
        self.canv.setFont(SEMIBOLD, 10.5)
        self.canv.drawRightString(WIDTH, top - 10.5, first)
        self.canv.setFillColor(MUTED)
        self.canv.setFont(REGULAR, 8)
        self.canv.drawRightString(WIDTH, top - 22, second)


_LABEL: Final = text_style("label", REGULAR, 9, 12, TEXT)
_EXPLANATION: Final = text_style("explanation", REGULAR, 7.2, 9.6, MUTED)
_TITLE: Final = text_style("title", SEMIBOLD, 10.5, 14, TEXT)
_PLACE: Final = text_style("place", REGULAR, 8, 11, MUTED)
_SUBTOTAL: Final = text_style("subtotal", SEMIBOLD, 9, 12, TEXT)
_SUM_LABEL: Final = text_style("sum", REGULAR, 9, 12, TEXT)
_SUM_DETAIL: Final = ParagraphStyle("detail", text_style("", REGULAR, 8, 12, MUTED), alignment=2)
_TOTAL_LABEL: Final = text_style("total", SEMIBOLD, 12, 15, TEXT)
_PLAIN: Final = (
    ("FONT", (0, 0), (-1, -1), REGULAR, 9, 12),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TEXTCOLOR", (0, 0), (-1, -1), TEXT),
)
