"""Payments, what they settle, and the triggers that keep both as they were recorded."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# What must never be undone is refused at once; what concerns many rows is looked at statement by statement.
PAYMENTS = """
CREATE TRIGGER payment_is_final BEFORE UPDATE OR DELETE ON invoicing_payment
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'A payment is final: it can be neither changed nor deleted.', 'Reverse it, and record it again under another reference.');
CREATE TRIGGER payment_reversal_is_final BEFORE UPDATE OR DELETE ON invoicing_paymentreversal
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'A reversal is final: it can be neither changed nor deleted.', 'Record the payment again under another reference.');

CREATE FUNCTION invoicing_check_payment_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM invoicing_account WHERE id = NEW.account_id AND currency = NEW.currency) THEN
        RAISE EXCEPTION 'A payment is in the currency of its account.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_is_in_currency_of_account BEFORE INSERT ON invoicing_payment
    FOR EACH ROW EXECUTE FUNCTION invoicing_check_payment_currency();
"""

ALLOCATIONS = """
CREATE FUNCTION invoicing_check_allocations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    -- The locks make simultaneous allocations of one payment or invoice see each other.
    PERFORM FROM invoicing_payment WHERE id IN (SELECT payment_id FROM allocated) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM invoicing_invoice WHERE id IN (SELECT invoice_id FROM allocated) ORDER BY id FOR NO KEY UPDATE;
    SELECT payment.reference, invoice.number, invoice.id AS invoice_id INTO wrong
    FROM allocated
    JOIN invoicing_payment payment ON payment.id = allocated.payment_id
    JOIN invoicing_invoice invoice ON invoice.id = allocated.invoice_id
    WHERE invoice.state <> 'FINALIZED'
        OR (invoice.account_id, invoice.currency) <> (payment.account_id, payment.currency)
        OR EXISTS (SELECT FROM invoicing_paymentreversal WHERE payment_id = payment.id)
        OR EXISTS (SELECT FROM invoicing_creditnote WHERE invoice_id = invoice.id)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Payment % cannot settle invoice %: both must stand, and be of one account and currency.',
            wrong.reference, coalesce(wrong.number, 'draft ' || wrong.invoice_id) USING ERRCODE = 'check_violation';
    END IF;
    SELECT payment.reference, payment.amount, sum(standing.amount) AS allocated INTO wrong
    FROM invoicing_payment payment
    JOIN invoicing_paymentallocation standing ON standing.payment_id = payment.id AND standing.released_at IS NULL
    WHERE payment.id IN (SELECT payment_id FROM allocated)
    GROUP BY payment.id HAVING sum(standing.amount) > payment.amount LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Payment % is %, but % of it would be allocated.',
            wrong.reference, wrong.amount, wrong.allocated USING ERRCODE = 'check_violation';
    END IF;
    SELECT invoice.number, invoice.total, sum(standing.amount) AS paid INTO wrong
    FROM invoicing_invoice invoice
    JOIN invoicing_paymentallocation standing ON standing.invoice_id = invoice.id AND standing.released_at IS NULL
    WHERE invoice.id IN (SELECT invoice_id FROM allocated)
    GROUP BY invoice.id HAVING sum(standing.amount) > invoice.total LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Invoice % is %, but % of it would be paid.',
            wrong.number, wrong.total, wrong.paid USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER payment_allocation_fits AFTER INSERT ON invoicing_paymentallocation
    REFERENCING NEW TABLE AS allocated FOR EACH STATEMENT EXECUTE FUNCTION invoicing_check_allocations();

CREATE FUNCTION invoicing_guard_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
        OR to_jsonb(NEW) - 'released_at' IS DISTINCT FROM to_jsonb(OLD) - 'released_at'
    THEN
        RAISE EXCEPTION 'What a payment settles can only be released, and only once.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payment_allocation_is_released_once BEFORE UPDATE ON invoicing_paymentallocation
    FOR EACH ROW EXECUTE FUNCTION invoicing_guard_allocation();
CREATE TRIGGER payment_allocation_is_not_deleted BEFORE DELETE ON invoicing_paymentallocation
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'What a payment settles cannot be deleted.', 'Release it instead.');

-- Money that went back, and an invoice that was taken back, have nothing to do with each other any more.
CREATE FUNCTION invoicing_check_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM invoicing_paymentallocation
        WHERE released_at IS NULL AND CASE TG_TABLE_NAME
            WHEN 'invoicing_creditnote' THEN invoice_id = (to_jsonb(NEW) ->> 'invoice_id')::bigint
            ELSE payment_id = (to_jsonb(NEW) ->> 'payment_id')::bigint END
    ) THEN
        RAISE EXCEPTION 'A reversed payment and a credited invoice settle nothing: release what they settled.'
            USING ERRCODE = 'check_violation', HINT = 'Do it in the same transaction.';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER payment_reversal_releases AFTER INSERT ON invoicing_paymentreversal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing_check_released();
CREATE CONSTRAINT TRIGGER credit_note_releases AFTER INSERT ON invoicing_creditnote
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invoicing_check_released();
"""

TRUNCATE = "".join(
    f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON invoicing_{table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION invoicing_refuse_truncate();\n"
    for table in ("payment", "paymentreversal", "paymentallocation")
)

# CASCADE reaches the triggers that call the functions; the others go with their tables.
BACKWARDS = "".join(
    f"DROP FUNCTION {name}() CASCADE;\n"
    for name in (
        "invoicing_check_released",
        "invoicing_guard_allocation",
        "invoicing_check_allocations",
        "invoicing_check_payment_currency",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0003_portal_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=18)),
                (
                    "received_date",
                    models.DateField(help_text="the day the money counts from, as the bank says"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("BANK", "bank transfer"),
                            ("CARD", "card"),
                            ("CASH", "cash"),
                            ("DIRECT_DEBIT", "direct debit"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="the bank's transaction number, or that of the receipt", max_length=100
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PaymentAllocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=4, max_digits=18)),
                ("allocated_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PaymentReversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reversal_date", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("reversed_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="ledgertransaction",
            name="ledger_transaction_has_one_cause",
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="book",
            field=models.CharField(
                choices=[
                    ("RECEIVABLE", "receivable"),
                    ("REVENUE", "revenue"),
                    ("TAX", "tax payable"),
                    ("CASH", "cash"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("state", "FINALIZED")),
                fields=["-due_date", "-id"],
                name="invoice_by_due_date",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="invoicing.account"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ledgertransaction",
            name="payment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger_transaction",
                to="invoicing.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymentallocation",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_allocations",
                to="invoicing.invoice",
            ),
        ),
        migrations.AddField(
            model_name="paymentallocation",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="invoicing.payment",
            ),
        ),
        migrations.AddField(
            model_name="paymentreversal",
            name="payment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="reversal", to="invoicing.payment"
            ),
        ),
        migrations.AddField(
            model_name="paymentreversal",
            name="reversed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ledgertransaction",
            name="payment_reversal",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ledger_transaction",
                to="invoicing.paymentreversal",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgertransaction",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        models.F("invoice"),
                        models.F("credit_note"),
                        models.F("payment"),
                        models.F("payment_reversal"),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="ledger_transaction_has_one_cause",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["account", "-received_date"], name="payment_by_account"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("reference"), name="text_pattern_ops"
                ),
                name="payment_by_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payment_is_more_than_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="payment_has_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("source", "reference"), name="payment_once_per_source_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentallocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payment_allocation_is_more_than_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="payment_reversal_has_reason"
            ),
        ),
        migrations.RunSQL(PAYMENTS + ALLOCATIONS + TRUNCATE, BACKWARDS),
    ]
