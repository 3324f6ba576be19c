"""Plans and the documents of their published versions."""

import pytest

from pricing.models import PlanVersion
from tests.factories.api_keys import program
from tests.factories.pricing import PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db


def test_lists_plans_by_code_with_their_published_versions():
    PlanVersionFactory(plan=PlanFactory(code="B", name="Beta"))
    alpha = PlanVersionFactory(plan=PlanFactory(code="A", name="Alpha"))
    PlanVersion.objects.create(
        plan=alpha.plan,
        number=2,
        effective_from="2026-06-01",
        document={},
        content_hash="d" * 64,
        created_at=alpha.created_at,
    )
    first, second = program().get("plans").json()["data"]
    assert (first["code"], first["name"], second["code"]) == ("A", "Alpha", "B")
    assert [version["number"] for version in first["versions"]] == [alpha.number]
    assert first["versions"][0]["until"] is None


def test_lists_no_plan_that_was_never_published():
    PlanFactory()
    assert program().get("plans").json() == {"data": [], "has_more": False, "next": None}


def test_gives_the_document_of_a_published_version():
    version = PlanVersionFactory()
    found = program().get(f"plans/{version.plan.code}/versions/{version.number}").json()
    assert found["document"] == version.document
    assert found["content_hash"] == f"sha256:{version.content_hash}"
    assert found["effective_from"] == "2026-01-01"


def test_gives_no_draft():
    plan = PlanFactory()
    PlanVersion.objects.create(
        plan=plan,
        number=1,
        effective_from="2026-06-01",
        document={},
        content_hash="d" * 64,
        created_at="2026-01-01T00:00:00Z",
    )
    assert program().get(f"plans/{plan.code}/versions/1").status_code == 404


def test_asks_no_more_of_the_database_for_more_plans(django_assert_max_num_queries):
    reader = program()
    for number in range(4):
        PlanVersionFactory(plan=PlanFactory(code=f"P{number}"))
    reader.get("plans")
    with django_assert_max_num_queries(20) as few:
        reader.get("plans", limit=1)
    with django_assert_max_num_queries(len(few)):
        reader.get("plans", limit=4)
