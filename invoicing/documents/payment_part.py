"""How to pay: what to do, where to, and the code that a banking app reads."""

from __future__ import annotations

from typing import Any, Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.barcode.qrencoder import QR8bitByte
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from invoicing.documents.letter import Section
from invoicing.documents.text_styles import MUTED, TEXT, WIDTH, paragraph, text_style
from invoicing.documents.typeface import REGULAR, SEMIBOLD, register_typeface

_CODE: Final = 32 * mm
_QUIET_MODULES: Final = 4  # as ISO/IEC 18004 demands
_LABELS: Final = 35 * mm
_HEADING: Final = text_style("payment heading", SEMIBOLD, 10.5, 14, TEXT)
_BODY: Final = text_style("payment", REGULAR, 9, 12.2, TEXT)
_LABEL: Final = text_style("payment label", REGULAR, 9, 12.2, MUTED)
_CAPTION: Final = text_style("payment caption", REGULAR, 7.2, 9.6, MUTED)
_CAPTION.alignment = 1
_BARE: Final = (
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)


def payment_part(section: Section, code: tuple[str, str] | None = None) -> Flowable:
    """The section, never torn apart by a page's end; beside it the code of a payload, with its caption."""
    register_typeface()
    width = WIDTH - _CODE - 4 * mm if code else WIDTH
    words: list[Any] = [paragraph(section.heading, _HEADING), Spacer(0, 1)]
    words += [paragraph(text, _BODY) for text in section.texts]
    if section.rows:
        rows = [[paragraph(label, _LABEL), paragraph(value, _BODY)] for label, value in section.rows]
        words += [
            Spacer(0, 3),
            Table(rows, (_LABELS, width - _LABELS), style=TableStyle(_BARE), hAlign="LEFT"),
        ]
    cells, widths = [words], [width]
    if code:
        payload, caption = code
        cells.append([_drawn(payload), Spacer(0, 1), paragraph(caption, _CAPTION)])
        widths = [WIDTH - _CODE, _CODE]
    return Table([cells], widths, style=TableStyle(_BARE), hAlign="LEFT", spaceBefore=10, spaceAfter=2)


def _drawn(payload: str) -> Drawing:
    """The payload as bytes in a QR code with error correction M: squares, no picture."""
    widget = QrCodeWidget(
        [QR8bitByte(payload.encode())],
        barLevel="M",
        barWidth=_CODE,
        barHeight=_CODE,
        barBorder=_QUIET_MODULES,
    )
    return Drawing(_CODE, _CODE, widget)
