"""What customers feed in: by the rule that a person chooses among those the record allows."""

import pytest

from pricing.urdb.document_prices import Buckets
from pricing.urdb.findings import Review
from pricing.urdb.generation import Generation, bank, bought, feed_in_charge, read_generation
from tests.unit.pricing.urdb.records import HALVES, TIERS, priced, told

ALWAYS = [(0,) * 24] * 12
PLAIN = priced(ALWAYS, [{"rate": "0.1"}])
SELLING = priced(ALWAYS, [{"rate": "0.1", "sell": "0.04"}])
TIMED = priced(HALVES, [{"rate": "0.1", "sell": "0.04"}], [{"rate": "0.3", "sell": "0.09"}])
BOTH = {"import_metric": "ELECTRICITY_IMPORT", "export_metric": "ELECTRICITY_EXPORT"}


def read(energy, rule=None, **answers):
    review = Review(answers)
    return read_generation({"dgrules": rule} if rule else {}, energy, review), review


def offered(review):
    return [option.value for option in review.findings[0].choice.options]


@pytest.mark.parametrize(
    ("energy", "rule", "options"),
    [
        (PLAIN, "Net Metering", ["stop", "net_metering", "leave_out"]),
        (TIMED, "Net Metering", ["stop", "leave_out"]),
        (TIMED, "Net Billing Instantaneous", ["stop", "net_billing", "leave_out"]),
        (TIMED, "Buy All Sell All", ["stop", "buy_all", "leave_out"]),
        (SELLING, None, ["stop", "net_billing", "leave_out"]),
        (PLAIN, "A rule of its own", ["stop", "leave_out"]),
        (None, "Net Metering", ["stop", "leave_out"]),
    ],
)
def test_blocks_until_a_rule_is_chosen_or_left_out(energy, rule, options):
    generation, review = read(energy, rule)
    assert generation is None
    assert review.is_blocked
    assert offered(review) == options
    generation, review = read(energy, rule, generation="leave_out")
    assert (generation, review.is_blocked) == (None, False)


@pytest.mark.parametrize("rule", [None, "None"])
def test_asks_nothing_where_nothing_is_credited(rule):
    generation, review = read(PLAIN, rule)
    assert (generation, told(review)) == (None, [])


def test_keeps_a_surplus_and_asks_until_when():
    generation, review = read(PLAIN, "Net Metering", generation="net_metering")
    assert generation == Generation("net_metering", "period", None)
    assert [weight for weight, _ in told(review)] == ["ASSUMED", "ASSUMED"]
    generation, _ = read(PLAIN, "Net Metering", generation="net_metering", surplus="4")
    assert generation.true_up_month == 4
    buckets = Buckets.of("energy", PLAIN)
    assert bought(generation, buckets) == {"kind": "net_usage", **BOTH, "netting": "period", "side": "net"}
    assert bank(generation) == {"bank": {"label": "Surplus", "true_up_month": 4}}
    assert feed_in_charge(generation, PLAIN, buckets) is None


@pytest.mark.parametrize(("rule", "netting"), [("Instantaneous", "interval"), ("Hourly", "hour")])
def test_pays_what_is_left_after_own_use(rule, netting):
    generation, _ = read(TIMED, f"Net Billing {rule}", generation="net_billing")
    buckets = Buckets.of("energy", TIMED)
    netted = {"kind": "net_usage", **BOTH, "netting": netting, "calendar": "energy"}
    assert bought(generation, buckets) == {**netted, "side": "import"}
    assert bank(generation) == {}
    charge = feed_in_charge(generation, TIMED, buckets)
    assert charge["determinant"] == {**netted, "side": "export"}
    assert charge["prices"] == {
        "peak": {"shape": "per_unit", "unit_price": "-0.09"},
        "off_peak": {"shape": "per_unit", "unit_price": "-0.04"},
    }


def test_pays_all_that_is_generated():
    generation, _ = read(SELLING, "Buy All Sell All", generation="buy_all")
    buckets = Buckets.of("energy", SELLING)
    assert bought(generation, buckets) == {"kind": "total", "metric": "ELECTRICITY_IMPORT"}
    charge = feed_in_charge(generation, SELLING, buckets)
    assert charge["determinant"] == {"kind": "total", "metric": "ELECTRICITY_EXPORT"}
    assert charge["price"] == {"shape": "per_unit", "unit_price": "-0.04"}


def test_tells_that_nothing_is_paid_and_blocks_what_differs_by_tier():
    generation, review = read(PLAIN, "Buy All Sell All", generation="buy_all")
    assert ("LOOK", "$.energyratestructure") in told(review)
    assert feed_in_charge(generation, PLAIN, Buckets.of("energy", PLAIN)) is None
    unequal = priced(ALWAYS, [{**TIERS[0], "sell": "0.04"}, TIERS[1]])
    assert read(unequal, "Buy All Sell All", generation="buy_all")[1].is_blocked
