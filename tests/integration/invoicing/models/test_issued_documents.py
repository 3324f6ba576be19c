"""A document that was issued is what it was."""

from hashlib import sha256

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from invoicing.models import IssuedDocument
from tests.factories.invoicing import ISSUED_AT, InvoiceFactory, finalized_invoice
from tests.integration.invoicing.models.refusals import refusal, sql, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.4"


def stored(invoice, content=CONTENT, digest=None):
    digest = digest or sha256(content).hexdigest()
    return IssuedDocument.objects.create(
        invoice=invoice, content=content, sha256=digest, rendered_at=ISSUED_AT
    )


@pytest.mark.parametrize("digest", ["0" * 64, sha256(CONTENT).hexdigest().upper(), ""])
def test_bears_the_hash_of_its_bytes(digest):
    invoice = finalized_invoice()
    statement = (
        "INSERT INTO invoicing_issueddocument (invoice_id, content, sha256, rendered_at)"
        " VALUES (%s, %s, %s, now())"
    )
    assert "issued_document_sha256_is_of_its_content" in refusal(sql(statement, invoice.pk, CONTENT, digest))


def test_is_stored_once_per_invoice():
    invoice = finalized_invoice()
    stored(invoice)
    assert "invoicing_issueddocument_invoice_id_key" in refusal(lambda: stored(invoice, b"other"))


def test_belongs_to_a_finalized_invoice():
    assert "is not finalized" in refusal(lambda: stored(InvoiceFactory()))


def test_is_neither_changed_nor_deleted():
    document = stored(finalized_invoice())
    acts = [*ways_to_change(document, "rendered_at", ISSUED_AT), *ways_to_delete(document)]
    for act in acts:
        assert "can be neither changed nor deleted" in refusal(act)


def test_the_migration_can_be_taken_back_and_made_again():
    def migrated(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("invoicing", name)])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT to_regclass('invoicing_issueddocument') IS NOT NULL,"
                " (SELECT count(*) FROM pg_proc WHERE proname = 'invoicing_guard_issued_document')"
            )
            return cursor.fetchone()

    assert migrated("0005_held_bills") == (False, 0)
    assert migrated("0007_one_account_runs_and_dismissals") == (True, 1)
    assert stored(finalized_invoice()).pk
