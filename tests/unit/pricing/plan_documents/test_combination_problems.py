"""What is counted and how it is priced must fit."""

import pytest

from tests.unit.pricing.plan_documents.documents import charge_plan, errors, warnings

INDEX = {"shape": "index", "index": "SPOT", "missing": "refuse"}
DAYS = {"kind": "days"}
EVENTS = {"kind": "each_event", "metric": "SALES"}
SUM = {"kind": "event_total", "metric": "SALES", "aggregation": "sum"}
NET = {
    "kind": "net_usage",
    "import_metric": "IN",
    "export_metric": "OUT",
    "netting": "period",
    "side": "import",
}
PERCENT = {"shape": "percentage", "percent": "1"}
PER_UNIT = {"shape": "per_unit", "unit_price": "1"}
SEVERAL = {"kind": "several_totals", "metrics": ["A", "B"]}
CALL = {
    "shape": "rated_duration",
    "bands": [{"from": "00:00", "rates": [{"from_s": "0", "price": "1", "per_s": "60", "increment_s": "1"}]}],
}


def stairs(**limit):
    return {"shape": "stairstep", "stairs": [{**limit, "amount": "5"}]}


@pytest.mark.parametrize(
    ("determinant", "price", "problem"),
    [
        (
            DAYS,
            INDEX,
            (
                'price.shape: an index has a price for each interval, and "days" has no intervals'
                ' (count "total", "bucket_total" or "net_usage")'
            ),
        ),
        (
            NET,
            INDEX,
            (
                "price.shape: an index has a price for each interval, and netting over the period leaves none"
                ' (net by "interval", "hour" or "day")'
            ),
        ),
        (
            SUM,
            PERCENT,
            (
                'price.shape: a "percentage" price looks at every event by itself, but the charge counts "event_total"'
                ' (count "each_event")'
            ),
        ),
        (
            SUM,
            CALL,
            (
                'price.shape: a "rated_duration" price looks at every event by itself, but the charge counts'
                ' "event_total" (count "each_event")'
            ),
        ),
        (
            EVENTS,
            PER_UNIT,
            (
                'price.shape: a "per_unit" price looks at one quantity, not at every event by itself'
                ' (count "event_total")'
            ),
        ),
        (
            SEVERAL,
            PER_UNIT,
            (
                'price.shape: a "per_unit" price looks at one quantity, not at several'
                ' (use "stairstep", or count "total")'
            ),
        ),
        (
            SEVERAL,
            stairs(limits={"A": "1"}),
            (
                "price.stairs[0].limits: the stair must have a limit for each metric that is counted, and for no other"
                " (name A, B; null is no limit)"
            ),
        ),
        (
            SUM,
            stairs(limits={"SALES": "1"}),
            (
                "price.stairs[0].limits: one quantity is counted, so a stair has one limit"
                ' (use "up_to", or count "several_totals")'
            ),
        ),
        (
            SUM,
            {"shape": "fixed", "amount": "1"},
            (
                'price.shape: a fixed amount is owed per billing period, but the charge counts "event_total"'
                ' (use "per_unit", or count "period")'
            ),
        ),
    ],
)
def test_refuses(determinant, price, problem):
    assert errors(charge_plan(determinant, price, unit="USD")) == [f"$.charges[0].{problem}"]


@pytest.mark.parametrize(
    ("determinant", "price"),
    [
        ({**NET, "netting": "hour"}, INDEX),
        (EVENTS, PERCENT),
        (EVENTS, CALL),
        (EVENTS, {"shape": "dynamic"}),
        (SUM, {"shape": "dynamic"}),
        (SEVERAL, stairs(limits={"A": "1", "B": None})),
        (SUM, stairs(up_to=None)),
    ],
)
def test_takes_what_fits(determinant, price):
    plan = charge_plan(determinant, price, unit="USD")
    assert (errors(plan), warnings(plan)) == ([], [])


def test_warns_of_a_share_of_what_is_no_money_of_the_plan():
    assert warnings(charge_plan(EVENTS, PERCENT, unit="EUR")) == [
        "$.charges[0].price.shape: the price is a share of money in USD, but EUR is counted (make sure that is meant)"
    ]
    tiers = {"shape": "graduated_percentage", "tiers": [{"up_to": None, "percent": "1"}]}
    plan = charge_plan({**SUM, "aggregation": "count"}, tiers, unit="USD")
    assert "but a number of events is counted" in warnings(plan)[0]
