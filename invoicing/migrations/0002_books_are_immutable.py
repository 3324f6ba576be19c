"""The database itself refuses to change what was issued or posted, and what does not add up.

Checks that concern many rows at once look at a whole statement (transition tables), so that drafting and
finalizing a batch costs one check and not one for each line. Only what must hold at commit is deferred, and
PostgreSQL defers row by row only.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION invoicing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation', HINT = TG_ARGV[1];
END
$$;
"""

INVOICES = """
CREATE FUNCTION invoicing_guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    set_by_finalizing CONSTANT text[] := ARRAY[
        'state', 'series', 'year', 'sequence_number', 'number', 'issue_date', 'due_date', 'parties'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'An invoice begins as a draft: it cannot be inserted as finalized.'
            USING ERRCODE = 'restrict_violation', HINT = 'Insert it as a draft, with its lines, and finalize it.';
    ELSIF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Invoice % is finalized and cannot be deleted.', OLD.number
            USING ERRCODE = 'restrict_violation', HINT = 'Issue a credit note for it instead.';
    ELSIF OLD.state = 'FINALIZED' THEN
        RAISE EXCEPTION 'Invoice % is finalized and cannot be changed.', OLD.number
            USING ERRCODE = 'restrict_violation', HINT = 'Issue a credit note for it and bill the period again.';
    ELSIF to_jsonb(NEW) - set_by_finalizing IS DISTINCT FROM to_jsonb(OLD) - set_by_finalizing THEN
        RAISE EXCEPTION 'Finalizing gives a draft its number, dates and parties, and changes nothing else of it.'
            USING ERRCODE = 'restrict_violation', HINT = 'Drop the draft and make it again.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invoice_begins_as_draft BEFORE INSERT ON invoicing_invoice
    FOR EACH ROW WHEN (NEW.state <> 'DRAFT') EXECUTE FUNCTION invoicing_guard_invoice();
CREATE TRIGGER invoice_finalized_is_not_deleted BEFORE DELETE ON invoicing_invoice
    FOR EACH ROW WHEN (OLD.state = 'FINALIZED') EXECUTE FUNCTION invoicing_guard_invoice();
CREATE TRIGGER invoice_finalized_is_not_changed BEFORE UPDATE ON invoicing_invoice
    FOR EACH ROW WHEN (OLD.state = 'FINALIZED' OR NEW.state = 'FINALIZED')
    EXECUTE FUNCTION invoicing_guard_invoice();

CREATE FUNCTION invoicing_check_finalized_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.number, n.net, n.tax, line.net AS line_net, line.tax AS line_tax, tax.tax AS tax_sum INTO wrong
    FROM new_invoice n
    JOIN old_invoice o ON o.id = n.id AND o.state <> n.state AND n.state = 'FINALIZED'
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount), 0) AS net, coalesce(sum(tax_amount), 0) AS tax
        FROM invoicing_invoiceline WHERE invoice_id = n.id
    ) line
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount), 0) AS tax FROM invoicing_invoicetax WHERE invoice_id = n.id
    ) tax
    WHERE (n.net, n.tax, n.tax) IS DISTINCT FROM (line.net, line.tax, tax.tax)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Invoice % does not add up: net % and tax %, but its lines come to % and %, its taxes to %.',
            wrong.number, wrong.net, wrong.tax, wrong.line_net, wrong.line_tax, wrong.tax_sum
            USING ERRCODE = 'check_violation', HINT = 'Drop the draft and make it again.';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER invoice_finalized_adds_up AFTER UPDATE ON invoicing_invoice
    REFERENCING OLD TABLE AS old_invoice NEW TABLE AS new_invoice
    FOR EACH STATEMENT EXECUTE FUNCTION invoicing_check_finalized_totals();
"""

PARTS_FUNCTION = """
CREATE FUNCTION invoicing_guard_invoice_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen text;
BEGIN
    -- FOR SHARE waits for a transaction that is just finalizing the invoice, and then sees it as final.
    WITH locked AS MATERIALIZED (
        SELECT number, state FROM invoicing_invoice
        WHERE id IN (SELECT invoice_id FROM touched) ORDER BY id FOR SHARE
    )
    SELECT number INTO frozen FROM locked WHERE state = 'FINALIZED' LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Invoice % is finalized: its %s cannot be added, changed or deleted.', frozen, TG_ARGV[0]
            USING ERRCODE = 'restrict_violation', HINT = 'Issue a credit note for it and bill the period again.';
    END IF;
    RETURN NULL;
END
$$;
"""

_PART_EVENTS = (
    ("inserted", "INSERT", "NEW"),
    ("deleted", "DELETE", "OLD"),
    ("changed", "UPDATE", "OLD"),
    ("moved_here", "UPDATE", "NEW"),
)


def _part_triggers(table: str, part: str, events: tuple[tuple[str, str, str], ...]) -> str:
    return "".join(
        f"CREATE TRIGGER {part.replace(' ', '_')}_of_finalized_invoice_is_not_{name} AFTER {event} ON {table} "
        f"REFERENCING {side} TABLE AS touched FOR EACH STATEMENT "
        f"EXECUTE FUNCTION invoicing_guard_invoice_parts('{part}');\n"
        for name, event, side in events
    )


PARTS = (
    PARTS_FUNCTION
    + _part_triggers("invoicing_invoiceline", "line", _PART_EVENTS)
    + _part_triggers("invoicing_invoicetax", "tax line", _PART_EVENTS)
    + _part_triggers("invoicing_billedperiod", "billed period", _PART_EVENTS[:2])
)

CLAIMS = """
CREATE FUNCTION invoicing_guard_billed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM invoicing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) ORDER BY id FOR SHARE;
    IF NOT EXISTS (
        SELECT FROM invoicing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND state = 'FINALIZED'
    ) THEN
        RETURN NEW;
    END IF;
    IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
        OR to_jsonb(NEW) - 'released_at' IS DISTINCT FROM to_jsonb(OLD) - 'released_at'
    THEN
        RAISE EXCEPTION 'A billed period of a finalized invoice can only be released, and only once.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM invoicing_creditnote WHERE invoice_id = OLD.invoice_id) THEN
        RAISE EXCEPTION 'A finalized invoice keeps its billed periods until a credit note takes it back.'
            USING ERRCODE = 'restrict_violation', HINT = 'Issue the credit note in the same transaction, first.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER billed_period_is_released_once BEFORE UPDATE ON invoicing_billedperiod
    FOR EACH ROW EXECUTE FUNCTION invoicing_guard_billed_period();
"""

CREDIT_NOTES = """
CREATE FUNCTION invoicing_check_credited_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM invoicing_invoice WHERE id = NEW.invoice_id AND state = 'FINALIZED') THEN
        RAISE EXCEPTION 'Only a finalized invoice can be credited.'
            USING ERRCODE = 'restrict_violation', HINT = 'Drop the draft instead.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER credit_note_is_of_finalized_invoice BEFORE INSERT ON invoicing_creditnote
    FOR EACH ROW EXECUTE FUNCTION invoicing_check_credited_invoice();

CREATE FUNCTION invoicing_check_credit_note_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    note invoicing_creditnote;
    lines record;
BEGIN
    IF TG_TABLE_NAME = 'invoicing_creditnote' THEN
        note := NEW;
    ELSE
        SELECT * INTO note FROM invoicing_creditnote WHERE id = NEW.credit_note_id;
    END IF;
    SELECT coalesce(sum(amount), 0) AS net, coalesce(sum(tax_amount), 0) AS tax INTO lines
    FROM invoicing_creditnoteline WHERE credit_note_id = note.id;
    IF (note.net, note.tax) IS DISTINCT FROM (lines.net, lines.tax) THEN
        RAISE EXCEPTION 'Credit note % does not add up: net % and tax %, but its lines come to % and %.',
            note.number, note.net, note.tax, lines.net, lines.tax USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER credit_note_adds_up AFTER INSERT ON invoicing_creditnote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing_check_credit_note_totals();
CREATE CONSTRAINT TRIGGER credit_note_line_adds_up AFTER INSERT ON invoicing_creditnoteline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing_check_credit_note_totals();
CREATE TRIGGER credit_note_is_final BEFORE UPDATE OR DELETE ON invoicing_creditnote
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'A credit note is final: it can be neither changed nor deleted.', 'Bill the period again instead.');
CREATE TRIGGER credit_note_line_is_final BEFORE UPDATE OR DELETE ON invoicing_creditnoteline
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'A credit note is final: its lines can be neither changed nor deleted.', 'Bill the period again instead.');
"""

LEDGER = """
CREATE FUNCTION invoicing_check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting bigint;
    entries bigint := 0;
    one record;
BEGIN
    IF TG_TABLE_NAME = 'invoicing_ledgertransaction' THEN
        posting := NEW.id;
    ELSE
        posting := NEW.transaction_id;
    END IF;
    FOR one IN
        SELECT currency, sum(amount) AS balance, count(*) AS entries FROM invoicing_ledgerentry
        WHERE transaction_id = posting GROUP BY currency
    LOOP
        entries := entries + one.entries;
        IF one.balance <> 0 THEN
            RAISE EXCEPTION 'Ledger transaction % does not balance: its % entries add up to %, not to zero.',
                posting, one.currency, one.balance USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    IF entries < 2 THEN
        RAISE EXCEPTION 'Ledger transaction % has % of the at least two entries that a posting needs.',
            posting, entries USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON invoicing_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing_check_ledger_balance();
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON invoicing_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing_check_ledger_balance();
CREATE TRIGGER ledger_transaction_is_append_only BEFORE UPDATE OR DELETE ON invoicing_ledgertransaction
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'The ledger is written once: a transaction can be neither changed nor deleted.',
        'Post another transaction that reverses it.');
CREATE TRIGGER ledger_entry_is_append_only BEFORE UPDATE OR DELETE ON invoicing_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'The ledger is written once: an entry can be neither changed nor deleted.',
        'Post another transaction that reverses it.');
"""

RUNS_AND_NUMBERS = """
CREATE TRIGGER bill_run_finalized_is_immutable BEFORE UPDATE OR DELETE ON invoicing_billrun
    FOR EACH ROW WHEN (OLD.state = 'FINALIZED') EXECUTE FUNCTION invoicing_refuse_change(
        'This bill run is finalized: it can be neither changed nor deleted.', 'Make another run.');
CREATE TRIGGER bill_run_batch_finalized_is_immutable BEFORE UPDATE OR DELETE ON invoicing_billrunbatch
    FOR EACH ROW WHEN (OLD.state = 'FINALIZED') EXECUTE FUNCTION invoicing_refuse_change(
        'This batch of a bill run is finalized: it can be neither changed nor deleted.', 'Make another run.');
CREATE TRIGGER number_sequence_never_goes_back BEFORE UPDATE ON invoicing_invoicenumbersequence
    FOR EACH ROW WHEN (
        NEW.last_number < OLD.last_number OR NEW.last_issue_date < OLD.last_issue_date
        OR NEW.series <> OLD.series OR NEW.year <> OLD.year)
    EXECUTE FUNCTION invoicing_refuse_change(
        'A number sequence never goes back: the next document would take a number or date already used.', '');
CREATE TRIGGER number_sequence_is_not_deleted BEFORE DELETE ON invoicing_invoicenumbersequence
    FOR EACH ROW WHEN (OLD.last_number > 0) EXECUTE FUNCTION invoicing_refuse_change(
        'This number sequence has given out numbers and cannot be deleted.', '');
"""

# A test suite empties its own database between tests; nobody else may.
TRUNCATE_FUNCTION = r"""CREATE FUNCTION invoicing_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_database() NOT LIKE 'test\_%' THEN
        RAISE EXCEPTION 'The table % holds the books and cannot be emptied.', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
"""

_BOOKS = ("billrun", "billrunbatch", "invoicenumbersequence", "invoice", "invoiceline", "invoicetax") + (
    ("billedperiod", "creditnote", "creditnoteline", "ledgertransaction", "ledgerentry")
)

TRUNCATE = TRUNCATE_FUNCTION + "".join(
    f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON invoicing_{table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION invoicing_refuse_truncate();\n"
    for table in _BOOKS
)

# CASCADE reaches the triggers that call the functions, and nothing else depends on them.
BACKWARDS = "".join(
    f"DROP FUNCTION {name}() CASCADE;\n"
    for name in (
        "invoicing_refuse_truncate",
        "invoicing_check_ledger_balance",
        "invoicing_check_credit_note_totals",
        "invoicing_check_credited_invoice",
        "invoicing_guard_billed_period",
        "invoicing_guard_invoice_parts",
        "invoicing_check_finalized_totals",
        "invoicing_guard_invoice",
        "invoicing_refuse_change",
    )
)


class Migration(migrations.Migration):
    """Triggers; no rows change."""

    dependencies = [("invoicing", "0001_initial")]
    operations = [
        migrations.RunSQL(
            REFUSE + INVOICES + PARTS + CLAIMS + CREDIT_NOTES + LEDGER + RUNS_AND_NUMBERS + TRUNCATE,
            BACKWARDS,
        )
    ]
