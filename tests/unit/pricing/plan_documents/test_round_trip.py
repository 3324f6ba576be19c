"""Export and import lose nothing, whatever a document holds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricing.plan_documents.canonical import canonical_bytes, canonical_text, content_hash
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.schema import plan_schema
from pricing.plan_documents.schema_problems import schema_problems
from pricing.plan_documents.validation import validate_plan_document
from tests.unit.pricing.plan_documents.documents import tou_plan
from tests.unit.pricing.plan_documents.generated_documents import branches_of, values_of

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
PARTS = {
    "calendars": "calendar",
    "charges": "charge",
    "discounts": "discount",
    "money_banks": "money_bank",
    "maximums": "maximum",
    "minimums": "minimum",
    "commitments": "commitment",
    "riders": "rider",
    "taxes": "tax",
    "rounding": "rounding",
    "source": "source",
}


def assert_nothing_is_lost(document):
    assert schema_problems(document) == ()
    # Whatever else is wrong with it is told, and nothing breaks on the way.
    assert all(problem.path.startswith("$.") for problem in validate_plan_document(document))
    exported = canonical_text(document)
    imported = read_plan_document(exported.encode())
    assert imported == document
    assert content_hash(imported) == content_hash(document)
    assert canonical_text(imported) == exported
    assert read_plan_document(canonical_bytes(document)) == document


def plan_with(**charge):
    plan = tou_plan()
    plan["charges"] = [{"code": "X", "label": "Text", **charge}]
    return plan


@pytest.mark.parametrize("kind", plan_schema()["$defs"]["determinant"]["properties"]["kind"]["enum"])
@FEW
@given(st.data())
def test_no_determinant_loses_anything(kind, data):
    determinant = data.draw(branches_of("determinant")[kind])
    assert_nothing_is_lost(plan_with(determinant=determinant, price={"shape": "dynamic"}))


@pytest.mark.parametrize("shape", plan_schema()["$defs"]["price"]["properties"]["shape"]["enum"])
@FEW
@given(st.data())
def test_no_price_loses_anything(shape, data):
    price = data.draw(branches_of("price")[shape])
    assert_nothing_is_lost(
        plan_with(determinant={"kind": "days"}, prices={"b": price, "a": price, "c": None})
    )


@pytest.mark.parametrize("part", PARTS)
@FEW
@given(st.data())
def test_no_part_of_a_plan_loses_anything(part, data):
    item = data.draw(values_of(PARTS[part]))
    plan = tou_plan()
    old = plan.get(part, [])
    plan[part] = {"tou": item} if part == "calendars" else [item] if isinstance(old, list) else item
    assert_nothing_is_lost(plan)
