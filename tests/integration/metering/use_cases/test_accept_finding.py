"""Readings taken as they are."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from billing_site.foundation.models import AuditEntry
from metering.models import ReadingFinding
from metering.use_cases.accept_finding import UnableToAcceptFinding, accept_finding
from tests.factories.metering import ChannelFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 2, 9, tzinfo=UTC)


def open_finding():
    return ReadingFinding.objects.create(
        channel=ChannelFactory(),
        rule="GAP",
        severity="STOP",
        starts_at=datetime(2026, 1, 5, 4, tzinfo=UTC),
        interval_count=18,
        explanation="18 half-hours missing from 2026-01-05 04:00 to 13:00",
        found_at=datetime(2026, 2, 1, 7, tzinfo=UTC),
    )


def test_resolves_it_with_the_reason_and_says_who_did_it():
    clerk = get_user_model().objects.create(username="ana")
    accepted = accept_finding(finding=open_finding(), reason=" power cut ", accepted_at=AT, actor=clerk)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.resolved_at, accepted.resolution) == ("RESOLVED", AT, "power cut")
    assert accepted.is_accepted
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject_id) == ("ACCEPTED", clerk, str(accepted.pk))
    assert entry.details == {
        "explanation": "18 half-hours missing from 2026-01-05 04:00 to 13:00",
        "reason": "power cut",
    }


@pytest.mark.parametrize(
    ("reason", "message"), [("  ", "say why the readings are right"), ("x" * 301, "has 301 characters: 300")]
)
def test_wants_a_reason(reason, message):
    with pytest.raises(UnableToAcceptFinding, match=message):
        accept_finding(finding=open_finding(), reason=reason, accepted_at=AT, actor=None)
    assert ReadingFinding.objects.get().state == "OPEN"


def test_refuses_what_is_resolved_already():
    finding = open_finding()
    accept_finding(finding=finding, reason="power cut", accepted_at=AT, actor=None)
    with pytest.raises(UnableToAcceptFinding, match="resolved already: power cut"):
        accept_finding(finding=finding, reason="holiday", accepted_at=AT, actor=None)
    assert AuditEntry.objects.count() == 1


def test_the_database_knows_no_acceptance_without_a_reason():
    finding = open_finding()
    with pytest.raises(IntegrityError, match="reading_finding_accepted_has_reason"):
        ReadingFinding.objects.filter(pk=finding.pk).update(
            state="RESOLVED", resolved_at=AT, is_accepted=True, resolution=""
        )
