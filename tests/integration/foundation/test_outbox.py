"""What others are to be told stands or falls with what happened."""

import pytest
from django.db import IntegrityError, transaction

from billing_site.foundation.models import Job, OutboxEvent
from billing_site.foundation.outbox import announce

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(instant):
    return Job.objects.create(kind="some.task", key="1", created_at=instant)


def test_announces_in_the_order_of_writing(job, instant):
    first = announce(kind="JOB_DONE", subject=job, payload={"lines": 2}, at=instant)
    second = announce(kind="JOB_DONE", subject=job, payload={}, at=instant)
    first.refresh_from_db()
    assert second.sequence > first.sequence
    assert (first.kind, first.subject_type, first.subject_id) == ("JOB_DONE", "foundation.job", str(job.pk))
    assert (first.payload, first.created_at, first.handled_at) == ({"lines": 2}, instant, None)


def test_is_lost_with_the_transaction_of_the_deed(job, instant):
    with transaction.atomic():
        announce(kind="JOB_DONE", subject=job, payload={}, at=instant)
        transaction.set_rollback(True)
    assert OutboxEvent.objects.count() == 0


def test_refuses_a_subject_that_was_not_saved(instant):
    with pytest.raises(ValueError, match="save it first"):
        announce(kind="JOB_DONE", subject=Job(), payload={}, at=instant)


def test_has_a_kind(job, instant):
    with pytest.raises(IntegrityError, match="outbox_event_names_kind_and_subject"), transaction.atomic():
        announce(kind="", subject=job, payload={}, at=instant)
