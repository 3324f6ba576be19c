"""A draft is thrown away."""

from datetime import UTC, date, datetime

import pytest

from billing_site.foundation.access import Role
from billing_site.foundation.models import AuditEntry
from pricing.models import Plan, PlanVersion
from pricing.use_cases.discard_plan_draft import UnableToDiscardPlanDraft, discard_plan_draft
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def clerk():
    return user_with(Role.CLERK)


def drafted(**changes) -> PlanVersion:
    return import_plan(document={**tou_plan(), **changes}, imported_at=AT)


def discard(draft, clerk, seen=None) -> None:
    discard_plan_draft(
        draft=draft, content_hash_seen=seen or draft.content_hash, discarded_at=AT, actor=clerk
    )


def test_takes_a_plan_that_had_nothing_else_with_it(clerk):
    discard(drafted(), clerk)
    assert (PlanVersion.objects.count(), Plan.objects.count()) == (0, 0)
    entry = AuditEntry.objects.get(action="DISCARDED")
    assert (entry.actor_label, entry.details["plan"]) == (clerk.username, "TOU")


def test_leaves_published_versions_alone(clerk):
    publish_plan_version(version=drafted(), published_at=AT, actor=None)
    discard(drafted(name="Two", effective_from="2027-01-01"), clerk)
    assert PlanVersion.objects.get().number == 1


def test_leaves_a_plan_that_somebody_is_on(clerk):
    draft = drafted()
    SubscriptionFactory(plan=draft.plan, start_date=date(2026, 1, 1))
    discard(draft, clerk)
    assert (PlanVersion.objects.count(), Plan.objects.count()) == (0, 1)


def test_refuses_what_was_not_seen_and_what_is_no_draft(clerk):
    draft = drafted()
    with pytest.raises(UnableToDiscardPlanDraft, match="changed meanwhile"):
        discard(draft, clerk, seen="0" * 64)
    publish_plan_version(version=draft, published_at=AT, actor=None)
    with pytest.raises(UnableToDiscardPlanDraft, match="published or discarded meanwhile"):
        discard(draft, clerk)
    assert PlanVersion.objects.get().state == "PUBLISHED"
