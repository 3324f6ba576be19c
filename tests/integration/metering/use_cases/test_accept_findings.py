"""Many findings accepted for one reason."""

from datetime import UTC, datetime, timedelta

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import ReadingFinding
from metering.use_cases.accept_findings import UnableToAcceptFindings, accept_findings
from tests.factories.metering import ChannelFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 2, 9, tzinfo=UTC)


def open_findings(count):
    channel = ChannelFactory()
    return [
        ReadingFinding.objects.create(
            channel=channel,
            rule="ZERO",
            severity="WARNING",
            starts_at=datetime(2026, 1, 5, 4, tzinfo=UTC) + timedelta(days=number),
            interval_count=48,
            explanation=f"48 half-hours of zero, number {number}",
            found_at=AT - timedelta(days=1),
        )
        for number in range(count)
    ]


def accept(findings, reason=" house is empty ", actor=None):
    return accept_findings(
        finding_ids=[finding.pk for finding in findings], reason=reason, accepted_at=AT, actor=actor
    )


def test_resolves_each_with_the_reason_and_an_entry_in_the_audit_trail():
    clerk = UserFactory(username="ana")
    findings = open_findings(2)
    assert accept(findings, actor=clerk) == 2
    for finding in ReadingFinding.objects.all():
        assert (finding.state, finding.resolved_at, finding.is_accepted) == ("RESOLVED", AT, True)
        assert finding.resolution == "house is empty"
    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.action, entry.subject_id, entry.actor) for entry in entries] == [
        ("ACCEPTED", str(finding.pk), clerk) for finding in findings
    ]
    assert entries[1].details == {
        "explanation": "48 half-hours of zero, number 1",
        "reason": "house is empty",
    }


def test_leaves_what_is_resolved_already_as_it_is():
    first, second = open_findings(2)
    accept([first], reason="seen")
    assert accept([first, second], reason="house is empty") == 1
    assert ReadingFinding.objects.get(pk=first.pk).resolution == "seen"
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("reason", "message"), [(" ", "say why"), ("x" * 301, "301 characters: 300 are kept")]
)
def test_wants_a_reason(reason, message):
    with pytest.raises(UnableToAcceptFindings, match=message):
        accept(open_findings(1), reason=reason)
    assert ReadingFinding.objects.get().state == "OPEN"


def test_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    for count in (1, 9):
        findings = open_findings(count)
        with django_assert_num_queries(5):  # three, and a savepoint
            assert accept(findings) == count
