"""Requests to the engine, and who cannot be asked about."""

from datetime import UTC, date, datetime

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import RefusalCode
from invoicing.queries.rating_requests import load_rating_requests
from metering.models import Channel, Metric, ReadingFinding
from tests.factories.billing import supplied_account
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory, plan_document
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))
AS_OF = datetime(2026, 2, 2, 6, tzinfo=UTC)


def load(*subscriptions):
    return load_rating_requests([one.account_id for one in subscriptions], JANUARY, AS_OF)


def refusal_of(subscription):
    requests = load(subscription)
    assert requests.groups == []
    (refusal,) = requests.refusals
    return refusal.code, refusal.reason.removeprefix(subscription.service_point.code).strip(": ")


def test_accounts_alike_are_one_request():
    subscriptions = [supplied_account(quantity=quantity) for quantity in (100, 200, 300)]
    requests = load(*subscriptions)
    (group,) = requests.groups
    assert requests.refusals == []
    batch = group.rating_batch()
    assert (batch.size, batch.days, batch.full_days, batch.zone_name) == (3, 31, 31, "Europe/London")
    usage = batch.usage["ELECTRICITY_IMPORT"]
    assert usage.quantities.sum(axis=1).tolist() == [148800, 297600, 446400]


def test_a_plan_without_usage_needs_no_channel():
    plan = PlanFactory(code="FLAT")
    document = plan_document(plan)
    del document["charges"][1]
    document["metrics"] = {}
    one = SubscriptionFactory(plan=PlanVersionFactory(plan=plan, document=document).plan)
    requests = load(one)
    assert requests.refusals == []
    assert requests.groups[0].rating_batch().usage == {}


def test_no_channel_is_no_zero_bill():
    one = SubscriptionFactory(plan=PlanVersionFactory(plan=PlanFactory()).plan)
    assert refusal_of(one) == (
        RefusalCode.NO_READINGS,
        "the plan charges for ELECTRICITY_IMPORT, but no channel measures it",
    )


def test_no_reading_is_no_zero_bill():
    one = supplied_account(quantity=None)
    assert refusal_of(one) == (RefusalCode.NO_READINGS, "E1 has no reading from 2026-01-01 to 2026-02-01")


def test_a_single_missing_interval_is_named():
    one = supplied_account(holes=[1487])
    assert refusal_of(one) == (
        RefusalCode.MISSING_READINGS,
        "1 of 1,488 intervals of E1 have no reading, the first on 2026-01-31 at 23:30",
    )


def test_a_gap_outside_the_days_of_the_subscription_does_not_matter():
    one = supplied_account(holes=[0, 47], start_date=date(2026, 1, 2))
    requests = load(one)
    assert (len(requests.groups), requests.refusals) == (1, [])


def test_a_second_channel_must_have_readings_too():
    one = supplied_account()
    ChannelFactory(service_point=one.service_point, code="E2")
    code, reason = refusal_of(one)
    assert code == RefusalCode.MISSING_READINGS
    assert reason.startswith("1,488 of 1,488 intervals of E2 have no reading")


def test_maxima_of_two_channels_are_not_added_up():
    one = supplied_account()
    other = ChannelFactory(service_point=one.service_point, code="E2")
    store_readings(other, JANUARY.from_date, JANUARY.to_date, 5)
    Metric.objects.update(aggregation="MAX")
    assert refusal_of(one) == (
        RefusalCode.UNABLE_TO_RATE,
        "ELECTRICITY_IMPORT of several channels (E1, E2) cannot be added up",
    )


def test_readings_of_another_step_are_refused():
    one = supplied_account()
    Channel.objects.update(step_minutes=15)
    assert refusal_of(one) == (
        RefusalCode.UNABLE_TO_RATE,
        "E1: the stored readings are not 15-minute readings of the local day",
    )


def test_an_open_finding_is_told_with_the_gap():
    one = supplied_account(holes=[5])
    ReadingFinding.objects.create(
        channel=one.service_point.channels.get(),
        rule="SPIKE",
        severity="STOP",
        starts_at=datetime(2026, 1, 4, tzinfo=UTC),
        interval_count=1,
        explanation="a spike",
        found_at=AS_OF,
    )
    codes = {refusal.code for refusal in load(one).refusals}
    assert codes == {RefusalCode.OPEN_FINDING, RefusalCode.MISSING_READINGS}


def test_one_bad_service_leaves_the_others_in_their_group():
    good, bad = supplied_account(), supplied_account(quantity=None)
    requests = load(good, bad)
    assert [service.account_id for group in requests.groups for service in group.services] == [
        good.account_id
    ]
    assert [refusal.account_id for refusal in requests.refusals] == [bad.account_id]


def test_accounts_that_are_not_supplied_are_not_mentioned():
    account = AccountFactory()
    requests = load_rating_requests([account.pk], JANUARY, AS_OF)
    assert (requests.groups, requests.refusals) == ([], [])
