"""A draft is ready for approval."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.access import Role
from billing_site.foundation.models import AuditEntry
from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from pricing.use_cases.submit_plan_draft import UnableToSubmitPlanDraft, submit_plan_draft
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def draft():
    return import_plan(document=tou_plan(), imported_at=AT)


@pytest.fixture
def clerk():
    return user_with(Role.CLERK)


def submit(draft, clerk, seen=None) -> PlanVersion:
    return submit_plan_draft(
        draft=draft, content_hash_seen=seen or draft.content_hash, submitted_at=AT, actor=clerk
    )


def test_waits_for_somebody_else(draft, clerk):
    PlanVersion.objects.update(remark="Too cheap.")
    submit(draft, clerk)
    draft.refresh_from_db()
    assert (draft.submitted_at, draft.submitted_by, draft.remark) == (AT, clerk, "")
    entry = AuditEntry.objects.get(action="SUBMITTED")
    assert (entry.actor_label, entry.details["number"]) == (clerk.username, 1)


def test_refuses_a_second_time(draft, clerk):
    submit(draft, clerk)
    with pytest.raises(UnableToSubmitPlanDraft, match="waits for approval already"):
        submit(draft, clerk)


def test_refuses_what_was_not_seen(draft, clerk):
    with pytest.raises(UnableToSubmitPlanDraft, match="changed meanwhile"):
        submit(draft, clerk, seen="0" * 64)


def test_refuses_what_is_no_draft_any_more(draft, clerk):
    publish_plan_version(version=draft, published_at=AT, actor=None)
    with pytest.raises(UnableToSubmitPlanDraft, match="published or discarded meanwhile"):
        submit(draft, clerk)
