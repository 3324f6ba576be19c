"""Audit trail, outbox and background work in the admin: to read."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation import audit, outbox
from billing_site.foundation.models import AuditEntry, ClusterHeartbeat, Job, OutboxEvent
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, page_url, queries_of
from tests.factories.metering import SiteFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def audit_entry(actor="manage.py import_plan"):
    return audit.record(
        action="site.renamed", subject=SiteFactory(), actor=actor, at=AT, details={"to": "Old Mill"}
    )


def outbox_event():
    return outbox.announce(kind="site.renamed", subject=SiteFactory(), payload={"to": "Old Mill"}, at=AT)


def job(key="17"):
    return Job.objects.create(
        kind="tests.tasks.work", key=key, created_at=AT, progress_done=40, progress_total=1200
    )


def heartbeat(pid=4321):
    return ClusterHeartbeat.objects.create(host="web-1", pid=pid, started_at=AT, seen_at=AT)


@pytest.mark.parametrize("make", [audit_entry, outbox_event, job, heartbeat])
def test_is_read_only(admin_client, make):
    assert_is_read_only(admin_client, make())


def test_lists_take_as_many_queries_for_many_rows_as_for_one(admin_client, admin_user):
    audit_entry(admin_user), outbox_event(), job(), heartbeat()
    models = [AuditEntry, OutboxEvent, Job, ClusterHeartbeat]
    for_one = [queries_of(admin_client, list_url(model)) for model in models]
    for number in range(5):
        audit_entry(admin_user), outbox_event(), job(str(number)), heartbeat(number)
    assert [queries_of(admin_client, list_url(model)) for model in models] == for_one


def test_finds_what_was_done_to_a_row(admin_client):
    entry = audit_entry()
    audit_entry()
    for typed in (f"site {entry.subject_id}", f"metering.Site {entry.subject_id}"):
        assert listed(admin_client, AuditEntry, typed) == [entry]
    assert len(listed(admin_client, AuditEntry, "site")) == 2
    assert listed(admin_client, AuditEntry, "no such thing") == []


def test_page_shows_the_details(admin_client):
    page = admin_client.get(page_url(audit_entry())).text
    assert "&quot;to&quot;: &quot;Old Mill&quot;" in page


def test_job_says_how_far_it_is(admin_client):
    assert "40 of 1,200" in admin_client.get(page_url(job())).text
    assert len(listed(admin_client, Job, "tests.tasks")) == 1
