"""Bill runs: nobody is lost between a run and its invoices."""

from typing import Final

from invoicing.queries.book_audit.invariants import SqlInvariant

_RUN = "format('%s %s to %s', cycle.code, run.from_date, run.to_date)"

RUN_INVARIANTS: Final = (
    SqlInvariant(
        "I15",
        "Each batch has the number of invoices and exceptions that it says; a batch that waits has none.",
        f"""
        SELECT format('%s, batch %s (%s): it says %s invoices and %s exceptions, but there are %s and %s',
                      {_RUN}, batch.number, lower(batch.state), batch.invoice_count, batch.exception_count,
                      coalesce(invoice.count, 0), coalesce(exception.count, 0))
        FROM invoicing_billrunbatch batch
        JOIN invoicing_billrun run ON run.id = batch.bill_run_id
        JOIN invoicing_billingcycle cycle ON cycle.id = run.billing_cycle_id
        LEFT JOIN (SELECT batch_id, count(*) FROM invoicing_invoice GROUP BY batch_id) invoice
            ON invoice.batch_id = batch.id
        LEFT JOIN (SELECT batch_id, count(*) FROM invoicing_billrunexception GROUP BY batch_id) exception
            ON exception.batch_id = batch.id
        WHERE (batch.invoice_count, batch.exception_count)
                <> (coalesce(invoice.count, 0), coalesce(exception.count, 0))
            OR batch.state = 'OPEN' AND batch.invoice_count + batch.exception_count > 0
        """,
    ),
    SqlInvariant(
        "I15",
        "A run is as far as its batches: drafted or finalized with the last of them, and not before.",
        f"""
        SELECT format('%s is %s, but of its %s batches %s wait and %s are finalized',
                      {_RUN}, lower(run.state), batch.count, batch.waiting, batch.finalized)
        FROM invoicing_billrun run
        JOIN invoicing_billingcycle cycle ON cycle.id = run.billing_cycle_id
        CROSS JOIN LATERAL (
            SELECT count(*), count(*) FILTER (WHERE state = 'OPEN') AS waiting,
                   count(*) FILTER (WHERE state = 'FINALIZED') AS finalized
            FROM invoicing_billrunbatch WHERE bill_run_id = run.id
        ) batch
        WHERE NOT CASE run.state
            WHEN 'OPEN' THEN batch.waiting > 0 AND batch.finalized = 0
            WHEN 'DRAFTED' THEN batch.waiting = 0 AND batch.finalized = 0
            WHEN 'APPROVED' THEN batch.waiting = 0 AND batch.finalized < batch.count
            ELSE batch.finalized = batch.count END
        """,
    ),
    SqlInvariant(
        "I15",
        "No finalized invoice is held: whoever let it go has said so.",
        """
        SELECT format('%s is held: %s', invoice.number, hold.reason)
        FROM invoicing_billhold hold
        JOIN invoicing_invoice invoice ON invoice.id = hold.invoice_id
        WHERE hold.released_at IS NULL AND invoice.state = 'FINALIZED'
        """,
    ),
    SqlInvariant(
        "I18",
        "No account has both an invoice and an exception in one run, or two of them.",
        f"""
        SELECT format('account %s in %s: %s', account.number, {_RUN}, string_agg(found.what, ' and ' ORDER BY found.what DESC))
        FROM (
            SELECT account_id, batch_id, 'an invoice' AS what FROM invoicing_invoice
            UNION ALL
            SELECT account_id, batch_id, 'an exception' FROM invoicing_billrunexception
        ) found
        JOIN invoicing_billrunbatch batch ON batch.id = found.batch_id
        JOIN invoicing_billrun run ON run.id = batch.bill_run_id
        JOIN invoicing_billingcycle cycle ON cycle.id = run.billing_cycle_id
        JOIN invoicing_account account ON account.id = found.account_id
        GROUP BY account.id, run.id, cycle.id HAVING count(*) > 1
        """,
    ),
    SqlInvariant(
        "I18",
        "Every account that was supplied on a day of a drafted run has an invoice in it, or an exception.",
        # Billed by another run and a cancelled draft are answers too. A subscription that is younger than any
        # that the run has billed was registered after it: it is not the run's loss, but usage not billed yet.
        f"""
        WITH newest AS MATERIALIZED (
            SELECT batch.bill_run_id, max(claim.subscription_id) AS subscription_id
            FROM invoicing_billedperiod claim
            JOIN invoicing_invoice invoice ON invoice.id = claim.invoice_id
            JOIN invoicing_billrunbatch batch ON batch.id = invoice.batch_id
            GROUP BY batch.bill_run_id
        )
        SELECT format('account %s at %s, supplied from %s, was passed over by %s',
                      account.number, point.code, subscription.start_date, {_RUN})
        FROM invoicing_billrun run
        JOIN newest ON newest.bill_run_id = run.id
        JOIN invoicing_billingcycle cycle ON cycle.id = run.billing_cycle_id
        JOIN invoicing_billrunbatch batch ON batch.bill_run_id = run.id
        JOIN invoicing_account account ON account.billing_cycle_id = run.billing_cycle_id
            AND account.id BETWEEN batch.first_account_id AND batch.last_account_id
        JOIN invoicing_subscription subscription ON subscription.account_id = account.id
            AND subscription.start_date < run.to_date
            AND coalesce(subscription.end_date > run.from_date, true)
        JOIN metering_servicepoint point ON point.id = subscription.service_point_id
        WHERE run.state <> 'OPEN'
            AND subscription.id <= newest.subscription_id
            AND NOT EXISTS (
                SELECT FROM invoicing_billrunexception exception
                WHERE exception.batch_id = batch.id AND exception.account_id = account.id)
            AND NOT EXISTS (
                SELECT FROM invoicing_billedperiod claim
                WHERE claim.subscription_id = subscription.id
                    AND claim.from_date < run.to_date AND claim.to_date > run.from_date)
            AND NOT EXISTS (
                SELECT FROM foundation_auditentry entry
                WHERE entry.action = 'DRAFT_CANCELLED' AND entry.subject_type = 'invoicing.invoice'
                    AND entry.details -> 'subscriptions' @> to_jsonb(subscription.id)
                    AND (entry.details ->> 'from_date')::date < run.to_date
                    AND (entry.details ->> 'to_date')::date > run.from_date)
        """,
    ),
)
