"""The page around every document: what it embeds, what it refuses to fetch, and how it counts."""

import socket
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.platypus import PageBreak, Spacer

from invoicing.document_values import MonthOfUsage, UsageHistory
from invoicing.documents.invoice_pdf import render_invoice_pdf
from invoicing.documents.letter import Letter, render_letter
from tests.integration.invoicing.documents.sample_documents import (
    JANUARY,
    SELLER,
    invoice_document,
    pages_of,
    text_of,
)

PAGE = (
    "<html><head><style>@page { size: a4; @frame body { left: 2cm; top: 2cm; width: 15cm; height: 20cm; } }"
)


@pytest.fixture
def rendered(tmp_path, settings):
    """Render a template that a test writes."""
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False}
    settings.TEMPLATES = [engine]

    def render(body, style="", **changes):
        (tmp_path / "letter.html").write_text(f"{PAGE}{style}</style></head><body>{body}</body></html>")
        letter = {
            "template": "letter.html",
            "words": {},
            "title": "A letter",
            "author": "Sunstone",
            "dated": date(2026, 2, 3),
            "language": "en",
            "page_text": "Page {page} of {pages}",
        }
        return render_letter(Letter(**{**letter, **changes}))

    return render


def test_puts_native_blocks_where_the_template_names_them(rendered):
    # The tag hooks into xhtml2pdf's private tag table: this is the test that watches it.
    blocks = {"break": [Spacer(1, 1), PageBreak()]}
    pages = pages_of(rendered('<p>before</p><pdf:block name="break"></pdf:block><p>after</p>', blocks=blocks))
    assert [page.split() for page in pages] == [
        ["before", "Page", "1", "of", "2"],
        ["after", "Page", "2", "of", "2"],
    ]


def test_fetches_nothing_from_anywhere(rendered, tmp_path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "inside.png")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        pdf = rendered(
            f'<p>text</p><img src="http://127.0.0.1:{port}/a.png"><img src="file://{tmp_path}/inside.png">'
            f'<img src="{tmp_path}/inside.png"><pdf:insertpdf src="http://127.0.0.1:{port}/b.pdf">',
            style=f'@font-face {{ font-family: F; src: url("http://127.0.0.1:{port}/f.ttf"); }}',
        )
        with pytest.raises(TimeoutError):
            listener.accept()
    assert "text" in text_of(pdf)
    assert not [image for page in PdfReader(BytesIO(pdf)).pages for image in page.images]


def test_embeds_every_font_it_names():
    usage = UsageHistory(1, "Water", "m3", tuple(MonthOfUsage(day, Decimal(2)) for day in JANUARY))
    seller = replace(SELLER, bank_account="DE02120300000000202051")
    document = invoice_document(currency="EUR", usage=(usage,))
    document = replace(document, parties=replace(document.parties, seller=seller))
    fonts = {}
    for page in PdfReader(BytesIO(render_invoice_pdf(document))).pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()
            fonts[described["/BaseFont"].split("+")[-1]] = "/FontFile2" in described["/FontDescriptor"]
    assert fonts == {"IBMPlexSans": True, "IBMPlexSans-SmBld": True}


def test_tells_readers_title_author_language_and_date():
    reader = PdfReader(BytesIO(render_invoice_pdf(invoice_document(language="de"))))
    assert reader.metadata.title == "Rechnung INV-2026-000123"
    assert reader.metadata.author == "Sunstone Energy & Utilities"
    assert reader.metadata.creation_date.date() == date(2026, 2, 3)
    assert reader.trailer["/Root"]["/Lang"] == "de"
