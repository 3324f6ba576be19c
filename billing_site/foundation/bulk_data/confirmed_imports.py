"""The preview of a bulk file, and its import once it was confirmed: exactly as previewed, and only once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, models, transaction
from django.db.models import QuerySet

from billing_site.foundation.audit import record
from billing_site.foundation.bulk_data.import_preview import ImportPreview, preview_of
from billing_site.foundation.bulk_data.master_data_resource import MasterDataResource
from billing_site.foundation.bulk_data.pending_imports import PendingImport
from billing_site.foundation.bulk_data.row_outcomes import Kind
from billing_site.foundation.idempotency import once
from billing_site.foundation.models import AuditEntry

IMPORTED: Final = "bulk data imported"


class UnableToConfirm(Exception):
    """Nothing was stored; the message says why, and the page is to be looked at again."""


def preview_import(resource: type[MasterDataResource], pending: PendingImport) -> ImportPreview:
    """What confirming would do: it is done and taken back. Raises UnreadableTable."""
    return preview_of(resource().import_table(pending.read(), dry_run=True))


def confirm_import(
    resource: type[MasterDataResource],
    pending: PendingImport,
    *,
    seen: str,
    actor: AbstractBaseUser,
    at: datetime,
) -> int:
    """Store the file's rows and return the id of the audit entry; a second call only returns it again.

    `seen` is the digest of the preview that was confirmed. Raises UnableToConfirm when the import would do
    anything else by now, and UnreadableTable.
    """

    def effect() -> int:
        outcome = resource().import_table(pending.read(), dry_run=False)
        if outcome.is_refused or outcome.digest != seen:
            raise UnableToConfirm(
                "The data have changed since you looked at this preview, so nothing was stored. Look again."
            )
        counts = outcome.counts
        return record(
            action=IMPORTED,
            subject=_table(resource._meta.model),
            actor=actor,
            at=at,
            details={
                "table": str(resource._meta.model._meta.verbose_name_plural),
                "file_name": pending.file_name,
                "content_hash": pending.content_hash,
                "rows": len(outcome.rows),
                **{kind: counts[kind] for kind in (Kind.NEW, Kind.CHANGED, Kind.UNCHANGED)},
            },
        ).pk

    try:
        with transaction.atomic():
            answer = once(
                owner=f"bulk data of {actor.get_username()}",
                key=pending.key,
                request_hash=pending.content_hash,
                at=at,
                effect=effect,
            )
    except OperationalError as error:
        raise UnableToConfirm(
            "Somebody else is changing the same rows at this moment, so nothing was stored. Try again."
        ) from error
    pending.discard()
    return int(answer.response)


def imports_of(tables: Collection[type[models.Model]]) -> QuerySet[AuditEntry]:
    """The confirmed imports of these tables, the latest first."""
    ids = [str(kind.pk) for kind in ContentType.objects.get_for_models(*tables).values()]
    return AuditEntry.objects.filter(
        subject_type=ContentType._meta.label_lower, subject_id__in=ids, action=IMPORTED
    ).order_by("-at")


def _table(model: type[models.Model]) -> ContentType:
    """What stands for a whole table in the audit trail."""
    return ContentType.objects.get_for_model(model)
