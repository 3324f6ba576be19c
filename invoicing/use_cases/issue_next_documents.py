"""Make the next documents of a finalized run, and keep them."""

from __future__ import annotations

import logging
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from invoicing.documents.rendering_apart import Renderer, UnableToRender
from invoicing.models import IssuedDocument
from invoicing.queries.open_documents import claim_next_document_batch, load_invoices_without_document
from invoicing.queries.usage_history import load_documents_to_print

AT_MOST: Final = 25
log = logging.getLogger(__name__)


def issue_next_documents(
    *, bill_run_id: int, at: datetime, renderer: Renderer, at_most: int = AT_MOST
) -> bool:
    """Make up to `at_most` documents of the run's first batch that nobody has; False when none waits.

    Claim and work are one transaction: whoever dies in it leaves the documents to be made by another. A document
    that cannot be made is logged, counted and passed over; it is tried again when somebody asks for it. Nothing
    is ever made twice, nor is an invoice touched.
    """
    with transaction.atomic(durable=True):
        waiting = claim_next_document_batch(bill_run_id)
        if waiting is None:
            return False
        invoice_ids = load_invoices_without_document(waiting, at_most)
        if not invoice_ids:
            waiting.finished_at = at
        made: list[IssuedDocument] = []
        for invoice_id, document in load_documents_to_print(invoice_ids).items():
            waiting.last_invoice_id = invoice_id
            try:
                content = renderer.render(document)
            except UnableToRender:
                log.exception("the document of invoice %s could not be made", document.number)
                waiting.failed_count += 1
                break  # it may have taken its time: keep what is made
            made.append(
                IssuedDocument(
                    invoice_id=invoice_id,
                    content=content,
                    sha256=sha256(content).hexdigest(),
                    rendered_at=at,
                )
            )
        # Somebody may have asked for one of them meanwhile: the first to be stored is the document.
        IssuedDocument.objects.bulk_create(made, ignore_conflicts=True)
        waiting.save(update_fields=["last_invoice_id", "failed_count", "finished_at"])
    return True
