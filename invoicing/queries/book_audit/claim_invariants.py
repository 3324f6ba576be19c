"""Billed periods: every day of a subscription is billed once."""

from typing import Final

from invoicing.queries.book_audit.invariants import SqlInvariant

_WHERE_AND_WHAT = "account.number, point.code, claim.charge_group"
_SUBSCRIBED = """
        JOIN invoicing_subscription subscription ON subscription.id = claim.subscription_id
        JOIN invoicing_account account ON account.id = subscription.account_id
        JOIN metering_servicepoint point ON point.id = subscription.service_point_id
"""

CLAIM_INVARIANTS: Final = (
    SqlInvariant(
        "I1",
        "Every line of a finalized invoice that is not credited lies in a period the invoice has billed.",
        """
        SELECT format('%s line %s: %s to %s is not in a billed period',
                      invoice.number, line.position, line.from_date, line.to_date)
        FROM invoicing_invoiceline line
        JOIN invoicing_invoice invoice ON invoice.id = line.invoice_id AND invoice.state = 'FINALIZED'
        WHERE NOT EXISTS (
            SELECT FROM invoicing_billedperiod claim
            WHERE claim.invoice_id = line.invoice_id AND claim.subscription_id = line.subscription_id
                AND claim.from_date <= line.from_date AND claim.to_date >= line.to_date
                AND claim.released_at IS NULL
        ) AND NOT EXISTS (SELECT FROM invoicing_creditnote note WHERE note.invoice_id = invoice.id)
        """,
    ),
    SqlInvariant(
        "I1",
        "A period billed by a finalized invoice is free again if, and only if, a credit note took it back.",
        """
        SELECT format('%s to %s of %s %s', claim.from_date, claim.to_date,
                      coalesce(invoice.number, 'draft ' || invoice.id), CASE
            WHEN note.id IS NULL THEN 'is released, but there is no credit note'
            ELSE 'is still claimed, though credit note ' || note.number || ' took it back' END)
        FROM invoicing_billedperiod claim
        JOIN invoicing_invoice invoice ON invoice.id = claim.invoice_id
        LEFT JOIN invoicing_creditnote note ON note.invoice_id = claim.invoice_id
        WHERE (claim.released_at IS NULL) <> (note.id IS NULL)
        """,
    ),
    SqlInvariant(
        "I4",
        "No day of a subscription is billed twice for the same charge group.",
        f"""
        SELECT format('account %s, %s, %s: %s to %s is billed again, up to %s is billed already',
                      {_WHERE_AND_WHAT}, claim.from_date, claim.to_date, claim.billed_up_to)
        FROM (
            SELECT *, max(to_date) OVER (
                PARTITION BY subscription_id, charge_group ORDER BY from_date, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS billed_up_to
            FROM invoicing_billedperiod WHERE released_at IS NULL
        ) claim {_SUBSCRIBED}
        WHERE claim.billed_up_to > claim.from_date
        """,
    ),
    SqlInvariant(
        "I8",
        "Billed periods follow one another without a gap, but for credited, cancelled and excepted ones.",
        f"""
        SELECT format('account %s, %s, %s: %s to %s is not billed',
                      {_WHERE_AND_WHAT}, claim.gap_from, claim.gap_to)
        FROM (
            SELECT subscription_id, charge_group, to_date AS gap_from,
                   lead(from_date) OVER (PARTITION BY subscription_id, charge_group ORDER BY from_date) AS gap_to
            FROM invoicing_billedperiod WHERE released_at IS NULL
        ) claim {_SUBSCRIBED}
        WHERE claim.gap_to > claim.gap_from AND NOT EXISTS (
            SELECT FROM invoicing_billedperiod freed
            WHERE freed.subscription_id = claim.subscription_id AND freed.released_at IS NOT NULL
                AND freed.from_date < claim.gap_to AND freed.to_date > claim.gap_from
        ) AND NOT EXISTS (
            SELECT FROM invoicing_billrunexception exception
            JOIN invoicing_billrunbatch batch ON batch.id = exception.batch_id
            JOIN invoicing_billrun run ON run.id = batch.bill_run_id
            WHERE exception.account_id = account.id
                AND run.from_date < claim.gap_to AND run.to_date > claim.gap_from
        ) AND NOT EXISTS (
            SELECT FROM foundation_auditentry entry
            WHERE entry.action = 'DRAFT_CANCELLED' AND entry.subject_type = 'invoicing.invoice'
                AND entry.details -> 'subscriptions' @> to_jsonb(claim.subscription_id)
                AND (entry.details ->> 'from_date')::date < claim.gap_to
                AND (entry.details ->> 'to_date')::date > claim.gap_from
        )
        """,
    ),
    SqlInvariant(
        "I9",
        "No service point has two payers: its subscriptions of one role do not overlap.",
        """
        SELECT format('%s: account %s from %s, while account %s pays until %s', point.code, account.number,
                      subscription.start_date, earlier.number, coalesce(subscription.taken_to::text, 'further notice'))
        FROM (
            SELECT *, lag(account_id) OVER turn AS earlier_account_id, lag(end_date) OVER turn AS taken_to,
                   row_number() OVER turn AS position
            FROM invoicing_subscription WINDOW turn AS (PARTITION BY service_point_id, role ORDER BY start_date, id)
        ) subscription
        JOIN metering_servicepoint point ON point.id = subscription.service_point_id
        JOIN invoicing_account account ON account.id = subscription.account_id
        JOIN invoicing_account earlier ON earlier.id = subscription.earlier_account_id
        WHERE subscription.position > 1
            AND (subscription.taken_to IS NULL OR subscription.taken_to > subscription.start_date)
        """,
    ),
    SqlInvariant(
        "I9",
        "Nobody is billed for days outside their subscription.",
        f"""
        SELECT format('account %s, %s, %s: %s to %s, but the subscription is from %s to %s',
                      {_WHERE_AND_WHAT}, claim.from_date, claim.to_date, subscription.start_date,
                      coalesce(subscription.end_date::text, 'further notice'))
        FROM invoicing_billedperiod claim {_SUBSCRIBED}
        WHERE claim.released_at IS NULL
            AND (claim.from_date < subscription.start_date OR claim.to_date > subscription.end_date)
        """,
    ),
    SqlInvariant(
        "I9",
        "A line that counts the whole usage has looked at every interval of its period, and at none twice.",
        # The trace keeps the number of intervals, not their length: it must be one that meters have. A zone
        # that PostgreSQL does not know cannot be checked here.
        """
        SELECT format('%s line %s: %s intervals for %s to %s in %s', coalesce(invoice.number, 'draft ' || invoice.id),
                      line.position, line.trace ->> 'n', line.from_date, line.to_date, zone.name)
        FROM invoicing_invoiceline line
        JOIN invoicing_invoice invoice ON invoice.id = line.invoice_id
        JOIN invoicing_subscription subscription ON subscription.id = line.subscription_id
        JOIN metering_servicepoint point ON point.id = subscription.service_point_id
        JOIN metering_site site ON site.id = point.site_id
        JOIN (SELECT name FROM pg_timezone_names) zone ON zone.name = site.zone_name
        CROSS JOIN LATERAL (
            SELECT extract(epoch FROM (line.to_date::timestamp AT TIME ZONE zone.name)
                                    - (line.from_date::timestamp AT TIME ZONE zone.name)) / 60 AS minutes
        ) period
        WHERE line.trace ->> 'of' = 'total' AND line.trace ? 'n'
            AND period.minutes / nullif((line.trace ->> 'n')::int, 0) NOT IN (1, 5, 10, 15, 20, 30, 60)
        """,
    ),
)
