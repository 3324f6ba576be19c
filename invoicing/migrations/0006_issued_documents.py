"""The PDFs of finalized invoices, and what of them is still to be made."""

import django.db.models.deletion
from django.db import migrations, models

import invoicing.models.issued_documents

GUARD = """
CREATE FUNCTION invoicing_guard_issued_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM invoicing_invoice WHERE id = NEW.invoice_id AND state = 'FINALIZED') THEN
        RAISE EXCEPTION 'Invoice % is not finalized: it has no document yet.', NEW.invoice_id
            USING ERRCODE = 'restrict_violation', HINT = 'Finalize it first.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER issued_document_is_of_finalized_invoice BEFORE INSERT ON invoicing_issueddocument
    FOR EACH ROW EXECUTE FUNCTION invoicing_guard_issued_document();
CREATE TRIGGER issued_document_is_final BEFORE UPDATE OR DELETE ON invoicing_issueddocument
    FOR EACH ROW EXECUTE FUNCTION invoicing_refuse_change(
        'A document that was issued can be neither changed nor deleted.',
        'Issue a credit note for its invoice and bill the period again.');
CREATE TRIGGER issueddocument_is_not_emptied BEFORE TRUNCATE ON invoicing_issueddocument
    FOR EACH STATEMENT EXECUTE FUNCTION invoicing_refuse_truncate();
"""
BACKWARDS = """
DROP FUNCTION invoicing_guard_issued_document() CASCADE;
DROP TRIGGER issued_document_is_final ON invoicing_issueddocument;
DROP TRIGGER issueddocument_is_not_emptied ON invoicing_issueddocument;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0005_held_bills"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_invoice_id", models.BigIntegerField(default=0)),
                ("failed_count", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="invoicing.billrunbatch",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "document batches",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at", None)),
                        fields=["batch"],
                        name="document_batch_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuedDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("rendered_at", models.DateTimeField()),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document",
                        to="invoicing.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256", invoicing.models.issued_documents.Sha256Hex(models.F("content")))
                        ),
                        name="issued_document_sha256_is_of_its_content",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD, BACKWARDS),
    ]
