# ruff: noqa: RUF001 - dashes and times are printed
"""What a quote shows."""

from copy import deepcopy

import pytest

from invoicing.documents.quote_pdf import render_quote_pdf
from tests.integration.invoicing.documents.sample_documents import text_of

PACKAGES = {
    "rule": "package",
    "of": "total",
    "m": "API_CALLS",
    "q": "2500",
    "n": 31,
    "k": ["1000", "0", "up"],
    "p": "7",
    "r": [2, "half_up"],
}
QUOTE = {
    "plan": {
        "code": "API",
        "name": "Calls <by> the thousand",
        "currency": "EUR",
        "effective_from": "2026-01-01",
        "source": {"title": "Price list 7", "publisher": "Sunstone", "dated": "2025-12-01"},
        "content_hash": "ab" * 32,
    },
    "zone": "Europe/Berlin",
    "period": {"from": "2026-01-01", "to": "2026-02-01", "days": 31},
    "usage": [
        {
            "metric": "API_CALLS",
            "channels": ["C1"],
            "total": "2500",
            "unit": "call",
            "step_minutes": 60,
            "intervals": 744,
            "missing": 3,
        }
    ],
    "warnings": ["3 of 744 intervals have no reading; they count as nothing"],
    "lines": [
        {
            "charge_code": "CALLS",
            "label": "Calls",
            "kind": "CHARGE",
            "bucket": None,
            "tier": None,
            "tier_range": None,
            "quantity": "3",
            "unit": "package",
            "unit_price": "7",
            "exact_amount": "21",
            "amount": "21.00",
            "tax_code": "VAT",
            "explanation": "",
            "trace": PACKAGES,
        }
    ],
    "taxes": [{"code": "VAT", "label": "VAT", "percent": "19", "base": "21.00", "amount": "3.99"}],
    "net": "21.00",
    "tax": "3.99",
    "total": "24.99",
    "currency": "EUR",
}


@pytest.fixture(scope="module")
def text():
    return text_of(render_quote_pdf(deepcopy(QUOTE)))


def test_begins_with_the_total_and_the_period(text):
    assert "Quote\nCalls <by> the thousand · API\nTotal\n€24.99\nFor 31 days\n1–31 Jan 2026" in text


def test_explains_lines_in_the_unit_that_was_counted(text):
    assert (
        "2,500 call make packages of 1,000 call, and a package begun counts whole; 3 × 7 = 21.00 EUR" in text
    )
    assert "3 packages\n7.00\n21.00" in text


def test_tells_warnings_usage_and_where_the_prices_are_from(text):
    assert "Please note\n3 of 744 intervals have no reading; they count as nothing" in text
    assert "Api calls\n2,500 call from C1 · 744 intervals of 60 minutes · 3 missing" in text
    assert "Calls <by> the thousand (API), in force from 1 January 2026" in text
    assert "Price list 7, Sunstone, 2025-12-01" in text


def test_is_no_invoice_and_has_nobody_to_send_it_to(text):
    assert "It is not an invoice: nothing is due." in text
    assert "Account number" not in text
    assert "Page 1 of 1" in text
