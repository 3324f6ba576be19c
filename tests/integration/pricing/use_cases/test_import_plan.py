"""Documents become drafts."""

from datetime import UTC, date, datetime

import pytest

from billing_site.foundation.access import Role
from billing_site.foundation.models import AuditEntry
from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import canonical_text, content_hash
from pricing.use_cases.import_plan import UnableToImportPlan, import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from pricing.use_cases.submit_plan_draft import submit_plan_draft
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)


def revised(**changes):
    return {**tou_plan(), **changes}


def test_makes_the_plan_and_a_draft():
    version = import_plan(document=tou_plan(), imported_at=AT)
    version.refresh_from_db()
    assert (version.plan.code, version.plan.name, version.plan.currency) == ("TOU", "Time of use", "USD")
    assert (version.number, version.state, version.effective_from) == (1, "DRAFT", date(2026, 1, 1))
    assert (version.document, version.content_hash) == (tou_plan(), content_hash(tou_plan()))
    assert version.created_at == AT


def test_comes_back_from_the_database_letter_by_letter():
    version = import_plan(document=tou_plan(), imported_at=AT)
    version.refresh_from_db()
    assert canonical_text(version.document) == canonical_text(tou_plan())


def test_replaces_the_draft():
    first = import_plan(document=tou_plan(), imported_at=AT)
    second = import_plan(document=revised(name="TOU two", effective_from="2026-02-01"), imported_at=LATER)
    assert (second.pk, second.number, second.effective_from) == (first.pk, 1, date(2026, 2, 1))
    assert PlanVersion.objects.get().document["name"] == "TOU two"
    assert Plan.objects.get().name == "TOU two"


def test_finds_the_draft_it_made_before():
    first = import_plan(document=tou_plan(), imported_at=AT)
    second = import_plan(document=tou_plan(), imported_at=LATER)
    assert (second.pk, second.created_at) == (first.pk, AT)
    assert PlanVersion.objects.count() == 1


def test_finds_a_published_version_and_leaves_the_draft_alone():
    published = publish_plan_version(
        version=import_plan(document=tou_plan(), imported_at=AT), published_at=AT, actor=None
    )
    draft = import_plan(document=revised(effective_from="2026-02-01", name="New name"), imported_at=LATER)
    assert (draft.number, draft.state) == (2, "DRAFT")
    assert import_plan(document=tou_plan(), imported_at=LATER).pk == published.pk
    assert PlanVersion.objects.get(pk=draft.pk).document["name"] == "New name"
    assert Plan.objects.get().name == "Time of use"


def test_refuses_a_document_with_errors_and_stores_nothing():
    with pytest.raises(UnableToImportPlan) as caught:
        import_plan(document=revised(currency="USX"), imported_at=AT)
    assert [problem.path for problem in caught.value.problems] == ["$.currency"]
    assert not Plan.objects.exists()


def test_refuses_another_currency_for_the_same_plan():
    import_plan(document=tou_plan(), imported_at=AT)
    with pytest.raises(UnableToImportPlan, match="plan TOU is in USD, but the document is in EUR"):
        import_plan(document=revised(currency="EUR"), imported_at=LATER)


def test_remembers_who_wrote_the_draft_first_and_last():
    first, second = user_with(Role.CLERK), user_with(Role.CLERK)
    import_plan(document=tou_plan(), imported_at=AT, actor=first)
    draft = import_plan(document=revised(name="Two"), imported_at=LATER, actor=second)
    draft.refresh_from_db()
    assert (draft.created_by, draft.edited_by, draft.edited_at) == (first, second, LATER)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor_label")) == [
        ("DRAFTED", first.username),
        ("EDITED", second.username),
    ]


def test_a_changed_draft_waits_for_approval_no_more():
    draft = import_plan(document=tou_plan(), imported_at=AT)
    clerk = user_with(Role.CLERK)
    submit_plan_draft(draft=draft, content_hash_seen=draft.content_hash, submitted_at=AT, actor=clerk)
    changed = import_plan(document=revised(name="Two"), imported_at=LATER, actor=clerk)
    assert (changed.submitted_at, changed.submitted_by) == (None, None)


def test_refuses_to_write_over_a_draft_that_the_writer_has_not_seen():
    clerk = user_with(Role.CLERK)
    seen = import_plan(document=tou_plan(), imported_at=AT).content_hash
    import_plan(document=revised(name="Two"), imported_at=LATER, actor=clerk, over=seen)
    with pytest.raises(UnableToImportPlan, match=f"the draft was saved by {clerk.username} meanwhile"):
        import_plan(document=revised(name="Three"), imported_at=LATER, over=seen)
    with pytest.raises(UnableToImportPlan, match="the plan has a draft already, saved by"):
        import_plan(document=revised(name="Three"), imported_at=LATER, over="")
    assert PlanVersion.objects.get().document["name"] == "Two"


def test_refuses_to_write_over_a_draft_that_is_no_more():
    draft = import_plan(document=tou_plan(), imported_at=AT)
    publish_plan_version(version=draft, published_at=AT, actor=None)
    with pytest.raises(UnableToImportPlan, match="was published or discarded meanwhile"):
        import_plan(document=revised(name="Two"), imported_at=LATER, over=draft.content_hash)
