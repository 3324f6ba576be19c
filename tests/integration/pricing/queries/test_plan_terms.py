"""Terms out of the database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pricing.models import PlanVersion
from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.queries.plan_terms import EffectiveVersion, load_plan_terms, load_versions_effective
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)


def draft(**changes) -> PlanVersion:
    return import_plan(document={**tou_plan(), **changes}, imported_at=AT)


def published(**changes) -> PlanVersion:
    return publish_plan_version(version=draft(**changes), published_at=AT, actor=None)


def test_loads_published_versions_and_drafts_in_one_query(django_assert_num_queries):
    first, second = published(), draft(code="OTHER", currency="EUR")
    with django_assert_num_queries(1):
        terms = load_plan_terms([first.pk, second.pk])
    assert {pk: one.currency for pk, one in terms.items()} == {first.pk: "USD", second.pk: "EUR"}
    assert terms[first.pk].taxes[0].percent == Decimal("7.25")


def test_keeps_published_terms_but_not_drafts():
    first, second = published(), draft(code="OTHER")
    once, again = load_plan_terms([first.pk, second.pk]), load_plan_terms([first.pk, second.pk])
    assert once[first.pk] is again[first.pk]
    assert once[second.pk] is not again[second.pk]


def test_sees_a_changed_draft():
    version = draft()
    load_plan_terms([version.pk])
    draft(taxes=[{"code": "SALES", "label": "Sales tax", "percent": "8"}])
    assert load_plan_terms([version.pk])[version.pk].taxes[0].percent == 8


def test_names_versions_that_are_not_there():
    version = published()
    with pytest.raises(PlanVersion.DoesNotExist, match="no plan version has the id 998, 999"):
        load_plan_terms([version.pk, 999, 998])


def test_refuses_a_draft_with_errors():
    version = draft()
    version.document["currency"] = "USX"
    version.save()
    with pytest.raises(InvalidPlanDocument):
        load_plan_terms([version.pk])


def test_versions_follow_each_other(django_assert_num_queries):
    first = published()
    third = published(effective_from="2026-07-01")
    second = published(effective_from="2026-04-01")
    other = published(code="OTHER", effective_from="2026-05-01")
    draft(effective_from="2026-06-01", name="not published")
    plan, other_plan, unknown = first.plan_id, other.plan_id, 0
    with django_assert_num_queries(1):
        found = load_versions_effective([plan, other_plan, unknown], date(2026, 3, 15), date(2026, 6, 15))
    assert found == {
        plan: (
            EffectiveVersion(first.pk, plan, 1, date(2026, 1, 1), date(2026, 4, 1)),
            EffectiveVersion(second.pk, plan, 3, date(2026, 4, 1), date(2026, 7, 1)),
        ),
        other_plan: (EffectiveVersion(other.pk, other_plan, 1, date(2026, 5, 1), None),),
        unknown: (),
    }
    assert third.number == 2


@pytest.mark.parametrize(
    ("from_date", "to_date", "numbers"),
    [
        (date(2025, 12, 1), date(2026, 1, 1), []),
        (date(2025, 12, 1), date(2026, 1, 2), [1]),
        (date(2026, 3, 31), date(2026, 4, 1), [1]),
        (date(2026, 4, 1), date(2026, 4, 2), [2]),
        (date(2026, 3, 31), date(2026, 4, 2), [1, 2]),
        (date(2030, 1, 1), date(2030, 2, 1), [2]),
    ],
)
def test_spans_are_half_open(from_date, to_date, numbers):
    plan_id = published().plan_id
    published(effective_from="2026-04-01")
    found = load_versions_effective([plan_id], from_date, to_date)[plan_id]
    assert [version.number for version in found] == numbers
