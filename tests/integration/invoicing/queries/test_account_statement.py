"""An account's movements with a running balance."""

from datetime import UTC, date, datetime

import pytest

from invoicing.queries.account_statement import load_statement
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.reverse_payment import reverse_payment
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed, pay

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 5, 9, tzinfo=UTC)
TODAY = date(2026, 6, 5)


def told(statement):
    return [(one.kind, one.text, str(one.amount), str(one.balance)) for one in statement.movements]


def busy_account():
    """Two invoices, a payment that bounced, and a credit note for the second invoice."""
    account = AccountFactory()
    first, second = billed(account, 1), billed(account, 2)
    payment = pay(account, "100.00", reference="TX-100")
    reverse_payment(payment=payment, reason="x", reversal_date=TODAY, reversed_at=AT, actor=None)
    note = issue_credit_note(invoice=second, reason="x", issued_at=AT, issue_date=TODAY, actor=None)
    return account, first, second, payment, note


def test_runs_from_nothing_to_what_is_owed():
    account, first, second, _, note = busy_account()
    statement = load_statement(account.pk)
    assert told(statement) == [
        ("invoice", first.number, "151.5700", "151.5700"),
        ("invoice", second.number, "151.5700", "303.1400"),
        ("payment", "TX-100", "-100.0000", "203.1400"),
        ("payment_reversal", "TX-100", "100.0000", "303.1400"),
        ("credit_note", note.number, "-151.5700", "151.5700"),
    ]
    assert (statement.opening, str(statement.closing), statement.earlier_before) == (0, "151.5700", None)


def test_names_the_document_to_go_to_and_its_date():
    account, first, second, payment, note = busy_account()
    statement = load_statement(account.pk)
    assert [(one.document_id, one.document_date) for one in statement.movements] == [
        (first.pk, date(2026, 2, 3)),
        (second.pk, date(2026, 3, 3)),
        (payment.pk, date(2026, 5, 29)),
        (payment.pk, TODAY),
        (note.pk, TODAY),
    ]


def test_begins_with_what_was_owed_before():
    account, *_ = busy_account()
    latest = load_statement(account.pk, limit=2)
    assert [one.kind for one in latest.movements] == ["payment_reversal", "credit_note"]
    assert (str(latest.opening), str(latest.closing)) == ("203.1400", "151.5700")
    earlier = load_statement(account.pk, limit=2, before=latest.earlier_before)
    assert [one.kind for one in earlier.movements] == ["invoice", "payment"]
    assert (str(earlier.opening), earlier.closing) == ("151.5700", latest.opening)
    first = load_statement(account.pk, limit=2, before=earlier.earlier_before)
    assert (first.opening, first.closing, first.earlier_before) == (0, earlier.opening, None)


def test_an_account_without_postings_has_an_empty_one():
    busy_account()
    statement = load_statement(AccountFactory().pk)
    assert (statement.opening, statement.movements, statement.closing) == (0, (), 0)


def test_asks_two_questions_whatever_there_is(django_assert_num_queries):
    account, *_ = busy_account()
    with django_assert_num_queries(2):
        load_statement(account.pk)
