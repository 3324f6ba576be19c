"""All problems of a document, the shape's first."""

from pricing.plan_documents.validation import validate_plan_document
from tests.unit.pricing.plan_documents.documents import tou_plan


def test_finds_nothing_wrong_with_a_good_plan():
    assert validate_plan_document(tou_plan()) == ()


def test_looks_at_the_meaning_only_when_the_shape_is_right():
    plan = tou_plan()
    plan["charges"][1]["tax"] = "NO-SUCH-TAX"
    plan["charges"][1]["prices"]["peak"]["unit_price"] = 0.3
    assert [problem.path for problem in validate_plan_document(plan)] == [
        "$.charges[1].prices.peak.unit_price"
    ]
    plan["charges"][1]["prices"]["peak"]["unit_price"] = "0.3"
    assert [problem.path for problem in validate_plan_document(plan)] == ["$.charges[1].tax"]


def test_gathers_problems_of_plan_calendars_and_charges():
    plan = tou_plan()
    plan["discounts"][0]["charges"] = ["GONE"]
    plan["calendars"]["tou"]["windows"][0]["bucket"] = "peek"
    plan["charges"][1]["prices"]["off_peak"]["tiers"][1]["up_to"] = "300"
    paths = {problem.path for problem in validate_plan_document(plan)}
    assert paths >= {
        "$.discounts[0].charges[0]",
        "$.calendars.tou.windows[0].bucket",
        "$.charges[1].prices.off_peak.tiers[1].up_to",
    }


def test_takes_anything_that_json_can_hold():
    for document in (None, [], "plan", 3, True, {}):
        assert validate_plan_document(document)
