"""What breaks each statement about the ledger, payments and traces."""

# How the sentence begins; what breaks it; what is told of it.
LEDGER_BREAKAGES = [
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
