"""The typeface of all documents, IBM Plex Sans, registered once per process and embedded in every PDF."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus.tables import CellStyle

REGULAR: Final = "IBMPlexSans-Regular"
SEMIBOLD: Final = "IBMPlexSans-SemiBold"


@cache
def register_typeface() -> None:
    """Make the typeface known to ReportLab; bold is the semi-bold face, and nothing is ever italic."""
    for name in (REGULAR, SEMIBOLD):
        pdfmetrics.registerFont(TTFont(name, settings.BASE_DIR / "static" / "fonts" / f"{name}.ttf"))
    # A table's cell names a font even where a paragraph stands in it: let it not be one that is not embedded.
    CellStyle.fontname = REGULAR
    for italic in (0, 1):
        addMapping(REGULAR, 0, italic, REGULAR)
        addMapping(REGULAR, 1, italic, SEMIBOLD)
        addMapping(SEMIBOLD, 0, italic, SEMIBOLD)
        addMapping(SEMIBOLD, 1, italic, SEMIBOLD)
