"""Invoices: they add up, their taxes follow the rule, and final means final."""

from typing import Final

from invoicing.queries.book_audit.invariants import SqlInvariant
from pricing.money import MINOR_UNITS

_NAME = "coalesce(invoice.number, 'draft ' || invoice.id)"
_MINOR_UNITS = ", ".join(f"('{currency}', {scale})" for currency, scale in sorted(MINOR_UNITS.items()))

INVOICE_INVARIANTS: Final = (
    SqlInvariant(
        "I2",
        "The lines of every invoice add up to its net amount, and net and tax to its total.",
        f"""
        SELECT format('%s: net %s, tax %s, total %s, but its lines come to %s', {_NAME},
                      invoice.net, invoice.tax, invoice.total, coalesce(line.net, 0))
        FROM invoicing_invoice invoice
        LEFT JOIN (
            SELECT invoice_id, sum(amount) AS net FROM invoicing_invoiceline GROUP BY invoice_id
        ) line ON line.invoice_id = invoice.id
        WHERE invoice.net <> coalesce(line.net, 0) OR invoice.total <> invoice.net + invoice.tax
        """,
    ),
    SqlInvariant(
        "I2",
        "Each tax of an invoice is the sum of its lines' shares, and together they are the invoice's tax.",
        f"""
        WITH share AS (
            SELECT invoice_id, tax_code, sum(tax_amount) AS tax FROM invoicing_invoiceline
            GROUP BY invoice_id, tax_code
        ), levied AS (
            SELECT invoice_id, code, sum(amount) AS tax FROM invoicing_invoicetax GROUP BY invoice_id, code
        ), both_sides AS (
            SELECT coalesce(share.invoice_id, levied.invoice_id) AS invoice_id,
                   coalesce(levied.code, nullif(share.tax_code, ''), 'no tax code') AS code,
                   coalesce(share.tax, 0) AS shares, coalesce(levied.tax, 0) AS levied
            FROM share FULL JOIN levied ON levied.invoice_id = share.invoice_id AND levied.code = share.tax_code
        )
        SELECT format('%s: %s is %s, but the shares of its lines come to %s', {_NAME}, code, levied, shares)
        FROM both_sides JOIN invoicing_invoice invoice ON invoice.id = both_sides.invoice_id
        WHERE shares <> levied
        UNION ALL
        SELECT format('%s: tax %s, but its taxes come to %s', {_NAME}, invoice.tax, coalesce(sum(levied), 0))
        FROM invoicing_invoice invoice LEFT JOIN both_sides ON both_sides.invoice_id = invoice.id
        GROUP BY invoice.id HAVING invoice.tax <> coalesce(sum(levied), 0)
        """,
    ),
    SqlInvariant(
        "I2",
        "Each tax is its plan's percentage of the lines that carry its code, rounded once.",
        # Only rounding half up can be repeated in SQL; other modes are held to the same minor unit.
        f"""
        WITH minor_unit (currency, scale) AS (VALUES {_MINOR_UNITS}
        ), rule AS MATERIALIZED (
            SELECT version.id AS version_id, tax ->> 'code' AS code, (tax ->> 'percent')::numeric AS percent,
                   coalesce(version.document #>> '{{rounding,mode}}', 'half_up') AS mode
            FROM pricing_planversion version
            CROSS JOIN jsonb_array_elements(coalesce(version.document -> 'taxes', '[]')) AS tax
        ), due AS (
            SELECT line.invoice_id, rule.code, rule.percent, sum(line.amount) AS base,
                   bool_and(rule.mode = 'half_up') AS half_up
            FROM invoicing_invoiceline line
            JOIN rule ON rule.version_id = line.plan_version_id AND rule.code = line.tax_code
            GROUP BY line.invoice_id, rule.code, rule.percent
        ), both_sides AS (
            SELECT coalesce(due.invoice_id, tax.invoice_id) AS invoice_id, coalesce(due.code, tax.code) AS code,
                   coalesce(due.percent, tax.percent) AS percent, due.base, due.half_up,
                   tax.base AS stated_base, tax.amount
            FROM due FULL JOIN invoicing_invoicetax tax
                ON tax.invoice_id = due.invoice_id AND tax.code = due.code AND tax.percent = due.percent
        )
        SELECT format('%s: %s is %s on %s, but %s %% of lines of %s are due', {_NAME}, code,
                      coalesce(amount, 0), coalesce(stated_base, 0), trim_scale(percent), coalesce(base, 0))
        FROM both_sides
        JOIN invoicing_invoice invoice ON invoice.id = both_sides.invoice_id
        LEFT JOIN minor_unit ON minor_unit.currency = invoice.currency
        WHERE base IS DISTINCT FROM stated_base
            OR abs(amount - base * percent / 100) >= 10::numeric ^ -coalesce(scale, 2)
            OR (half_up AND amount <> round(base * percent / 100, coalesce(scale, 2)))
        """,
    ),
    SqlInvariant(
        "I3",
        "A finalized invoice has one number, one date, one ledger transaction and its parties; a draft has none.",
        f"""
        SELECT format('%s is %s, but %s', {_NAME}, lower(invoice.state), CASE
            WHEN invoice.state = 'DRAFT' AND posting.id IS NOT NULL THEN 'it is posted to the ledger'
            WHEN invoice.state = 'DRAFT' THEN 'it has a number or parties'
            WHEN invoice.number IS NULL OR invoice.issue_date IS NULL THEN 'it has no number or date'
            WHEN posting.id IS NULL THEN 'it is not posted to the ledger'
            ELSE 'its parties are not kept' END)
        FROM invoicing_invoice invoice
        LEFT JOIN invoicing_ledgertransaction posting ON posting.invoice_id = invoice.id
        WHERE CASE invoice.state
            WHEN 'DRAFT' THEN posting.id IS NOT NULL OR invoice.number IS NOT NULL OR invoice.parties <> '{{}}'
            ELSE posting.id IS NULL OR invoice.number IS NULL OR invoice.issue_date IS NULL
                OR NOT invoice.parties ?& ARRAY['seller', 'customer', 'service_points'] END
        """,
    ),
    SqlInvariant(
        "I3",
        "The invoices of a finalized batch are finalized, and no others are.",
        f"""
        SELECT format('%s is %s, but its batch is %s', {_NAME}, lower(invoice.state), lower(batch.state))
        FROM invoicing_invoice invoice JOIN invoicing_billrunbatch batch ON batch.id = invoice.batch_id
        WHERE (invoice.state = 'FINALIZED') <> (batch.state = 'FINALIZED')
        """,
    ),
)
