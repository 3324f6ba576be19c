"""What a charge counts and how it prices it."""

from tests.unit.pricing.plan_documents.documents import errors, total_plan, tou_plan, warnings

PER_UNIT = {"shape": "per_unit", "unit_price": "0.10"}


def test_refuses_unknown_metrics_calendars_and_taxes():
    plan = tou_plan()
    plan["charges"][1]["determinant"] |= {"metric": "GAS", "calendar": "night"}
    plan["charges"][1]["tax"] = "VAT"
    assert errors(plan) == [
        '$.charges[1].determinant.metric: there is no metric "GAS" (add it under "metrics")',
        '$.charges[1].determinant.calendar: there is no calendar "night" (add it under "calendars")',
        '$.charges[1].tax: no tax has the code "VAT" (add it under "taxes")',
    ]


def test_refuses_a_price_for_a_bucket_that_is_not_there():
    plan = tou_plan()
    plan["charges"][1]["prices"]["shoulder"] = PER_UNIT
    assert errors(plan) == [
        '$.charges[1].prices.shoulder: the calendar "tou" has no bucket "shoulder" (use one of peak, off_peak)'
    ]


def test_warns_of_a_bucket_without_price_unless_it_is_free_on_purpose():
    plan = tou_plan()
    del plan["charges"][1]["prices"]["peak"]
    assert errors(plan) == []
    assert warnings(plan) == [
        (
            '$.charges[1].prices: bucket "peak" has no price, so what falls into it costs nothing'
            ' (add a price, or "peak": null if that is meant)'
        )
    ]
    plan["charges"][1]["prices"]["peak"] = None
    assert warnings(plan) == []


def test_refuses_one_price_for_many_buckets():
    plan = tou_plan()
    del plan["charges"][1]["prices"]
    plan["charges"][1]["price"] = PER_UNIT
    assert "one price does not say which bucket it is for" in errors(plan)[0]


def test_refuses_prices_by_bucket_without_a_calendar():
    plan = total_plan(PER_UNIT)
    plan["charges"][0]["prices"] = {"peak": plan["charges"][0].pop("price")}
    assert errors(plan)[0].startswith("$.charges[0].prices: prices by bucket need a calendar")


def test_refuses_a_fixed_amount_for_something_counted():
    plan = tou_plan()
    plan["charges"][0]["determinant"] = {"kind": "days"}
    assert errors(plan) == [
        (
            "$.charges[0].price.shape: a fixed amount is owed per billing period, but the charge counts"
            ' "days" (use "per_unit", or count "period")'
        )
    ]


def test_warns_that_a_period_priced_per_unit_is_not_prorated():
    plan = tou_plan()
    plan["charges"][0]["price"] = PER_UNIT
    assert warnings(plan)[0].startswith('$.charges[0].price.shape: a "per_unit" price of one period')


def test_warns_of_tier_bounds_without_tiers():
    assert warnings(total_plan(PER_UNIT, tier_bounds="full")) == [
        "$.charges[0].tier_bounds: there are no tiers here, so it changes nothing (remove it)"
    ]
