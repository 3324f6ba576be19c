"""What a run is asked to rate of plans that count events, contract values and system peaks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import ContractValue
from invoicing.queries.rating_requests import load_rating_requests
from metering.usage.periods import Period
from pricing.models import SystemPeak
from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import BilledDemand, CoincidentPeak, EventTotal, MetricTerms, PeakDemand
from pricing.use_cases.record_system_peak import record_system_peak
from tests.factories.billing import FEBRUARY, JANUARY, STARTED_AT, supplied_account
from tests.factories.terms import priced_otherwise, with_energy
from tests.factories.usage_events import calls_channel, receive

pytestmark = pytest.mark.django_db
RUN = DaySpan(JANUARY, FEBRUARY)
ALSO = datetime(2026, 2, 5, tzinfo=UTC)


def counting(monkeypatch, determinant, unit="s"):
    def changed(terms):
        found = with_energy(terms, determinant=determinant)
        return type(found)(
            **{name: getattr(found, name) for name in found.__dataclass_fields__}
            | {"metrics": {**found.metrics, "CALLS": MetricTerms(unit)}}
        )

    priced_otherwise(monkeypatch, changed)


def requests(*subscriptions, as_of=STARTED_AT):
    return load_rating_requests([one.account_id for one in subscriptions], RUN, as_of)


def test_has_the_events_of_each_account_in_the_billed_days(monkeypatch):
    counting(monkeypatch, EventTotal("CALLS", Aggregation.SUM))
    first, second = supplied_account(quantity=None), supplied_account(quantity=None)
    channel = calls_channel(first.service_point)
    calls_channel(second.service_point)
    receive(
        channel,
        {"key": "a", "quantity": "184", "properties": {"to": "DE"}},
        {"key": "before", "at": "2025-12-31T23:59:59Z"},
        {"key": "after", "at": "2026-02-01T00:00:00Z"},
    )
    receive(channel, {"key": "too late"}, received_at=ALSO)
    found = requests(first, second)
    assert found.refusals == []
    (group,) = found.groups
    events = group.rating_batch().events["CALLS"]
    assert [len(of_one) for of_one in events] == [1, 0]
    assert (events[0][0].quantity, events[0][0].properties) == (Decimal(184), {"to": "DE"})
    assert [len(one.rating_batch().events["CALLS"][0]) for one in group.one_by_one()] == [1, 0]
    assert len(requests(first, as_of=ALSO).groups[0].rating_batch().events["CALLS"][0]) == 2


def test_refuses_an_account_without_a_channel_of_the_metric_or_in_another_unit(monkeypatch):
    counting(monkeypatch, EventTotal("CALLS", Aggregation.SUM), unit="min")
    without, other = supplied_account(quantity=None), supplied_account(quantity=None)
    calls_channel(other.service_point)
    found = requests(without, other)
    assert found.groups == []
    assert [
        refusal.reason.partition(" ")[2].partition(" ")[2].partition(" ")[2] for refusal in found.refusals
    ] == [
        "has no channel that measures CALLS",
        "CALLS: events are in s, but the plan prices min",
    ]


def test_has_the_peaks_of_the_system_and_the_contract(monkeypatch):
    demand = BilledDemand(PeakDemand("ELECTRICITY_IMPORT", 30), contract="kw")
    counting(monkeypatch, demand)
    subscription = supplied_account()
    ContractValue.objects.create(subscription=subscription, name="kw", value=12, from_date=JANUARY)
    assert requests(subscription).groups[0].rating_batch().contracted == {"kw": [Decimal(12)]}
    counting(monkeypatch, CoincidentPeak("ELECTRICITY_IMPORT", 30, "TRIADS"))
    start = datetime(2026, 1, 14, 17, 30, tzinfo=UTC)
    peak = SystemPeak(name="TRIADS", starts_at=start, ends_at=start + timedelta(minutes=30))
    record_system_peak(peak=peak, recorded_at=STARTED_AT - timedelta(hours=1), actor="test")
    peaks = requests(subscription).groups[0].rating_batch().system_peaks
    assert peaks == {"TRIADS": (Period(start, start + timedelta(minutes=30)),)}


def test_a_plan_that_asks_for_nothing_more_takes_no_more_questions(django_assert_num_queries):
    subscription = supplied_account()
    with django_assert_num_queries(8):
        requests(subscription)
