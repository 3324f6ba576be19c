"""Tiers, blocks and stairs that do not follow each other."""

import pytest

from tests.unit.pricing.plan_documents.documents import charge_plan, errors, total_plan, warnings

TOTAL = {"kind": "total", "metric": "KWH"}
PEAK = {"kind": "peak_demand", "metric": "KWH", "window_minutes": 30}
OPEN = [{"up_to": None, "unit_price": "1"}]


def hours(*blocks):
    price = {"shape": "hours_use", "blocks": [{"hours": top, "tiers": tiers} for top, tiers in blocks]}
    return charge_plan(TOTAL, price, demand=PEAK)


def blocks(*tiers):
    names = ("block_size", "max_blocks", "block_price")
    return total_plan(
        {"shape": "block_tiers", "tiers": [dict(zip(names, tier, strict=True)) for tier in tiers]}
    )


def stairs(*pairs, **more):
    steps = [{"up_to": top, "amount": amount} for top, amount in pairs]
    return total_plan({"shape": "stairstep", "stairs": steps, **more})


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (
            hours(("200", OPEN), ("200", OPEN), (None, OPEN)),
            "blocks[1].hours: 200 is not above 200, the block before (let the tops rise from block to block)",
        ),
        (
            hours((None, OPEN), ("200", OPEN)),
            "blocks[0].hours: only the last block may be open (write the block's top)",
        ),
        (
            hours((None, [{"up_to": "100", "unit_price": "1"}])),
            "blocks[0].tiers[0].up_to: nothing says what usage above 100 costs (let the last tier end with null)",
        ),
        (
            hours((None, [{"up_to": None, "unit_price": "1", "flat_fee": "2"}])),
            'blocks[0].tiers[0].flat_fee: blocks of hours have no flat fees (make it a charge that counts "period")',
        ),
        (
            blocks(("0", None, "1")),
            "tiers[0].block_size: a block of nothing cannot be counted (write more than 0)",
        ),
        (
            blocks(("5", None, "1"), ("5", None, "1")),
            "tiers[0].max_blocks: only the last tier may have any number of blocks (write how many blocks it has)",
        ),
        (
            blocks(("5", "1.5", "1"), ("5", None, "1")),
            "tiers[0].max_blocks: 1.5 is no whole number of blocks (write 1, 2, 3 …)",
        ),
    ],
)
def test_refuses(plan, problem):
    assert problem in [text.removeprefix("$.charges[0].price.") for text in errors(plan)]


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (
            blocks(("5", "0", "1"), ("5", None, "1")),
            "tiers[0]: the tier has no blocks, so it is never reached (remove it)",
        ),
        (
            blocks(("5", "2", "1")),
            (
                "tiers[0].max_blocks: usage above the last tier is not charged"
                " (let the last tier have null, for any number)"
            ),
        ),
        (
            stairs(("10", "5"), ("10", "7"), (None, "9")),
            (
                "stairs[1]: the stair is never reached: one before it holds everything that it does"
                " (let the limits rise from stair to stair)"
            ),
        ),
        (
            stairs(("10", "5"), (None, "4")),
            "stairs[1].amount: the price falls from 5 to 4 as usage grows (make sure that is meant)",
        ),
        (
            stairs((None, "4"), refuse_above=True),
            "refuse_above: nothing is above the last stair, so it changes nothing (remove it)",
        ),
        (
            total_plan(
                {"shape": "graduated", "tiers": [{"up_to": None, "unit_price": "1", "flat_fee": "-2"}]}
            ),
            "tiers[0].flat_fee: the total falls by 2 when the tier is reached (make sure that is meant)",
        ),
    ],
)
def test_warns(plan, problem):
    assert errors(plan) == []
    assert warnings(plan) == [f"$.charges[0].price.{problem}"]


def test_stairs_of_several_metrics_rise_in_any_of_them():
    steps = [({"A": "1", "B": "9"}, "5"), ({"A": "2", "B": "1"}, "6"), ({"A": None, "B": None}, "7")]
    price = {
        "shape": "stairstep",
        "stairs": [{"limits": limits, "amount": amount} for limits, amount in steps],
    }
    assert warnings(charge_plan({"kind": "several_totals", "metrics": ["A", "B"]}, price)) == []
    steps[1][0]["A"] = "1"
    assert (
        "never reached" in warnings(charge_plan({"kind": "several_totals", "metrics": ["A", "B"]}, price))[0]
    )


def test_takes_hours_and_blocks_that_rise():
    assert errors(hours(("200", OPEN), (None, OPEN))) == []
    assert warnings(blocks(("5", "3", "1"), ("50", None, "1"))) == []
