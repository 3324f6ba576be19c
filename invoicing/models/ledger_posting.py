"""Postings of documents: one statement, whatever the number of documents.

A posting always has an entry for the receivable and one for the revenue, of zero if need be (a bill of nothing
is posted too); one for the tax only if there is tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

_POST_INVOICES = """
WITH posting AS (
    INSERT INTO invoicing_ledgertransaction (posted_at, account_id, invoice_id)
    SELECT %(posted_at)s, account_id, id FROM invoicing_invoice WHERE id = ANY(%(invoice_ids)s) ORDER BY id
    RETURNING id, invoice_id
)
INSERT INTO invoicing_ledgerentry (transaction_id, book, currency, amount)
SELECT posting.id, side.book, invoice.currency, side.amount
FROM posting
JOIN invoicing_invoice invoice ON invoice.id = posting.invoice_id
CROSS JOIN LATERAL (
    VALUES ('RECEIVABLE', invoice.total), ('REVENUE', -invoice.net), ('TAX', -invoice.tax)
) AS side (book, amount)
WHERE side.book <> 'TAX' OR side.amount <> 0
"""

_POST_CREDIT_NOTE = """
WITH posting AS (
    INSERT INTO invoicing_ledgertransaction (posted_at, account_id, credit_note_id)
    SELECT %(posted_at)s, invoice.account_id, note.id
    FROM invoicing_creditnote note JOIN invoicing_invoice invoice ON invoice.id = note.invoice_id
    WHERE note.id = %(credit_note_id)s
    RETURNING id
)
INSERT INTO invoicing_ledgerentry (transaction_id, book, currency, amount)
SELECT posting.id, entry.book, entry.currency, -entry.amount
FROM posting, invoicing_creditnote note
JOIN invoicing_ledgertransaction posted ON posted.invoice_id = note.invoice_id
JOIN invoicing_ledgerentry entry ON entry.transaction_id = posted.id
WHERE note.id = %(credit_note_id)s
"""

_POST_PAYMENT = """
WITH posting AS (
    INSERT INTO invoicing_ledgertransaction (posted_at, account_id, payment_id)
    SELECT %(posted_at)s, account_id, id FROM invoicing_payment WHERE id = %(payment_id)s
    RETURNING id
)
INSERT INTO invoicing_ledgerentry (transaction_id, book, currency, amount)
SELECT posting.id, side.book, payment.currency, side.amount
FROM posting
JOIN invoicing_payment payment ON payment.id = %(payment_id)s
CROSS JOIN LATERAL (VALUES ('CASH', payment.amount), ('RECEIVABLE', -payment.amount)) AS side (book, amount)
"""

_POST_REVERSAL = """
WITH posting AS (
    INSERT INTO invoicing_ledgertransaction (posted_at, account_id, payment_reversal_id)
    SELECT %(posted_at)s, payment.account_id, reversal.id
    FROM invoicing_paymentreversal reversal JOIN invoicing_payment payment ON payment.id = reversal.payment_id
    WHERE reversal.id = %(reversal_id)s
    RETURNING id
)
INSERT INTO invoicing_ledgerentry (transaction_id, book, currency, amount)
SELECT posting.id, entry.book, entry.currency, -entry.amount
FROM posting, invoicing_paymentreversal reversal
JOIN invoicing_ledgertransaction posted ON posted.payment_id = reversal.payment_id
JOIN invoicing_ledgerentry entry ON entry.transaction_id = posted.id
WHERE reversal.id = %(reversal_id)s
"""


def post_invoices(invoice_ids: Sequence[int], posted_at: datetime) -> None:
    """Post what the invoices demand: owed by the account, earned, and due to the tax office."""
    with connection.cursor() as cursor:
        cursor.execute(_POST_INVOICES, {"invoice_ids": list(invoice_ids), "posted_at": posted_at})


def post_credit_note(credit_note_id: int, posted_at: datetime) -> None:
    """Post the reverse of what the credited invoice's posting says."""
    with connection.cursor() as cursor:
        cursor.execute(_POST_CREDIT_NOTE, {"credit_note_id": credit_note_id, "posted_at": posted_at})


def post_payment(payment_id: int, posted_at: datetime) -> None:
    """Post what came in: more cash, and less that the account owes."""
    with connection.cursor() as cursor:
        cursor.execute(_POST_PAYMENT, {"payment_id": payment_id, "posted_at": posted_at})


def post_payment_reversal(reversal_id: int, posted_at: datetime) -> None:
    """Post the reverse of what the payment's posting says."""
    with connection.cursor() as cursor:
        cursor.execute(_POST_REVERSAL, {"reversal_id": reversal_id, "posted_at": posted_at})
