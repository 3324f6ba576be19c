"""Plans in the admin: to read, to publish, not to edit."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.submit_plan_draft import submit_plan_draft
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
LIST = "admin:pricing_planversion_changelist"


@pytest.fixture
def draft() -> PlanVersion:
    return import_plan(document=tou_plan(), imported_at=datetime(2026, 1, 2, 9, tzinfo=UTC))


def test_shows_the_document_as_text(admin_client, draft):
    page = admin_client.get(reverse("admin:pricing_planversion_change", args=[draft.pk]))
    assert "&quot;unit_price&quot;: &quot;0.30&quot;" in page.content.decode()
    assert 'name="document' not in page.content.decode()


def test_publishes_the_selected_drafts_and_says_why_not(admin_client, draft):
    data = {"action": "publish", "_selected_action": [draft.pk]}
    early = admin_client.post(reverse(LIST), data, follow=True)
    assert "TOU version 1 waits for no approval" in early.content.decode()
    submit_plan_draft(
        draft=draft,
        content_hash_seen=draft.content_hash,
        submitted_at=draft.created_at,
        actor=user_with(Role.CLERK),
    )
    first = admin_client.post(reverse(LIST), data, follow=True)
    again = admin_client.post(reverse(LIST), data, follow=True)
    draft.refresh_from_db()
    assert (draft.state, draft.published_by.username) == ("PUBLISHED", "admin")
    assert "TOU version 1 is published." in first.content.decode()
    assert "TOU version 1 is published already" in again.content.decode()


def test_lists_plans_and_versions(admin_client, draft):
    assert "Time of use" in admin_client.get(reverse("admin:pricing_plan_changelist")).content.decode()
    assert "draft" in admin_client.get(reverse(LIST)).content.decode()
