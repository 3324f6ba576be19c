"""A draft goes back to whoever wrote it."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.access import Role
from billing_site.foundation.models import AuditEntry
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.return_plan_draft import UnableToReturnPlanDraft, return_plan_draft
from pricing.use_cases.submit_plan_draft import submit_plan_draft
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def waiting():
    draft = import_plan(document=tou_plan(), imported_at=AT)
    return submit_plan_draft(
        draft=draft, content_hash_seen=draft.content_hash, submitted_at=AT, actor=user_with(Role.CLERK)
    )


def test_goes_back_with_a_remark(waiting):
    manager = user_with(Role.MANAGER)
    return_plan_draft(draft=waiting, remark=" The peak price is too low. ", returned_at=AT, actor=manager)
    waiting.refresh_from_db()
    assert (waiting.submitted_at, waiting.submitted_by) == (None, None)
    assert waiting.remark == "The peak price is too low."
    entry = AuditEntry.objects.get(action="RETURNED")
    assert (entry.actor_label, entry.details["remark"]) == (manager.username, waiting.remark)


def test_refuses_without_a_remark_and_a_second_time(waiting):
    manager = user_with(Role.MANAGER)
    with pytest.raises(UnableToReturnPlanDraft, match="write a remark"):
        return_plan_draft(draft=waiting, remark="  ", returned_at=AT, actor=manager)
    return_plan_draft(draft=waiting, remark="No.", returned_at=AT, actor=manager)
    with pytest.raises(UnableToReturnPlanDraft, match="does not wait for approval any more"):
        return_plan_draft(draft=waiting, remark="No.", returned_at=AT, actor=manager)
