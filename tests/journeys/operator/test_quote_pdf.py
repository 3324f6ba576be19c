"""`manage.py quote --format pdf`: a file and a plan in, a quote to hand over out, no database."""

import subprocess
import sys

import pytest
from pypdf import PdfReader

from tests.journeys.operator.test_quote import (
    EXAMPLES,
    JANUARY,
    ROOT,
    nem12_file,
    plan,
    quoted,
    usage,
)

__all__ = ["plan", "usage"]  # fixtures


def text_of(path):
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MULTIPLICATION SIGN}", "x")


def test_writes_the_quote_that_the_other_formats_tell(plan, usage, tmp_path):
    # 1,488 half-hours of 500 Wh are 744 kWh: 300 at 0.10 = 30.00; 444 at 0.1534 = 68.1096.
    target = tmp_path / "quote.pdf"
    options = ("--timezone", "Australia/Brisbane", "--format", "pdf", "--output", target)
    out, err = quoted("--plan", plan, "--usage", usage, *JANUARY, *options)
    assert (out, err) == (f"the quote is in {target}\n", "")
    text = text_of(target)
    assert "Total\n$98.11" in text
    assert "444 kWh of 744 kWh lie above 300 kWh; 444 kWh x 0.1534 = 68.1096, rounded to 68.11 USD" in text


def test_quotes_a_published_tariff_with_import_and_export(tmp_path):
    # The amounts are worked out in test_quote: 260.92 in all, 24.89 of it GST.
    usage = nem12_file(tmp_path, E1="0.5", B1="0.1")
    target = tmp_path / "quote.pdf"
    quoted(
        *("--plan", EXAMPLES / "au_residential_solar.json", "--usage", usage, *JANUARY),
        *("--timezone", "Australia/Brisbane", "--format", "pdf", "--output", target),
        *("--channel", "ELECTRICITY_IMPORT=E1,ELECTRICITY_EXPORT=B1"),
    )
    text = text_of(target)
    assert "Total\n$260.92" in text
    assert "10% of 248.92" in text
    assert "\N{MINUS SIGN}12.89" in text


@pytest.mark.parametrize("module", ["xhtml2pdf", "reportlab"])
def test_loads_the_pdf_libraries_for_pdf_only(module):
    code = (
        "import django, sys; django.setup(); import billing_site.management.commands.quote;"
        f" print({module!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "billing_site.settings.development", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "False\n"
