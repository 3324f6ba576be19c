"""The published schema of plan documents."""

from jsonschema import Draft202012Validator

from pricing.plan_documents.schema import plan_schema, plan_schema_validator
from tests.unit.pricing.plan_documents.documents import tou_plan


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
