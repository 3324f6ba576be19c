"""The audit trail is written with the deed and never changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ProtectedError

from billing_site.foundation.audit import record
from billing_site.foundation.models import AuditEntry, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return get_user_model().objects.create(username="clara")


@pytest.fixture
def job(instant):
    return Job.objects.create(kind="some.task", key="1", created_at=instant)


def test_says_who_did_what_to_which_row(clerk, job, instant):
    entry = record(action="APPROVED", subject=job, actor=clerk, at=instant, details={"reason": "checked"})
    entry.refresh_from_db()
    assert (entry.at, entry.actor, entry.actor_label, entry.action) == (instant, clerk, "clara", "APPROVED")
    assert (entry.subject_type, entry.subject_id) == ("foundation.job", str(job.pk))
    assert entry.details == {"reason": "checked"}


@pytest.mark.parametrize(("actor", "label"), [(None, "system"), ("API key head-end", "API key head-end")])
def test_names_what_acts_without_a_user(actor, label, job, instant):
    entry = record(action="IMPORTED", subject=job, actor=actor, at=instant)
    assert (entry.actor, entry.actor_label, entry.details) == (None, label, {})


def test_keeps_amounts_and_dates_as_text(job, instant):
    entry = record(
        action="PAID",
        subject=job,
        actor=None,
        at=instant,
        details={"a": Decimal("10.10"), "d": date(2026, 3, 29)},
    )
    entry.refresh_from_db()
    assert entry.details == {"a": "10.10", "d": "2026-03-29"}


def test_refuses_a_subject_that_was_not_saved(instant):
    with pytest.raises(ValueError, match=r"foundation\.job has no primary key"):
        record(action="APPROVED", subject=Job(), actor=None, at=instant)


def test_is_lost_with_the_transaction_of_the_deed(job, instant):
    with transaction.atomic():
        record(action="APPROVED", subject=job, actor=None, at=instant)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: AuditEntry.objects.update(action="DENIED"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
        lambda entry: entry.save(),
    ],
    ids=["update", "delete", "raw_delete", "save"],
)
def test_can_be_neither_changed_nor_deleted(attempt, job, instant):
    entry = record(action="APPROVED", subject=job, actor=None, at=instant)
    with pytest.raises(IntegrityError, match="can be neither changed nor deleted"), transaction.atomic():
        attempt(entry)
    assert AuditEntry.objects.get().action == "APPROVED"


def test_keeps_its_user_from_being_deleted(clerk, job, instant):
    record(action="APPROVED", subject=job, actor=clerk, at=instant)
    with pytest.raises(ProtectedError):
        clerk.delete()


def test_names_an_action(job, instant):
    with (
        pytest.raises(IntegrityError, match="audit_entry_names_actor_action_and_subject"),
        transaction.atomic(),
    ):
        record(action="", subject=job, actor=None, at=instant)


def test_trigger_and_queue_index_can_be_taken_back_and_put_again(job, instant):
    def names() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger UNION SELECT indexname FROM pg_indexes")
            return {row[0] for row in cursor.fetchall()}

    ours = {"audit_entry_is_append_only", "foundation_queue_by_key_and_lock"}
    assert ours <= names()
    MigrationExecutor(connection).migrate([("foundation", "0001_initial")])
    assert not ours & names()
    MigrationExecutor(connection).migrate([("foundation", "0003_queue_is_indexed")])
    assert ours <= names()
