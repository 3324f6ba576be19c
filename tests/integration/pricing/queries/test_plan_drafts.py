"""Drafts and the versions beside them."""

from datetime import date

import pytest

from billing_site.foundation import audit
from pricing.queries.plan_drafts import load_draft, load_draft_history, load_version, load_version_on
from tests.factories.pricing import PUBLISHED_AT, PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions():
    plan = PlanFactory()
    return [
        PlanVersionFactory(plan=plan, number=1, effective_from=date(2026, 1, 1)),
        PlanVersionFactory(plan=plan, number=2, effective_from=date(2027, 1, 1)),
        PlanVersionFactory(
            plan=plan, number=3, effective_from=date(2026, 6, 1), state="DRAFT", published_at=None
        ),
    ]


def test_finds_the_draft_and_any_version_with_its_people(versions, django_assert_num_queries):
    with django_assert_num_queries(1):
        draft = load_draft("HOME")
        assert draft == versions[2]
        assert (draft.plan.code, draft.edited_by) == ("HOME", None)
    assert load_version("HOME", 2) == versions[1]
    assert (load_draft("NONE"), load_version("HOME", 9)) == (None, None)


@pytest.mark.parametrize(
    ("day", "number"), [(date(2025, 1, 1), 1), (date(2026, 12, 31), 1), (date(2027, 1, 1), 2)]
)
def test_finds_the_published_version_of_a_day(versions, day, number):
    assert load_version_on("HOME", day).number == number
    assert load_version_on("NONE", day) is None


def test_tells_what_was_done_with_versions_the_newest_first(versions):
    for action in ("DRAFTED", "PUBLISHED"):
        audit.record(action=action, subject=versions[0], actor="test", at=PUBLISHED_AT)
    audit.record(action="DRAFTED", subject=versions[1], actor="test", at=PUBLISHED_AT)
    assert [entry.action for entry in load_draft_history([versions[0].pk])] == ["PUBLISHED", "DRAFTED"]
    assert load_draft_history([versions[2].pk]) == []
