"""Problems of documents: where, what, and the cure."""

import pytest

from pricing.plan_documents.problems import InvalidPlanDocument, PlanProblem, Severity, json_path, refused

WRONG = PlanProblem("$.name", "is empty", "give it a name")
ODD = PlanProblem("$.taxes", "is empty", "name a tax", Severity.WARNING)


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), "$"),
        (("charges", 1, "price"), "$.charges[1].price"),
        (("metrics", "WATER-IN"), '$.metrics["WATER-IN"]'),
        (('a "b" \\',), '$["a \\"b\\" \\\\"]'),
    ],
)
def test_writes_json_paths(steps, path):
    assert json_path(*steps) == path


def test_continues_a_path_from_another():
    assert json_path("tiers", 0, root="$.charges[2]") == "$.charges[2].tiers[0]"


def test_shows_place_message_and_cure():
    assert str(WRONG) == "$.name: is empty (give it a name)"


def test_only_errors_refuse_a_document():
    assert refused([WRONG, ODD]) == (WRONG,)
    assert refused([ODD]) == ()


def test_keeps_all_problems_with_the_error():
    error = InvalidPlanDocument(iter([WRONG, ODD]))
    assert error.problems == (WRONG, ODD)
    assert str(error) == "$.name: is empty (give it a name); $.taxes: is empty (name a tax)"
