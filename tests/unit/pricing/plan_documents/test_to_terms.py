"""Documents to engine terms."""

from datetime import date
from decimal import Decimal

import pytest

from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.plan_documents.to_terms import plan_terms
from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.plan_terms import (
    Allowance,
    BucketTotal,
    Charge,
    Commitment,
    Contracted,
    FixedPrice,
    GraduatedPrice,
    MaximumBill,
    MoneyBank,
    NetSide,
    Netting,
    NetUsage,
    PackagePrice,
    PerPeriod,
    PerUnitPrice,
    QuantityBank,
    Rider,
    RoundingUnit,
    Span,
    Tier,
    TierBounds,
    UnitConversion,
    VolumePrice,
)
from pricing.rating.tou_calendar import SeasonSpan, TouWindow
from tests.unit.pricing.plan_documents.documents import charge_plan, total_plan, tou_plan


def test_keeps_everything_the_document_says():
    terms = plan_terms(tou_plan())
    customer, energy = terms.charges
    assert (terms.code, terms.currency, terms.metrics["ELECTRICITY_IMPORT"].unit) == ("TOU", "USD", "kWh")
    assert customer.determinant == PerPeriod()
    assert customer.prices == {None: FixedPrice(Decimal("10.00"))}
    assert customer.tax_code == "SALES"
    assert energy.determinant == BucketTotal("ELECTRICITY_IMPORT", "tou")
    assert energy.prices["peak"] == PerUnitPrice(Decimal("0.30"))
    assert energy.prices["off_peak"] == GraduatedPrice(
        (
            Tier(Decimal(300), Decimal("0.10")),
            Tier(Decimal(600), Decimal("0.12")),
            Tier(None, Decimal("0.15")),
        )
    )
    assert (energy.prorated, energy.tier_bounds, energy.group) == (True, TierBounds.PRORATED, "main")
    assert terms.discounts[0].charges == ("ENERGY",)
    assert terms.minimums[0].amount == Decimal(12)
    assert terms.taxes[0].percent == Decimal("7.25")
    assert (terms.rounding.unit, terms.rounding.scale, terms.rounding.mode) == (
        RoundingUnit.LINE,
        2,
        "half_up",
    )


def test_keeps_the_calendar():
    calendar = plan_terms(tou_plan()).calendars["tou"]
    assert calendar.buckets == ("peak", "off_peak")
    assert calendar.holidays == HolidayRule("US")
    assert calendar.windows == (
        TouWindow("peak", (SeasonSpan((6, 1), (9, 30)),), frozenset(range(5)), 960, 1260),
        TouWindow("off_peak"),
    )


def test_a_window_past_midnight_becomes_evening_and_morning():
    plan = tou_plan()
    plan["calendars"]["tou"]["windows"] = [
        {"bucket": "off_peak", "days": ["weekend", "holiday"], "from": "21:00", "to": "07:00"},
        {"bucket": "peak"},
    ]
    evening, morning, rest = plan_terms(plan).calendars["tou"].windows
    assert evening == TouWindow("off_peak", (), frozenset([5, 6, 7]), 1260, 1440)
    assert morning == TouWindow("off_peak", (), frozenset([5, 6, 7]), 0, 420)
    assert rest == TouWindow("peak")


def test_a_window_until_midnight_stays_one():
    plan = tou_plan()
    plan["calendars"]["tou"]["windows"] = [
        {"bucket": "peak", "from": "21:00", "to": "00:00"},
        {"bucket": "off_peak"},
    ]
    assert plan_terms(plan).calendars["tou"].windows[0] == TouWindow("peak", from_minute=1260)


def test_listed_and_observed_holidays():
    plan = tou_plan()
    plan["calendars"]["tou"]["holidays"] = {
        "country": "US",
        "subdivision": "CA",
        "observed": False,
        "names": ["Labor Day"],
        "dates": ["2026-07-04"],
    }
    assert plan_terms(plan).calendars["tou"].holidays == HolidayRule(
        "US", "CA", False, ("Labor Day",), (date(2026, 7, 4),)
    )


@pytest.mark.parametrize(
    ("price", "terms"),
    [
        (
            {
                "shape": "volume",
                "tiers": [{"up_to": None, "unit_price": "1", "flat_fee": "2"}],
                "flat_at_zero": True,
            },
            VolumePrice((Tier(None, Decimal(1), Decimal(2)),), True),
        ),
        (
            {
                "shape": "package",
                "package_size": "100",
                "package_price": "5",
                "free_units": "20",
                "partial": "down",
            },
            PackagePrice(Decimal(100), Decimal(5), Decimal(20), partial_up=False),
        ),
    ],
)
def test_keeps_the_other_price_shapes(price, terms):
    assert plan_terms(total_plan(price)).charges[0].prices == {None: terms}


def test_a_bucket_that_is_free_on_purpose_has_no_price():
    plan = tou_plan()
    plan["charges"][1]["prices"]["off_peak"] = None
    assert set(plan_terms(plan).charges[1].prices) == {"peak"}


def test_refuses_an_invalid_document_with_all_its_problems():
    plan = tou_plan()
    plan["currency"], plan["effective_from"] = "USX", "2026-02-30"
    with pytest.raises(InvalidPlanDocument) as caught:
        plan_terms(plan)
    assert [problem.path for problem in caught.value.problems] == ["$.effective_from", "$.currency"]


def test_keeps_what_lies_between_counting_and_pricing():
    counted = {
        "kind": "net_usage",
        "import_metric": "IN",
        "export_metric": "OUT",
        "netting": "period",
        "side": "net",
    }
    demand = {"kind": "contracted", "contract_value": "KW", "unit": "kW"}
    plan = charge_plan(
        counted,
        {"shape": "per_unit", "unit_price": "1"},
        conversion={"divide": "1000", "unit": "MWh", "mode": "up", "decimals": 3},
        allowance={"quantity": "5", "prorated": True, "rollover_periods": 2, "most_rolled_over": "7"},
        demand=demand,
        bank={"label": "Rest", "true_up_month": 4, "payout_price": "0.05"},
        months=[4, 5],
        month_days=30,
        prorated=False,
        tier_bounds="per_month",
        group="solar",
    )
    (charge,) = plan_terms(plan).charges
    assert charge == Charge(
        code="ENERGY",
        label="Energy",
        determinant=NetUsage("IN", "OUT", Netting.PERIOD, NetSide.NET),
        prices={None: PerUnitPrice(Decimal(1))},
        prorated=False,
        tier_bounds=TierBounds.PER_MONTH,
        group="solar",
        month_days=30,
        conversion=UnitConversion("divide", Decimal(1000), "MWh", "up", 3),
        allowance=Allowance(Decimal(5), prorated=True, rollover_periods=2, most_rolled_over=Decimal(7)),
        demand=Contracted("KW", "kW"),
        bank=QuantityBank("Rest", 4, Decimal("0.05")),
        months=frozenset([4, 5]),
    )


def test_keeps_every_adjustment_in_its_place():
    plan = tou_plan()
    x = {"code": "X", "label": "Text"}
    plan["rounding"]["decimals"] = 3
    plan["charges"][1]["tier_allocation"] = "per_bucket"
    plan["maximums"] = [{**x, "code": "CAP", "amount": "99", "per": "period"}]
    plan["commitments"] = [{**x, "code": "PROMISE", "amount": "50", "per": "year"}]
    plan["riders"] = [{**x, "code": "FUEL", "percent": "3"}]
    plan["money_banks"] = [{**x, "code": "BANK", "charges": ["CUSTOMER"], "credits": ["ENERGY"]}]
    terms = plan_terms(plan)
    assert terms.maximums == (MaximumBill("CAP", "Text", Decimal(99)),)
    assert terms.commitments == (Commitment("PROMISE", "Text", Decimal(50), per=Span.YEAR),)
    assert terms.riders == (Rider("FUEL", "Text", Decimal(3)),)
    assert terms.banks == (MoneyBank("BANK", "Text", ("CUSTOMER",), ("ENERGY",)),)
    assert (terms.rounding.scale, set(terms.words[""].lines)) == (
        3,
        {"CUSTOMER", "ENERGY", "LOYAL", "MINIMUM", "CAP", "PROMISE", "FUEL", "BANK"},
    )


def test_prices_by_property_are_kept_under_its_values():
    plan = charge_plan(
        {"kind": "event_total", "metric": "CALLS", "aggregation": "count", "by": "zone"},
        {"shape": "per_unit", "unit_price": "1"},
    )
    price = plan["charges"][0].pop("price")
    plan["charges"][0]["prices"] = {"eu west": price, "us": None}
    plan["bucket_labels"] = {"eu west": {"de": "EU West"}}
    terms = plan_terms(plan)
    assert terms.charges[0].prices == {"eu west": PerUnitPrice(Decimal(1))}
    assert terms.words["de"].buckets == {"eu west": "EU West"}
