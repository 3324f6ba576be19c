"""A letter as PDF: an HTML template for the page, native blocks for what is long, and page x of y.

The template is the operator's to edit; a table of many rows in it takes xhtml2pdf seconds, so the template only
says where such a block stands (`<pdf:block name="lines"></pdf:block>`) and ReportLab lays it out itself.
`<pdf:block>` hooks into xhtml2pdf's tag table, which is private: the version is pinned and a test watches it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from threading import Lock
from typing import Any, Final

import xhtml2pdf.parser
from django.template.loader import render_to_string
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus.flowables import Flowable
from xhtml2pdf.builders.printmarks import MarkedCanvas
from xhtml2pdf.config.resources import ResourceAccessPolicy, render_budget, use_policy
from xhtml2pdf.context import pisaContext
from xhtml2pdf.default import DEFAULT_PAGE_NAME, STRING, TAGS
from xhtml2pdf.document import pisaStory
from xhtml2pdf.files import cleanFiles
from xhtml2pdf.tags import pisaTag
from xhtml2pdf.util import reset_caches
from xhtml2pdf.xhtml2pdf_reportlab import PmlBaseDoc

from invoicing.documents.typeface import REGULAR, SEMIBOLD, register_typeface

# A document needs nothing but itself: no address is fetched, no file is opened, and every limit is on.
_POLICY: Final = ResourceAccessPolicy.server(
    base_dir=None, allow_remote=False, max_resources=0, max_render_seconds=60
)
_FOLD_MARKS: Final = (
    105 * mm,
    148.5 * mm,
    210 * mm,
)  # DIN 5008, form B: folds and the hole punch, from the top
_MUTED, _HAIRLINE, _PALE = HexColor("#5a6775"), HexColor("#7b8796"), HexColor("#e6eaef")
# xhtml2pdf and ReportLab keep what they are doing in module globals: one document at a time in a process.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, and rows of label and value below them."""

    heading: str
    texts: Sequence[str]
    rows: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter is made of: `blocks` are laid out where the template names them.

    `dated` is the file's date, not a printed one. `page_text` has the fields page and pages. A `watermark` stands behind the text of every page.
    """

    template: str
    words: Mapping[str, Any]
    title: str
    author: str
    dated: date
    language: str
    page_text: str
    blocks: Mapping[str, Sequence[Flowable]] = field(default_factory=dict)
    watermark: str = ""
    fold_marks: bool = True


def render_letter(letter: Letter) -> bytes:
    """The letter as PDF: the same bytes for the same letter."""
    register_typeface()
    html = render_to_string(letter.template, {**letter.words, "language": letter.language})
    out = BytesIO()
    with _one_at_a_time, use_policy(_POLICY), render_budget(_POLICY):
        try:
            context = _Context(letter.blocks)
            pisaStory(html, context=context, resource_policy=_POLICY)
            _document(out, letter, context).build(context.story)
        finally:
            cleanFiles()
            reset_caches()
    return out.getvalue()


class _Context(pisaContext):
    """What the parser fills, with our typeface and our blocks."""

    def __init__(self, blocks: Mapping[str, Sequence[Flowable]]) -> None:
        super().__init__("")
        self.blocks = blocks
        for name in (REGULAR, SEMIBOLD):
            self.registerFont(name)


class _BlockTag(pisaTag):
    def start(self, context: _Context) -> None:
        context.addPara()
        for flowable in context.blocks[self.attr["name"]]:
            context.addStory(flowable)


# The parser finds the class of a tag by its name in its own globals.
xhtml2pdf.parser.pisaTagPDFBLOCK = _BlockTag
TAGS["pdfblock"] = (1, {"name": (STRING, "")})


class _Canvas(MarkedCanvas):
    """Holds all pages back until it is known how many there are."""

    page_text: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages and write them."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            # At the right end of the foot's first line.
            self.setFillColor(_MUTED)
            self.setFont(REGULAR, 7.5)
            text = self.page_text.format(page=number, pages=len(self._pages))
            self.drawRightString(190 * mm, 18.9 * mm, text)
            super().showPage()
        super().save()


class _Document(PmlBaseDoc):
    letter: Letter

    def _makeCanvas(self, filename: Any = None, canvasmaker: Any = None) -> _Canvas:
        canvas: _Canvas = super()._makeCanvas(filename, _Canvas)
        canvas.page_text = self.letter.page_text
        canvas.setDateFormatter(lambda *_: f"D:{self.letter.dated:%Y%m%d}000000Z")
        return canvas

    def beforePage(self) -> None:
        """What lies behind the text: marks at the edge of the first page, and the watermark."""
        super().beforePage()
        canvas = self.canv
        canvas.saveState()
        _, height = self.pagesize
        if self.page == 1 and self.letter.fold_marks:
            canvas.setStrokeColor(_HAIRLINE)
            canvas.setLineWidth(0.3)
            for distance in _FOLD_MARKS:
                canvas.line(4 * mm, height - distance, 8 * mm, height - distance)
        if self.letter.watermark:
            canvas.translate(105 * mm, height / 2)
            canvas.rotate(52)
            canvas.setFillColor(_PALE)
            canvas.setFont(SEMIBOLD, 92)
            canvas.drawCentredString(0, -30, self.letter.watermark)
        canvas.restoreState()


def _document(out: BytesIO, letter: Letter, context: _Context) -> _Document:
    document = _Document(
        out,
        pagesize=context.pageSize,
        title=letter.title,
        author=letter.author,
        lang=letter.language,
        subject=letter.title,
        creator=letter.author,
        initialFontName=REGULAR,
        invariant=1,
    )
    document.letter = letter
    templates = context.templateList
    first = templates.pop(DEFAULT_PAGE_NAME)
    document.addPageTemplates([first, *templates.values()])
    document.pisaPositioned = context.positioned
    return document
