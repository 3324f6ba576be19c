"""Every event by itself."""

from decimal import Decimal

from pricing.rating.determinants.each_event import measure_each_event
from pricing.rating.plan_terms import EachEvent, PerUnitPrice
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, event_batch


def test_adds_up_what_events_are_about_and_gives_them_in_order_of_time():
    late, early = event("9", "2.5"), event("2", 4)
    (counted,) = measure_each_event(EachEvent(METRIC), event_batch(None, [late, early], []))
    assert counted.quantities == [Decimal("6.5"), 0]
    assert (counted.detail(0), counted.detail(1)) == ([early, late], [])
    assert counted.account_facts == [{"n": 2}, {"n": 0}]


def test_keeps_the_values_of_a_property_apart():
    determinant = EachEvent(METRIC, (("way", "out"),), by="to")
    plan = terms(charge("a", determinant, {"mobile": PerUnitPrice(Decimal(1))}))
    events = [event("1", 5, to="mobile", way="out"), event("2", 7, to="mobile"), event("3", 9, way="out")]
    measured = measure_each_event(determinant, event_batch(plan, events))
    assert [(one.bucket, one.quantities, one.facts.get("b")) for one in measured] == [
        ("mobile", [5], "mobile"),
        (None, [9], None),
    ]
