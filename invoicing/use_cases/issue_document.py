"""Make the document of one invoice, unless there is one already."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from invoicing.documents.rendering_apart import DEFAULT_LIMITS, RenderingLimits, UnableToRender, render_apart
from invoicing.models import IssuedDocument
from invoicing.queries.usage_history import load_documents_to_print


class UnableToIssueDocument(Exception):
    """There is no document, and nothing else has changed; another try may do better unless it is a draft."""


def issue_document(
    *, invoice_id: int, at: datetime, limits: RenderingLimits = DEFAULT_LIMITS
) -> IssuedDocument:
    """The finalized invoice's document as it is stored; made now if there is none.

    If several make it at once, the first to be stored is the document. No transaction waits while it is made.

    Raises Invoice.DoesNotExist, and UnableToIssueDocument if the invoice is a draft, or its renderer died, hung
    or failed.
    """
    stored = IssuedDocument.objects.filter(invoice=invoice_id).first()
    if stored is not None:
        return stored
    document = load_documents_to_print([invoice_id])[invoice_id]
    if document.number is None:
        raise UnableToIssueDocument("a draft has no document")
    try:
        content = render_apart(document, limits=limits)
    except UnableToRender as error:
        raise UnableToIssueDocument(
            f"the document of {document.number} could not be made: {error}"
        ) from error
    made = IssuedDocument(
        invoice_id=invoice_id, content=content, sha256=sha256(content).hexdigest(), rendered_at=at
    )
    with transaction.atomic():
        IssuedDocument.objects.bulk_create([made], ignore_conflicts=True)
        return IssuedDocument.objects.get(invoice=invoice_id)
