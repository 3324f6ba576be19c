"""What breaks each statement about bills, their numbers and their runs."""

# How the sentence begins; what breaks it; what is told of it.
BILLING_BREAKAGES = [
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
                "INSERT INTO invoicing_billrunexception"
                " (batch_id, account_id, code, reason, dismissed_by, dismissal_reason)"
                " SELECT batch_id, account_id, 'NO_READINGS', 'x', '', '' FROM invoicing_invoice WHERE id = {second}"
            )
        ],
        "in MONTHLY 2026-01-01 to 2026-02-01: an invoice and an exception",
    ),
    (
        "Every account that was supplied on a day of a drafted run",
        ["DELETE FROM invoicing_billrunexception"],
        "supplied from 2025-06-01, was passed over by MONTHLY 2026-01-01 to 2026-02-01",
    ),
]
