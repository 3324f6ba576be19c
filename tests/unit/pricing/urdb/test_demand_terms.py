"""What lifts billed demand or is charged beside it blocks until a person decides, and then stands in the plan."""

from decimal import Decimal

import pytest

from pricing.urdb.demand_terms import (
    ratcheted,
    reactive_charge,
    read_ratchet,
    read_reactive,
    read_system_peak,
    system_peak_charge,
)
from pricing.urdb.findings import Review
from tests.unit.pricing.urdb.records import SEASONS, numbers, priced, told

FLAT = priced([(0,) * 24] * 12, [{"rate": "21.3"}], unit="kW")
SUMMER = [0] * 5 + [50] * 4 + [0] * 3
PERCENTS = ["0"] * 5 + ["50"] * 4 + ["0"] * 3


def ratchet(fields, flat=FLAT, **answers):
    review = Review(answers)
    return read_ratchet({name: numbers(value) for name, value in fields.items()}, flat, review), review


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"demandratchetpercentage": SUMMER}, {"months": 11, "percents": PERCENTS}),
        (
            {"demandratchetpercentage": [Decimal("0.5") if one else Decimal(0) for one in SUMMER]},
            {"months": 11, "percents": PERCENTS},
        ),
        ({"lookbackpercent": Decimal("0.8"), "lookbackrange": 6}, {"months": 6, "percent": "80"}),
        (
            {"lookbackpercent": Decimal(50), "lookbackmonths": [1 if one else 0 for one in SUMMER]},
            {"months": 11, "percents": PERCENTS},
        ),
    ],
)
def test_bills_a_ratchet_when_told_to(fields, expected):
    found, review = ratchet(fields)
    assert found is None
    assert [weight for weight, _ in told(review)] == ["BLOCKS"]
    found, review = ratchet(fields, ratchet="billed")
    assert found == expected
    assert [weight for weight, _ in told(review)] == ["ASSUMED"]
    assert ratchet(fields, ratchet="leave_out")[0] is None


@pytest.mark.parametrize(
    ("fields", "flat"),
    [
        ({"demandratchetpercentage": SUMMER}, None),
        ({"demandratchetpercentage": SUMMER}, priced(SEASONS, [{"rate": "5"}], [{"rate": "9"}], unit="kW")),
        ({"demandratchetpercentage": [50]}, FLAT),
        ({"lookbackmonths": [1] * 12}, FLAT),
        ({"lookbackpercent": Decimal("0.8")}, FLAT),
        ({"lookbackpercent": Decimal("0.8"), "lookbackrange": 99}, FLAT),
    ],
)
def test_offers_no_ratchet_that_it_cannot_say(fields, flat):
    _, review = ratchet(fields, flat)
    (finding,) = review.findings
    assert finding.message.startswith("cannot be expressed yet: a ratchet")
    assert [option.value for option in finding.choice.options] == ["stop", "leave_out"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"demandratchetpercentage": [0] * 12},
        {"lookbackmonths": [0] * 12, "lookbackpercent": 0},
        {"lookbackmonths": [1] * 12, "lookbackpercent": 0},
    ],
)
def test_says_nothing_where_there_is_no_ratchet(fields):
    assert told(ratchet(fields)[1]) == []


def test_puts_the_ratchet_into_the_demand_charge():
    charge = {"code": "DEMAND", "determinant": {"kind": "peak_demand", "metric": "M", "window_minutes": 15}}
    assert ratcheted(charge, None) is charge
    assert ratcheted(charge, {"months": 6, "percent": "80"})["determinant"] == {
        "kind": "billed_demand",
        "metric": "M",
        "window_minutes": 15,
        "ratchet": {"months": 6, "percent": "80"},
    }


def test_bills_reactive_power_when_told_to():
    record = {"demandreactivepowercharge": Decimal("0.66")}
    review = Review({})
    assert read_reactive(record, review) is None
    assert told(review) == [("BLOCKS", "$.demandreactivepowercharge")]
    assert read_reactive(record, Review({"reactive_power": "leave_out"})) is None
    price = read_reactive(record, Review({"reactive_power": "billed"}))
    assert reactive_charge(price, 15, {"prorated": False}) == {
        "code": "REACTIVE",
        "label": "Reactive power",
        "determinant": {"kind": "peak_demand", "metric": "ELECTRICITY_REACTIVE", "window_minutes": 15},
        "price": {"shape": "per_unit", "unit_price": "0.66"},
        "prorated": False,
    }
    review = Review({})
    assert read_reactive({"demandreactivepowercharge": Decimal(0)}, review) is None
    assert told(review) == []


def test_bills_the_system_peak_when_told_to():
    record = numbers({"coincidentratestructure": [[{"rate": "0.79"}]]})
    review = Review({})
    assert read_system_peak(record, review) is None
    assert told(review) == [("BLOCKS", "$.coincidentratestructure")]
    price = read_system_peak(record, Review({"coincident_demand": "billed"}))
    charge = system_peak_charge(price, 60, {})
    assert charge["determinant"]["kind"] == "coincident_peak"
    assert charge["price"] == {"shape": "per_unit", "unit_price": "0.79"}
    two = numbers({"coincidentratestructure": [[{"rate": "1"}], [{"rate": "2"}]]})
    review = Review({})
    assert read_system_peak(two, review) is None
    assert [option.value for option in review.findings[0].choice.options] == ["stop", "leave_out"]
    review = Review({})
    assert (
        read_system_peak(numbers({"coincidentratestructure": [[{"rate": "0", "max": "9"}]]}), review) is None
    )
    assert told(review) == []
