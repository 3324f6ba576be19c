"""What the database refuses."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from billing_site.foundation.access import Role
from pricing.models import Plan, PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from tests.factories.people import user_with
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


def published() -> PlanVersion:
    draft = import_plan(document=tou_plan(), imported_at=AT)
    return publish_plan_version(version=draft, published_at=AT, actor=None)


def refusal(act) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return str(caught.value)


def test_refuses_to_save_a_published_version():
    version = published()
    version.document = {**version.document, "name": "Cheaper"}
    assert "Version 1 of this plan is published and cannot be changed." in refusal(version.save)


@pytest.mark.parametrize(
    "changes",
    [
        {"document": {}},
        {"effective_from": date(2025, 1, 1)},
        {"number": 7},
        {"content_hash": "0" * 64},
        {"state": "DRAFT", "published_at": None},
        {"published_at": AT.replace(year=2030)},
        {"created_at": AT.replace(year=2030)},
    ],
)
def test_refuses_every_update_of_a_published_version(changes):
    versions = PlanVersion.objects.filter(pk=published().pk)
    assert "cannot be changed" in refusal(lambda: versions.update(**changes))


def test_refuses_raw_sql_too():
    version = published()

    def update() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE pricing_planversion SET document = jsonb_set(document, '{currency}', '\"EUR\"') WHERE id = %s",
                [version.pk],
            )

    assert "cannot be changed" in refusal(update)


def test_refuses_to_delete_a_published_version():
    version = published()
    assert "Version 1 of this plan is published and cannot be deleted." in refusal(version.delete)
    assert "cannot be deleted" in refusal(lambda: PlanVersion.objects.filter(pk=version.pk).delete())


def test_an_update_that_changes_nothing_passes():
    version = published()
    version.save()
    assert PlanVersion.objects.filter(pk=version.pk).update(number=1) == 1


def test_a_draft_may_change_and_go():
    draft = import_plan(document=tou_plan(), imported_at=AT)
    draft.number = 3
    draft.save()
    draft.delete()
    assert not PlanVersion.objects.exists()


def test_a_plan_with_a_published_version_keeps_code_and_currency():
    plan = published().plan
    assert "its code and currency cannot be changed" in refusal(
        lambda: Plan.objects.filter(pk=plan.pk).update(currency="EUR")
    )
    assert Plan.objects.filter(pk=plan.pk).update(name="Another name") == 1


def version_of(plan: Plan, **facts) -> PlanVersion:
    return PlanVersion(
        **{
            "plan": plan,
            "number": 1,
            "effective_from": date(2026, 1, 1),
            "document": {},
            "content_hash": "0" * 64,
            "created_at": AT,
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("first", "second", "constraint"),
    [
        ({"state": "PUBLISHED", "published_at": AT}, {"number": 1}, "plan_version_number_once_per_plan"),
        ({}, {"number": 2}, "plan_version_one_draft_per_plan"),
        (
            {"state": "PUBLISHED", "published_at": AT},
            {"state": "PUBLISHED", "published_at": AT, "number": 2},
            "plan_version_one_published_per_effective_date",
        ),
    ],
)
def test_refuses_versions_that_contradict_each_other(first, second, constraint):
    plan = Plan.objects.create(code="P", name="P", currency="EUR")
    version_of(plan, **first).save()
    assert constraint in refusal(version_of(plan, **second).save)


@pytest.mark.parametrize("facts", [{"state": "PUBLISHED"}, {"published_at": AT}])
def test_published_and_published_at_go_together(facts):
    plan = Plan.objects.create(code="P", name="P", currency="EUR")
    assert "plan_version_published_has_instant" in refusal(version_of(plan, **facts).save)


@pytest.mark.parametrize("hand", ["created_by", "edited_by", "submitted_by"])
def test_nobody_publishes_what_they_had_a_hand_in(hand):
    plan = Plan.objects.create(code="P", name="P", currency="EUR")
    author = user_with(Role.MANAGER)
    facts = {"state": "PUBLISHED", "published_at": AT, "published_by": author, hand: author}
    if hand == "submitted_by":
        facts["submitted_at"] = AT
    assert "plan_version_publisher_is_not_its_author" in refusal(version_of(plan, **facts).save)
    version_of(plan, **facts | {"published_by": user_with(Role.MANAGER)}).save()
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize("facts", [{"submitted_at": AT}, {"submitted_by": True}])
def test_who_submitted_and_when_go_together(facts):
    plan = Plan.objects.create(code="P", name="P", currency="EUR")
    if "submitted_by" in facts:
        facts = {"submitted_by": user_with(Role.CLERK)}
    constraint = "plan_version_submission_has_person_and_instant"
    assert constraint in refusal(version_of(plan, **facts).save)
