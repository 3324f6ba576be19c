"""How to pay: what to do, where to, and the code that a banking app reads."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel
from reportlab.lib.colors import black
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
    words: list[Any] = [paragraph(section.heading, _HEADING), Spacer(0, 2)]
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
        cells.append([_Code(payload), Spacer(0, 1), paragraph(caption, _CAPTION)])
        widths = [WIDTH - _CODE, _CODE]
    return Table([cells], widths, style=TableStyle(_BARE), hAlign="LEFT", spaceBefore=10, spaceAfter=2)


class _Code(Flowable):
    """The payload as bytes in a QR code with error correction M: squares, no picture."""

    def __init__(self, payload: str) -> None:
        super().__init__()
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(QR8bitByte(payload.encode()))
        code.make()
        self._modules: list[list[bool]] = code.modules

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """With the quiet zone around it."""
        return _CODE, _CODE

    def draw(self) -> None:
        """Neighbouring modules of a row are one rectangle, so that no seam is seen between them."""
        size = _CODE / (len(self._modules) + 2 * _QUIET_MODULES)
        self.canv.setFillColor(black)
        for row, modules in enumerate(self._modules, start=1):
            column = _QUIET_MODULES
            for is_dark, run in groupby(map(bool, modules)):
                count = len(list(run))
                if is_dark:
                    y = _CODE - (row + _QUIET_MODULES) * size
                    self.canv.rect(column * size, y, count * size, size, stroke=0, fill=1)
                column += count
