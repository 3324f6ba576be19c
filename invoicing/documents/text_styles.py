"""Colours, width and text styles of everything that is laid out natively."""

from __future__ import annotations

from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

TEXT, SECOND, MUTED = HexColor("#16202b"), HexColor("#43505f"), HexColor("#5a6775")
LINE, STRONG, ACCENT = HexColor("#d5dbe3"), HexColor("#7b8796"), HexColor("#0b5c9e")
WIDTH: Final = 165 * mm
"""Of the text on a page."""


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """The text as it is: nothing in it is markup."""
    return Paragraph(escape(text), style)


def text_style(name: str, font: str, size: float, leading: float, color: Any) -> ParagraphStyle:
    """A style of the typeface. ReportLab looks its font up when it is used, not here."""
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=leading, textColor=color, splitLongWords=1
    )
