"""Payments: no money is used twice, and what is settled adds up."""

from typing import Final

from invoicing.queries.book_audit.invariants import SqlInvariant

_STANDING = """
            SELECT allocation.*, payment.reference FROM invoicing_paymentallocation allocation
            JOIN invoicing_payment payment ON payment.id = allocation.payment_id
            WHERE allocation.released_at IS NULL
"""

PAYMENT_INVARIANTS: Final = (
    SqlInvariant(
        "I12",
        "No payment settles more than it is, and none settles anything once it is reversed.",
        f"""
        SELECT format('payment %s is %s%s, but settles %s', reference, payment.amount,
                      CASE WHEN reversal.id IS NULL THEN '' ELSE ' and reversed' END, settled.amount)
        FROM (SELECT payment_id, sum(amount) AS amount FROM ({_STANDING}) standing GROUP BY payment_id) settled
        JOIN invoicing_payment payment ON payment.id = settled.payment_id
        LEFT JOIN invoicing_paymentreversal reversal ON reversal.payment_id = payment.id
        WHERE settled.amount > payment.amount OR reversal.id IS NOT NULL
        """,
    ),
    SqlInvariant(
        "I12",
        "No invoice is paid more than it asks for, and none is paid that is a draft or credited.",
        f"""
        SELECT format('%s asks for %s, but %s of it is paid%s', coalesce(invoice.number, 'draft ' || invoice.id),
                      invoice.total, paid.amount, CASE WHEN note.id IS NULL THEN '' ELSE ' though it is credited' END)
        FROM (SELECT invoice_id, sum(amount) AS amount FROM ({_STANDING}) standing GROUP BY invoice_id) paid
        JOIN invoicing_invoice invoice ON invoice.id = paid.invoice_id
        LEFT JOIN invoicing_creditnote note ON note.invoice_id = invoice.id
        WHERE paid.amount > invoice.total OR invoice.state <> 'FINALIZED' OR note.id IS NOT NULL
        """,
    ),
    SqlInvariant(
        "I12",
        "A payment settles invoices of its own account and currency only, and is in its account's currency.",
        f"""
        SELECT format('payment %s of account %s in %s settles %s in %s', payment.reference, payer.number,
                      payment.currency, coalesce(invoice.number, 'nothing'), coalesce(invoice.currency, payer.currency))
        FROM invoicing_payment payment
        JOIN invoicing_account payer ON payer.id = payment.account_id
        LEFT JOIN ({_STANDING}) standing ON standing.payment_id = payment.id
        LEFT JOIN invoicing_invoice invoice ON invoice.id = standing.invoice_id
        WHERE payment.currency <> payer.currency
            OR (invoice.account_id, invoice.currency) <> (payment.account_id, payment.currency)
        """,
    ),
    SqlInvariant(
        "I11",
        "What an account's open invoices ask for, less its unused payments, is what the ledger says it owes.",
        """
        WITH open_item AS (
            SELECT invoice.account_id, invoice.currency, sum(invoice.total) AS total
            FROM invoicing_invoice invoice
            WHERE invoice.state = 'FINALIZED'
                AND NOT EXISTS (SELECT FROM invoicing_creditnote note WHERE note.invoice_id = invoice.id)
            GROUP BY invoice.account_id, invoice.currency
        ), received AS (
            SELECT payment.account_id, payment.currency, sum(payment.amount) AS total
            FROM invoicing_payment payment
            WHERE NOT EXISTS (SELECT FROM invoicing_paymentreversal reversal WHERE reversal.payment_id = payment.id)
            GROUP BY payment.account_id, payment.currency
        ), balance AS (
            SELECT posting.account_id, entry.currency, sum(entry.amount) AS total
            FROM invoicing_ledgerentry entry
            JOIN invoicing_ledgertransaction posting ON posting.id = entry.transaction_id
            WHERE entry.book = 'RECEIVABLE' GROUP BY posting.account_id, entry.currency
        )
        SELECT format('account %s: open items less payments are %s %s, but the ledger says %s', account.number,
                      coalesce(open_item.total, 0) - coalesce(received.total, 0), balance.currency, balance.total)
        FROM balance
        JOIN invoicing_account account ON account.id = balance.account_id
        LEFT JOIN open_item ON open_item.account_id = balance.account_id AND open_item.currency = balance.currency
        LEFT JOIN received ON received.account_id = balance.account_id AND received.currency = balance.currency
        WHERE balance.total <> coalesce(open_item.total, 0) - coalesce(received.total, 0)
        """,
    ),
)
