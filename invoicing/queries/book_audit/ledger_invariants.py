"""The ledger: it balances, and says what the documents say."""

from typing import Final

from invoicing.queries.book_audit.invariants import SqlInvariant

# What each document must have posted, sign included.
_DOCUMENTS = """
            SELECT 'invoice ' || id AS cause, number, account_id, currency, net, tax, total
            FROM invoicing_invoice WHERE state = 'FINALIZED'
            UNION ALL
            SELECT 'credit note ' || note.id, note.number, invoice.account_id, note.currency, -note.net, -note.tax, -note.total
            FROM invoicing_creditnote note JOIN invoicing_invoice invoice ON invoice.id = note.invoice_id
            UNION ALL
            SELECT 'payment ' || id, reference, account_id, currency, 0, 0, -amount FROM invoicing_payment
            UNION ALL
            SELECT 'reversal ' || reversal.id, 'reversal of ' || reference, account_id, currency, 0, 0, amount
            FROM invoicing_paymentreversal reversal JOIN invoicing_payment payment ON payment.id = reversal.payment_id
"""
# What each transaction says, one row per transaction and currency.
_POSTINGS = """
            SELECT coalesce('invoice ' || posting.invoice_id, 'credit note ' || posting.credit_note_id,
                            'payment ' || posting.payment_id, 'reversal ' || posting.payment_reversal_id) AS cause,
                   posting.account_id, entry.currency,
                   coalesce(sum(entry.amount) FILTER (WHERE entry.book = 'RECEIVABLE'), 0) AS receivable,
                   coalesce(sum(entry.amount) FILTER (WHERE entry.book = 'REVENUE'), 0) AS revenue,
                   coalesce(sum(entry.amount) FILTER (WHERE entry.book = 'TAX'), 0) AS tax,
                   coalesce(sum(entry.amount) FILTER (WHERE entry.book = 'CASH'), 0) AS cash
            FROM invoicing_ledgertransaction posting
            LEFT JOIN invoicing_ledgerentry entry ON entry.transaction_id = posting.id
            GROUP BY posting.id, entry.currency
"""

LEDGER_INVARIANTS: Final = (
    SqlInvariant(
        "I10",
        "Every ledger transaction has at least two entries, and they add up to zero in each currency.",
        """
        SELECT format('transaction %s: %s entries, %s %s', posting.id, posting.entries, posting.balance,
                      coalesce(posting.currency, 'in no currency'))
        FROM (
            SELECT posting.id, entry.currency, count(entry.id) AS entries, coalesce(sum(entry.amount), 0) AS balance,
                   sum(count(entry.id)) OVER (PARTITION BY posting.id) AS all_entries
            FROM invoicing_ledgertransaction posting
            LEFT JOIN invoicing_ledgerentry entry ON entry.transaction_id = posting.id
            GROUP BY posting.id, entry.currency
        ) posting
        WHERE posting.balance <> 0 OR posting.all_entries < 2
        """,
    ),
    SqlInvariant(
        "I10",
        "In each currency the whole ledger adds up to zero.",
        """
        SELECT format('%s %s', sum(amount), currency)
        FROM invoicing_ledgerentry GROUP BY currency HAVING sum(amount) <> 0
        """,
    ),
    SqlInvariant(
        "I10",
        "Each invoice, credit note, payment and reversal is posted once, with its own amounts, and nothing else is.",
        f"""
        WITH document AS ({_DOCUMENTS}), posting AS ({_POSTINGS})
        SELECT format('%s: account %s, %s %s, tax %s, but posted to %s: %s %s, tax %s',
                      coalesce(document.number, 'no document'), document.account_id, document.total,
                      document.currency, document.tax, coalesce('account ' || posting.account_id, 'nothing'),
                      posting.receivable, posting.currency, -posting.tax)
        FROM document
        FULL JOIN posting ON posting.cause = document.cause
        WHERE (document.account_id, document.currency, document.total, -document.net, -document.tax,
               document.net + document.tax - document.total)
            IS DISTINCT FROM (posting.account_id, posting.currency, posting.receivable, posting.revenue, posting.tax,
                              posting.cash)
        """,
    ),
    SqlInvariant(
        "I11",
        "Each account owes what its invoices demand, less its credit notes and payments.",
        f"""
        WITH owed AS (
            SELECT account_id, currency, sum(total) AS total FROM ({_DOCUMENTS}) document GROUP BY account_id, currency
        ), balance AS (
            SELECT posting.account_id, entry.currency, sum(entry.amount) AS total
            FROM invoicing_ledgerentry entry
            JOIN invoicing_ledgertransaction posting ON posting.id = entry.transaction_id
            WHERE entry.book = 'RECEIVABLE' GROUP BY posting.account_id, entry.currency
        )
        SELECT format('account %s owes %s %s, but its balance is %s', account.number, coalesce(owed.total, 0),
                      coalesce(owed.currency, balance.currency), coalesce(balance.total, 0))
        FROM owed
        FULL JOIN balance ON balance.account_id = owed.account_id AND balance.currency = owed.currency
        JOIN invoicing_account account ON account.id = coalesce(owed.account_id, balance.account_id)
        WHERE coalesce(owed.total, 0) <> coalesce(balance.total, 0)
        """,
    ),
)
