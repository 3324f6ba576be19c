"""Every statement about the books is seen to be broken when it is."""

import pytest

from invoicing.queries.book_audit import audit_books
from invoicing.queries.book_audit.invariants import EXAMPLES_SHOWN
from tests.factories.billing import drafted_run, supplied_account
from tests.integration.invoicing.queries.book_audit.broken_books import break_books, keep_books

pytestmark = pytest.mark.django_db

# How the sentence begins; what breaks it; what is told of it.
BREAKAGES = [
    (
        "Every line of a finalized invoice that is not credited lies in a period",
        ["DELETE FROM invoicing_billedperiod WHERE invoice_id = {second}"],
        "INV-2026-000002 line 1: 2026-01-01 to 2026-02-01 is not in a billed period",
    ),
    (
        "A period billed by a finalized invoice is free again",
        ["UPDATE invoicing_billedperiod SET released_at = NULL WHERE invoice_id = {credited}"],
        "2026-01-01 to 2026-02-01 of INV-2026-000001 is still claimed, though credit note CN-2026-000001",
    ),
    (
        "A period billed by a finalized invoice is free again",
        ["UPDATE invoicing_billedperiod SET released_at = now() WHERE invoice_id = {second}"],
        "2026-01-01 to 2026-02-01 of INV-2026-000002 is released, but there is no credit note",
    ),
    (
        "No day of a subscription is billed twice",
        [
            (
                "INSERT INTO invoicing_billedperiod (invoice_id, subscription_id, charge_group, from_date, to_date)"
                " SELECT invoice_id, subscription_id, charge_group, '2026-01-31', '2026-02-02'"
                " FROM invoicing_billedperiod WHERE invoice_id = {second}"
            )
        ],
        "2026-01-31 to 2026-02-02 is billed again, up to 2026-02-01 is billed already",
    ),
    (
        "Billed periods follow one another without a gap",
        [
            (
                "INSERT INTO invoicing_billedperiod (invoice_id, subscription_id, charge_group, from_date, to_date)"
                " SELECT invoice_id, subscription_id, charge_group, '2026-03-01', '2026-04-01'"
                " FROM invoicing_billedperiod WHERE invoice_id = {second}"
            )
        ],
        "2026-02-01 to 2026-03-01 is not billed",
    ),
    (
        "No service point has two payers",
        [
            (
                "INSERT INTO invoicing_subscription (account_id, service_point_id, plan_id, role, start_date)"
                " SELECT account_id, service_point_id, plan_id, role, '2026-05-01' FROM invoicing_subscription LIMIT 1"
            )
        ],
        "pays until further notice",
    ),
    (
        "Nobody is billed for days outside their subscription",
        ["UPDATE invoicing_subscription SET end_date = '2026-01-20'"],
        "2026-01-01 to 2026-02-01, but the subscription is from 2025-06-01 to 2026-01-20",
    ),
    (
        "A line that counts the whole usage has looked at every interval",
        [
            (
                "UPDATE invoicing_invoiceline SET trace = jsonb_set(trace, '{{n}}', '1487')"
                " WHERE invoice_id = {second} AND position = 2"
            )
        ],
        "INV-2026-000002 line 2: 1487 intervals for 2026-01-01 to 2026-02-01 in Europe/London",
    ),
    (
        "The lines of every invoice add up to its net amount",
        ["UPDATE invoicing_invoice SET net = net + 1, total = total + 1 WHERE id = {second}"],
        "INV-2026-000002: net 112.2700, tax 22.2500, total 134.5200, but its lines come to 111.2700",
    ),
    (
        "The lines of every invoice add up to its net amount",
        ["UPDATE invoicing_invoice SET total = total + 1 WHERE id = {second}"],
        "INV-2026-000002: net 111.2700, tax 22.2500, total 134.5200",
    ),
    (
        "Each tax of an invoice is the sum of its lines' shares",
        [
            (
                "UPDATE invoicing_invoiceline SET tax_amount = tax_amount + 0.01"
                " WHERE invoice_id = {second} AND position = 1"
            )
        ],
        "INV-2026-000002: VAT is 22.2500, but the shares of its lines come to 22.2600",
    ),
    (
        "Each tax is its plan's percentage of the lines that carry its code",
        ["UPDATE invoicing_invoicetax SET amount = amount + 0.01 WHERE invoice_id = {second}"],
        "INV-2026-000002: VAT is 22.2600 on 111.2700, but 20 % of lines of 111.2700 are due",
    ),
    (
        "A finalized invoice has one number, one date, one ledger transaction",
        [
            (
                "DELETE FROM invoicing_ledgerentry WHERE transaction_id IN"
                " (SELECT id FROM invoicing_ledgertransaction WHERE invoice_id = {second})"
            ),
            "DELETE FROM invoicing_ledgertransaction WHERE invoice_id = {second}",
        ],
        "INV-2026-000002 is finalized, but it is not posted to the ledger",
    ),
    (
        "The invoices of a finalized batch are finalized",
        ["UPDATE invoicing_invoice SET state = 'DRAFT' WHERE id = {second}"],
        "INV-2026-000002 is draft, but its batch is finalized",
    ),
    (
        "The numbers of a series have no gap",
        ["UPDATE invoicing_invoice SET sequence_number = 9 WHERE id = {second}"],
        "INV 2026: 3 follows 1",
    ),
    (
        "The dates of a series never go back",
        ["UPDATE invoicing_invoice SET issue_date = '2026-01-01' WHERE id = {second}"],
        "INV-2026-000002 is dated 2026-01-01, but the one before it 2026-02-02",
    ),
    (
        "Each sequence stands at the last number and date",
        ["UPDATE invoicing_invoicenumbersequence SET last_number = 7 WHERE series = 'INV'"],
        "INV 2026: the sequence stands at 7 of 2026-02-02, but the last document is 3 of 2026-02-02",
    ),
    (
        "Each sequence stands at the last number and date",
        ["DELETE FROM invoicing_invoicenumbersequence WHERE series = 'CN'"],
        "CN 2026: the sequence stands at  of , but the last document is 1 of 2026-02-03",
    ),
    (
        "Each number is printed as series, year and sequence number say",
        ["UPDATE invoicing_invoice SET number = 'INV-2026-2' WHERE id = {second}"],
        "INV-2026-2 should be INV-2026-000002",
    ),
    (
        "Each batch has the number of invoices and exceptions that it says",
        ["UPDATE invoicing_billrunbatch SET invoice_count = 3 WHERE number = 1"],
        (
            "MONTHLY 2026-01-01 to 2026-02-01, batch 1 (finalized): it says 3 invoices and 1 exceptions,"
            " but there are 1 and 1"
        ),
    ),
    (
        "Each batch has the number of invoices and exceptions that it says",
        ["UPDATE invoicing_billrunbatch SET state = 'OPEN' WHERE number = 1"],
        "MONTHLY 2026-01-01 to 2026-02-01, batch 1 (open)",
    ),
    (
        "A run is as far as its batches",
        ["UPDATE invoicing_billrunbatch SET state = 'DRAFTED' WHERE number = 1"],
        "MONTHLY 2026-01-01 to 2026-02-01 is finalized, but of its 2 batches 0 wait and 1 are finalized",
    ),
    (
        "A run is as far as its batches",
        ["UPDATE invoicing_billrun SET state = 'DRAFTED', issue_date = NULL, finalized_at = NULL"],
        "MONTHLY 2026-01-01 to 2026-02-01 is drafted, but of its 2 batches 0 wait and 2 are finalized",
    ),
    (
        "No finalized invoice is held",
        [
            (
                "INSERT INTO invoicing_billhold (invoice_id, code, reason, held_at, held_by, released_by, release_note)"
                " VALUES ({second}, 'HIGH', 'too much', now(), 'system', '', '')"
            )
        ],
        "INV-2026-000002 is held: too much",
    ),
    (
        "No account has both an invoice and an exception",
        [
            (
                "INSERT INTO invoicing_billrunexception (batch_id, account_id, code, reason)"
                " SELECT batch_id, account_id, 'NO_READINGS', 'x' FROM invoicing_invoice WHERE id = {second}"
            )
        ],
        "in MONTHLY 2026-01-01 to 2026-02-01: an invoice and an exception",
    ),
    (
        "Every account that was supplied on a day of a drafted run",
        ["DELETE FROM invoicing_billrunexception"],
        "supplied from 2025-06-01, was passed over by MONTHLY 2026-01-01 to 2026-02-01",
    ),
    (
        "Every ledger transaction has at least two entries",
        [
            (
                "UPDATE invoicing_ledgerentry SET amount = amount + 1 WHERE book = 'REVENUE' AND transaction_id ="
                " (SELECT id FROM invoicing_ledgertransaction WHERE invoice_id = {second})"
            )
        ],
        ": 3 entries, 1.0000 GBP",
    ),
    (
        "Every ledger transaction has at least two entries",
        [
            (
                "DELETE FROM invoicing_ledgerentry WHERE transaction_id ="
                " (SELECT id FROM invoicing_ledgertransaction WHERE invoice_id = {second})"
            )
        ],
        ": 0 entries, 0 in no currency",
    ),
    (
        "In each currency the whole ledger adds up to zero",
        ["UPDATE invoicing_ledgerentry SET currency = 'EUR' WHERE book = 'TAX'"],
        " EUR",
    ),
    (
        "Each invoice, credit note, payment and reversal is posted once",
        [
            (
                "UPDATE invoicing_ledgertransaction SET account_id = (SELECT min(id) FROM invoicing_account)"
                " WHERE invoice_id = {second}"
            )
        ],
        "INV-2026-000002: account",
    ),
    (
        "Each invoice, credit note, payment and reversal is posted once",
        ["UPDATE invoicing_creditnote SET net = net - 1, total = total - 1"],
        "CN-2026-000001: account",
    ),
    (
        "Each account owes what its invoices demand, less its credit notes and payments",
        [
            (
                "UPDATE invoicing_ledgerentry SET amount = amount + 5 WHERE book = 'RECEIVABLE'"
                " AND transaction_id = (SELECT id FROM invoicing_ledgertransaction WHERE invoice_id = {second})"
            )
        ],
        "owes 133.5200 GBP, but its balance is 138.5200",
    ),
    (
        "Each invoice, credit note, payment and reversal is posted once",
        ["UPDATE invoicing_payment SET amount = 110 WHERE reference = 'PAID'"],
        "PAID: account",
    ),
    (
        "Each invoice, credit note, payment and reversal is posted once",
        [
            "UPDATE invoicing_ledgertransaction SET payment_reversal_id = NULL WHERE payment_reversal_id IS NOT NULL"
        ],
        "reversal of BOUNCED: account",
    ),
    (
        "No payment settles more than it is, and none settles anything once it is reversed",
        ["UPDATE invoicing_payment SET amount = 99.5 WHERE reference = 'PAID'"],
        "payment PAID is 99.5000, but settles 100.0000",
    ),
    (
        "No payment settles more than it is, and none settles anything once it is reversed",
        [
            (
                "UPDATE invoicing_paymentallocation SET released_at = NULL WHERE payment_id ="
                " (SELECT id FROM invoicing_payment WHERE reference = 'BOUNCED')"
            )
        ],
        "payment BOUNCED is 30.0000 and reversed, but settles 30.0000",
    ),
    (
        "No invoice is paid more than it asks for, and none is paid that is a draft or credited",
        ["UPDATE invoicing_paymentallocation SET amount = 1000 WHERE released_at IS NULL"],
        "INV-2026-000003 asks for 216.5500, but 1000.0000 of it is paid",
    ),
    (
        "No invoice is paid more than it asks for, and none is paid that is a draft or credited",
        ["UPDATE invoicing_paymentallocation SET invoice_id = {credited} WHERE released_at IS NULL"],
        "INV-2026-000001 asks for 61.3800, but 100.0000 of it is paid though it is credited",
    ),
    (
        "A payment settles invoices of its own account and currency only",
        ["UPDATE invoicing_paymentallocation SET invoice_id = {second} WHERE released_at IS NULL"],
        "in GBP settles INV-2026-000002 in GBP",
    ),
    (
        "A payment settles invoices of its own account and currency only",
        ["UPDATE invoicing_payment SET currency = 'EUR' WHERE reference = 'BOUNCED'"],
        "in EUR settles nothing in GBP",
    ),
    (
        "What an account's open invoices ask for, less its unused payments",
        [
            "DELETE FROM invoicing_paymentallocation",
            "UPDATE invoicing_payment SET amount = 110 WHERE reference = 'PAID'",
        ],
        "open items less payments are 106.5500 GBP, but the ledger says 116.5500",
    ),
    (
        "The quantity, exact amount and amount of every line follow from its trace",
        [
            (
                "UPDATE invoicing_invoiceline SET trace = jsonb_set(trace, '{{p}}', '\"0.26\"')"
                " WHERE invoice_id = {second} AND position = 2"
            )
        ],
        "INV-2026-000002 line 2: 300 / 75 / 75, but the trace gives 300 / 78 / 78",
    ),
    (
        "The quantity, exact amount and amount of every line follow from its trace",
        ["UPDATE invoicing_invoiceline SET trace = '[]' WHERE invoice_id = {second} AND position = 1"],
        "INV-2026-000002 line 1: 31 / 13.95 / 13.95, but the trace gives TypeError",
    ),
]


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
