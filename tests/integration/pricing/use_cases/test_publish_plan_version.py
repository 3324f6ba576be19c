"""Drafts become terms."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model

from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import UnableToPublishPlanVersion, publish_plan_version
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


def draft(**changes) -> PlanVersion:
    return import_plan(document={**tou_plan(), **changes}, imported_at=AT)


def test_freezes_the_draft_and_says_who_did_it():
    clerk = get_user_model().objects.create(username="clerk")
    version = publish_plan_version(version=draft(), published_at=AT, actor=clerk)
    version.refresh_from_db()
    assert (version.state, version.published_at, version.published_by) == ("PUBLISHED", AT, clerk)


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
