"""`manage.py audit_books`."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.integration.invoicing.queries.book_audit.broken_books import break_books, keep_books

pytestmark = pytest.mark.django_db


def audit(*arguments) -> tuple[list[str], object]:
    out = StringIO()
    code: object = 0
    try:
        call_command("audit_books", *arguments, stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return out.getvalue().splitlines(), code


def test_tells_each_sentence_and_that_the_ledger_balances():
    keep_books()
    told, code = audit()
    assert code == 0
    assert told[-1] == "ledger balanced"
    assert all(line.startswith("ok  ") for line in told[:-1])
    assert len(told) > 20


def test_tells_what_is_broken_in_plain_words_and_fails():
    keep_books()
    break_books("UPDATE invoicing_invoice SET number = 'INV-2026-2' WHERE id = {second}")
    told, code = audit()
    assert code == 1
    place = told.index("NO  Each number is printed as series, year and sequence number say.")
    assert told[place + 1] == "    INV-2026-2 should be INV-2026-000002"
    assert told[-2].endswith("of 30 statements about the books do not hold")
    assert told[-1] == "ledger balanced"


def test_says_when_the_ledger_does_not_balance():
    keep_books()
    break_books("UPDATE invoicing_ledgerentry SET amount = amount + 1")
    told, code = audit()
    assert (code, told[-1]) == (1, "the ledger is NOT balanced")


def test_counts_what_it_does_not_show():
    keep_books()
    break_books("UPDATE invoicing_invoiceline SET trace = jsonb_set(trace, '{{p}}', '\"9\"')")
    told, _ = audit()
    assert "    and 3 more" in told


def test_writes_json():
    keep_books()
    told, code = audit("--json")
    facts = json.loads("\n".join(told))
    assert (code, facts["holds"], facts["ledger_balanced"]) == (0, True, True)
    assert facts["invariants"][0] == {
        "code": "I1",
        "sentence": "Every line of a finalized invoice that is not credited lies in a period the invoice has billed.",
        "violation_count": 0,
        "examples": [],
        "holds": True,
    }


def test_fails_in_json_too():
    keep_books()
    break_books("UPDATE invoicing_ledgerentry SET amount = amount + 1 WHERE book = 'TAX'")
    told, code = audit("--json")
    facts = json.loads("\n".join(told))
    assert (code, facts["holds"], facts["ledger_balanced"]) == (1, False, False)
