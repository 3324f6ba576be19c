"""What terms ask for."""

from decimal import Decimal

from pricing.rating.aggregation import Aggregation
from pricing.rating.determinant_terms import (
    BilledDemand,
    CoincidentPeak,
    Contracted,
    Days,
    EachEvent,
    EventTotal,
    ExcessDemand,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    Total,
)
from pricing.rating.needs import Needs, needs_of
from pricing.rating.price_terms import IndexPrice, PerUnitPrice
from tests.unit.pricing.rating.builders import METRIC, charge, terms

ONE = PerUnitPrice(Decimal(1))
PEAK = PeakDemand(METRIC, 15)


def test_of_a_fee_are_nothing():
    assert needs_of(terms(charge("fee", Days(), ONE))) == Needs((), (), (), (), ())


def test_are_the_metrics_of_every_charge_once():
    plan = terms(
        charge("net", NetUsage("IN", "OUT", Netting.HOUR, NetSide.IMPORT), ONE),
        charge("out", Total("OUT"), ONE),
        charge("hours", Total("X"), ONE, demand=PeakDemand("Y", 30)),
    )
    assert needs_of(plan).metrics == ("IN", "OUT", "X", "Y")


def test_tell_events_from_intervals():
    plan = terms(
        charge("calls", EachEvent("CALLS"), ONE),
        charge("many", EventTotal("REQUESTS", Aggregation.COUNT), ONE),
        charge("energy", Total(METRIC), ONE),
    )
    assert (needs_of(plan).metrics, needs_of(plan).event_metrics) == ((METRIC,), ("CALLS", "REQUESTS"))


def test_name_contract_values_indices_and_system_peaks():
    plan = terms(
        charge("capacity", Contracted("kw", "kW"), ONE),
        charge("demand", BilledDemand(PEAK, contract="kw"), ONE),
        charge("plain", BilledDemand(PEAK), ONE),
        charge("over", ExcessDemand(PEAK, over_contract="limit_kw"), ONE),
        charge("above", ExcessDemand(PEAK, bucket="night", over_bucket="day"), ONE),
        charge("spot", Total(METRIC), IndexPrice("DAY_AHEAD")),
        charge("triad", CoincidentPeak(METRIC, 30, "TRIADS"), ONE),
    )
    needs = needs_of(plan)
    assert needs.contract_values == ("kw", "limit_kw")
    assert (needs.indices, needs.system_peaks) == (("DAY_AHEAD",), ("TRIADS",))
