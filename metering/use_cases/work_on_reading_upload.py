"""Do for an upload what it waits for: check it, store it, or undo it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django_q.exceptions import TimeoutException

from metering.models import ReadingUpload
from metering.models.upload_hold import UploadCancelled, UploadHold, hold_upload
from metering.use_cases.check_reading_upload import check_reading_upload
from metering.use_cases.store_reading_upload import store_reading_upload
from metering.use_cases.withdraw_reading_batch import UnableToWithdrawReadingBatch, withdraw_reading_batch

_MOST_ATTEMPTS: Final = 3
_States = ReadingUpload.State
# What a step that failed leaves behind: the upload waits for a person again, and says so.
_GIVEN_UP: Final = {
    _States.RECEIVED: (_States.REFUSED, "The file could not be checked"),
    _States.COMMITTING: (_States.CHECKED, "Nothing was stored"),
    _States.WITHDRAWING: (_States.COMMITTED, "Nothing was undone"),
}


def work_on_reading_upload(*, upload_id: int, at: datetime) -> None:
    """Take the next step of the upload, unless another worker is at it or there is none to take.

    The hold on it dies with the worker, and it waits as before; but what has cost several workers their lives
    is given up. A step that fails unexpectedly is given up too, in words that people can read, and the error
    rises; after trouble with the database the upload waits as before.
    """
    with hold_upload(upload_id) as hold:
        upload = _begun(upload_id, at) if hold is not None else None
        if hold is None or upload is None:
            return
        if upload.attempt_count > _MOST_ATTEMPTS:
            _give_up(upload, f"the work was broken off {_MOST_ATTEMPTS} times")
            return
        try:
            with suppress(UploadCancelled):
                _take_step(upload, hold, at)
        except (OperationalError, InterfaceError):
            raise
        except TimeoutException:  # django-q's, a SystemExit
            _give_up(upload, "it took longer than a job may take; send the file in several smaller ones")
            raise
        except Exception:
            _give_up(upload, "something went wrong on our side, and is in our log; try again, or tell us")
            raise


def _begun(upload_id: int, at: datetime) -> ReadingUpload | None:
    """The upload, one attempt older; None when nothing is to be done for it."""
    with transaction.atomic(durable=True):
        begun = ReadingUpload.objects.filter(pk=upload_id, state__in=ReadingUpload.AT_WORK).update(
            attempt_count=F("attempt_count") + 1, started_at=at, progress_done=0
        )
    if not begun:
        return None
    return ReadingUpload.objects.select_related("utility", "decided_by", "batch").get(pk=upload_id)


def _take_step(upload: ReadingUpload, hold: UploadHold, at: datetime) -> None:
    match upload.state:
        case _States.RECEIVED:
            check_reading_upload(upload=upload, hold=hold, at=at)
        case _States.COMMITTING:
            store_reading_upload(upload=upload, hold=hold, at=at)
        case _States.WITHDRAWING:
            _withdraw(upload, at)


def _withdraw(upload: ReadingUpload, at: datetime) -> None:
    """Withdraw the batch, or find that it is withdrawn: by an attempt that died, or by somebody else."""
    assert upload.batch is not None, "the database sees to it"
    with suppress(UnableToWithdrawReadingBatch):
        withdraw_reading_batch(
            batch=upload.batch, withdrawn_at=at, reason=upload.reason, actor=upload.decided_by
        )
    with transaction.atomic(durable=True):
        ReadingUpload.objects.filter(pk=upload.pk, state=_States.WITHDRAWING).update(state=_States.WITHDRAWN)


def _give_up(upload: ReadingUpload, why: str) -> None:
    state, what = _GIVEN_UP[_States(upload.state)]
    with transaction.atomic():
        ReadingUpload.objects.filter(pk=upload.pk, state=upload.state).update(
            state=state, trouble=f"{what}: {why}."
        )
