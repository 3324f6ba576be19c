"""`manage.py invoice_pdf`."""

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from tests.factories.invoicing import finalized_invoice

pytestmark = pytest.mark.django_db


def test_writes_the_invoice_to_the_file(tmp_path):
    invoice = finalized_invoice()
    target = tmp_path / "invoice.pdf"
    call_command("invoice_pdf", invoice.number, "--output", str(target))
    (page,) = PdfReader(target).pages
    text = page.extract_text()
    assert f"Invoice {invoice.number}" in text
    assert "Amount due\n£151.57" in text


def test_says_which_number_it_does_not_know(tmp_path):
    with pytest.raises(CommandError, match="there is no invoice INV-2026-999999"):
        call_command("invoice_pdf", "INV-2026-999999", "--output", str(tmp_path / "none.pdf"))
    assert not list(tmp_path.iterdir())


def test_says_where_it_cannot_write(tmp_path):
    invoice = finalized_invoice()
    target = tmp_path / "missing" / "invoice.pdf"
    with pytest.raises(CommandError, match=r"invoice\.pdf cannot be written: No such file or directory"):
        call_command("invoice_pdf", invoice.number, "--output", str(target))
