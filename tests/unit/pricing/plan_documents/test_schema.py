"""The published schema of plan documents."""

from pathlib import Path

from jsonschema import Draft202012Validator

import pricing.plan_documents
from pricing.plan_documents.schema import plan_schema, plan_schema_validator
from tests.unit.pricing.plan_documents.documents import tou_plan

CODE = Path(pricing.plan_documents.__file__).parent
DOCS = CODE.parents[1] / "docs"


def undescribed(schema, path="$"):
    """Paths of properties that do not say what they are."""
    for name, part in schema.get("properties", {}).items():
        if "description" not in part and "$ref" not in part and "const" not in part:
            yield f"{path}.{name}"
        yield from undescribed(part, f"{path}.{name}")
    for name, part in schema.get("$defs", {}).items():
        yield from undescribed(part, f"{path}#{name}")


def test_is_a_valid_schema_that_describes_every_property():
    Draft202012Validator.check_schema(plan_schema())
    assert list(undescribed(plan_schema())) == []


def test_is_read_once():
    assert plan_schema() is plan_schema()
    assert plan_schema_validator() is plan_schema_validator()


def test_accepts_a_plan_and_refuses_what_it_does_not_know():
    plan = tou_plan()
    assert plan_schema_validator().is_valid(plan)
    assert not plan_schema_validator().is_valid({**plan, "colour": "blue"})


def test_refuses_a_line_break_after_a_code():
    # Python's "$" would let it pass, and "TOU\n" would be another plan than "TOU".
    assert not plan_schema_validator().is_valid({**tou_plan(), "code": "TOU\n"})


def test_the_published_schema_is_the_one_that_is_used():
    assert (DOCS / "plan_documents.schema.json").read_text("utf-8") == (CODE / "schema.json").read_text(
        "utf-8"
    )


def test_the_handbook_names_every_property():
    handbook = (DOCS / "plan_documents.md").read_text("utf-8")
    assert {name for name in properties_of(plan_schema()) if f"`{name}`" not in handbook} == set()


def properties_of(node):
    if isinstance(node, list):
        return {name for inner in node for name in properties_of(inner)}
    if not isinstance(node, dict):
        return set()
    return {*node.get("properties", {}), *(name for inner in node.values() for name in properties_of(inner))}
