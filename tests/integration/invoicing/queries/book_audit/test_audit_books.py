"""Every statement about the books is seen to be broken when it is."""

import pytest

from invoicing.queries.book_audit import audit_books
from invoicing.queries.book_audit.invariants import EXAMPLES_SHOWN
from tests.factories.billing import drafted_run, supplied_account
from tests.integration.invoicing.queries.book_audit.billing_breakages import BILLING_BREAKAGES
from tests.integration.invoicing.queries.book_audit.broken_books import break_books, keep_books
from tests.integration.invoicing.queries.book_audit.ledger_breakages import LEDGER_BREAKAGES

pytestmark = pytest.mark.django_db
BREAKAGES = BILLING_BREAKAGES + LEDGER_BREAKAGES


@pytest.mark.parametrize(("sentence", "statements", "told"), BREAKAGES)
def test_tells_what_is_broken(sentence, statements, told):
    keep_books()
    break_books(*statements)
    (audited,) = (one for one in audit_books() if one.sentence.startswith(sentence))
    assert not audited.holds
    assert audited.violation_count >= 1
    assert any(told in example for example in audited.examples), audited.examples


def test_finds_nothing_in_books_that_are_right():
    keep_books()
    assert [one for one in audit_books() if not one.holds] == []


def test_finds_nothing_in_empty_books_nor_in_drafts():
    assert [one for one in audit_books() if not one.holds] == []
    supplied_account()
    supplied_account(holes=[3])
    drafted_run()
    assert [one for one in audit_books() if not one.holds] == []


def test_every_statement_is_broken_by_a_test():
    broken = {sentence for sentence, *_ in BREAKAGES}
    for audited in audit_books():
        assert any(audited.sentence.startswith(sentence) for sentence in broken), audited.sentence


def test_counts_all_violations_and_shows_a_few():
    keep_books()
    break_books("UPDATE invoicing_invoiceline SET trace = jsonb_set(trace, '{{p}}', '\"9\"')")
    (traces,) = (one for one in audit_books() if one.code == "I6")
    assert (traces.violation_count, len(traces.examples)) == (8, EXAMPLES_SHOWN)


def test_a_subscription_registered_after_the_run_is_not_the_runs_loss():
    keep_books()
    supplied_account()
    assert [one for one in audit_books() if not one.holds] == []


def test_tells_each_sentence_before_it_looks():
    told = []
    audited = audit_books(told.append)
    assert told == [one.sentence for one in audited]
