"""The lists of a plan document whose members have codes."""

from pricing.plan_documents.schema import plan_schema
from pricing.plan_documents.sections import CODED


def test_are_the_lists_of_the_schema_whose_members_have_codes():
    schema = plan_schema()
    coded = {
        name
        for name, part in schema["properties"].items()
        if part.get("type") == "array" and _requires_a_code(schema, part["items"])
    }
    assert coded == CODED.keys()


def _requires_a_code(schema, items):
    definition = schema["$defs"][items["$ref"].rpartition("/")[2]]
    return "code" in definition["required"]
