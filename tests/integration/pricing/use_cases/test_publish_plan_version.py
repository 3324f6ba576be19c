"""Drafts become terms."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.access import Role
from billing_site.foundation.models import AuditEntry
from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import UnableToPublishPlanVersion, publish_plan_version
from pricing.use_cases.submit_plan_draft import submit_plan_draft
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


def draft(**changes) -> PlanVersion:
    return import_plan(document={**tou_plan(), **changes}, imported_at=AT)


def submitted(by, **changes) -> PlanVersion:
    version = draft(**changes)
    return submit_plan_draft(draft=version, content_hash_seen=version.content_hash, submitted_at=AT, actor=by)


def test_freezes_what_another_submitted_and_says_who_did_it():
    clerk, manager = user_with(Role.CLERK), user_with(Role.MANAGER)
    waiting = submitted(clerk)
    version = publish_plan_version(
        version=waiting, published_at=AT, actor=manager, content_hash_seen=waiting.content_hash
    )
    version.refresh_from_db()
    assert (version.state, version.published_at, version.published_by) == ("PUBLISHED", AT, manager)
    entry = AuditEntry.objects.get(action="PUBLISHED")
    assert (entry.actor_label, entry.details["plan"]) == (manager.username, "TOU")


@pytest.mark.parametrize("hand", ["created_by", "edited_by", "submitted_by"])
def test_refuses_who_had_a_hand_in_it(hand):
    clerk, manager = user_with(Role.CLERK), user_with(Role.MANAGER)
    version = submitted(clerk)
    PlanVersion.objects.update(**{hand: manager})
    with pytest.raises(UnableToPublishPlanVersion, match="you had a hand in TOU version 1: another manager"):
        publish_plan_version(version=version, published_at=AT, actor=manager)
    assert PlanVersion.objects.get().state == "DRAFT"


def test_refuses_a_person_what_waits_for_no_approval_but_not_a_command():
    version = draft()
    with pytest.raises(UnableToPublishPlanVersion, match="waits for no approval: submit it first"):
        publish_plan_version(version=version, published_at=AT, actor=user_with(Role.MANAGER))
    assert publish_plan_version(version=version, published_at=AT, actor=None).state == "PUBLISHED"


def test_refuses_what_the_person_has_not_seen():
    version = submitted(user_with(Role.CLERK))
    with pytest.raises(UnableToPublishPlanVersion, match="was changed meanwhile: look at it again"):
        publish_plan_version(
            version=version, published_at=AT, actor=user_with(Role.MANAGER), content_hash_seen="0" * 64
        )


def test_refuses_a_draft_that_is_gone():
    version = draft()
    PlanVersion.objects.all().delete()
    with pytest.raises(UnableToPublishPlanVersion, match="discarded meanwhile"):
        publish_plan_version(version=version, published_at=AT, actor=None)


def test_gives_the_plan_the_name_of_its_newest_published_version():
    publish_plan_version(version=draft(), published_at=AT, actor=None)
    second = draft(name="Time of use 2027", effective_from="2027-01-01")
    assert publish_plan_version(version=second, published_at=AT, actor=None).plan.name == "Time of use 2027"


def test_refuses_a_version_that_is_published_already():
    version = publish_plan_version(version=draft(), published_at=AT, actor=None)
    with pytest.raises(UnableToPublishPlanVersion, match="TOU version 1 is published already"):
        publish_plan_version(version=version, published_at=AT, actor=None)


def test_refuses_a_second_version_from_the_same_day():
    publish_plan_version(version=draft(), published_at=AT, actor=None)
    with pytest.raises(
        UnableToPublishPlanVersion,
        match="version 1 is published from 2026-01-01 already: choose another date",
    ):
        publish_plan_version(version=draft(name="Other"), published_at=AT, actor=None)


def test_refuses_a_document_that_has_errors_now():
    version = draft()
    version.document["currency"] = "USX"
    version.save()
    with pytest.raises(UnableToPublishPlanVersion) as caught:
        publish_plan_version(version=version, published_at=AT, actor=None)
    assert [problem.path for problem in caught.value.problems] == ["$.currency"]
    assert PlanVersion.objects.get().state == "DRAFT"


def test_refuses_a_row_that_differs_from_its_document():
    version = draft()
    PlanVersion.objects.update(effective_from="2020-01-01")
    with pytest.raises(UnableToPublishPlanVersion, match="differ in code, currency, date or content"):
        publish_plan_version(version=version, published_at=AT, actor=None)
