"""The readings that services are billed by."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import RefusalCode
from invoicing.queries.billable_services import load_billable_services
from invoicing.queries.metered_channels import load_metered_channels, load_stopping_findings
from metering.models import Channel, ReadingFinding
from metering.usage.local_calendar import LocalCalendar
from tests.factories.billing import supplied_account
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))
AS_OF = datetime(2026, 2, 2, 6, tzinfo=UTC)
METRIC = "ELECTRICITY_IMPORT"


def services_of(*subscriptions):
    services, refusals = load_billable_services([one.account_id for one in subscriptions], JANUARY)
    assert refusals == []
    return services


def load(*subscriptions, as_of=AS_OF):
    return load_metered_channels(services_of(*subscriptions), JANUARY, as_of)


def only_channel(subscription):
    return subscription.service_point.channels.get()


class TestChannels:
    """By service point and metric, each a row of a matrix."""

    def test_bring_their_readings_over_all_days_of_the_run(self):
        one, other = supplied_account(quantity=250), supplied_account(quantity=100)
        found = load(one, other).channels
        for subscription, quantity in ((one, 250), (other, 100)):
            (channel,) = found[subscription.service_point_id, METRIC]
            assert (channel.channel_id, channel.code) == (only_channel(subscription).pk, "E1")
            assert (channel.metric_code, channel.metric_is_additive) == (METRIC, True)
            assert channel.matrix.quantities[channel.row].tolist() == [quantity] * 1488
            assert (channel.matrix.unit, channel.matrix.decimals) == ("kWh", 3)

    def test_are_all_of_the_metrics_the_plan_charges_for_and_no_others(self):
        one = supplied_account()
        water = MetricFactory(code="WATER", unit="m3")
        ChannelFactory(service_point=one.service_point, code="A1")
        ChannelFactory(service_point=one.service_point, code="W1", metric=water)
        supplied_account()
        found = load(one).channels
        assert list(found) == [(one.service_point_id, METRIC)]
        assert [channel.code for channel in found[one.service_point_id, METRIC]] == ["A1", "E1"]

    def test_know_whether_they_may_be_added_up(self):
        one = supplied_account()
        type(only_channel(one).metric).objects.update(aggregation="MAX")
        assert not load(one).channels[one.service_point_id, METRIC][0].metric_is_additive

    def test_have_the_readings_of_the_cut_off(self):
        one = supplied_account()
        late = AS_OF + timedelta(seconds=1)
        store_readings(only_channel(one), JANUARY.from_date, JANUARY.to_date, 999, received_at=late)
        for as_of, quantity in ((AS_OF, 250), (late, 999)):
            (channel,) = load(one, as_of=as_of).channels[one.service_point_id, METRIC]
            assert set(channel.matrix.quantities[channel.row].tolist()) == {quantity}

    def test_of_unlike_steps_and_zones_are_in_matrices_of_their_own(self):
        one, abroad = supplied_account(), supplied_account(zone_name="Europe/Berlin")
        hourly = ChannelFactory(service_point=one.service_point, code="E2", step_minutes=60)
        found = load(one, abroad).channels
        first, second = found[one.service_point_id, METRIC]
        (third,) = found[abroad.service_point_id, METRIC]
        assert second.channel_id == hourly.pk
        assert [channel.matrix.grid.count for channel in (first, second, third)] == [1488, 744, 1488]
        assert first.matrix.grid.start == third.matrix.grid.start + timedelta(hours=1)

    def test_that_cannot_be_read_say_why_and_do_not_spoil_the_others(self):
        bad, good = supplied_account(), supplied_account()
        Channel.objects.filter(pk=only_channel(bad).pk).update(step_minutes=60)
        other = ChannelFactory(service_point=good.service_point, code="E2", step_minutes=60)
        store_readings(other, JANUARY.from_date, JANUARY.to_date, 7)
        loaded = load(bad, good)
        assert loaded.unreadable == {
            (
                bad.service_point_id,
                METRIC,
            ): "E1: the stored readings are not 60-minute readings of the local day"
        }
        assert (bad.service_point_id, METRIC) not in loaded.channels
        assert [channel.code for channel in loaded.channels[good.service_point_id, METRIC]] == ["E1", "E2"]

    def test_whose_step_does_not_fill_the_day_say_so(self):
        # Lord Howe moves its clock by half an hour: that day is no whole number of hours.
        one = supplied_account(quantity=None, zone_name="Australia/Lord_Howe")
        Channel.objects.update(step_minutes=60)
        april = DaySpan(date(2026, 4, 1), date(2026, 5, 1))
        services, _ = load_billable_services([one.account_id], april)
        loaded = load_metered_channels(services, april, AS_OF)
        assert loaded.channels == {}
        assert "60-minute steps do not fill" in loaded.unreadable[one.service_point_id, METRIC]

    def test_are_loaded_with_as_many_questions_for_many_as_for_one(self):
        def questions(services):
            with CaptureQueriesContext(connection) as asked:
                load_metered_channels(services, JANUARY, AS_OF)
            return len(asked)

        many = services_of(*(supplied_account() for _ in range(5)))
        assert questions(many[:1]) == questions(many)


class TestFindings:
    """An open finding that stops a bill, on the days that are billed."""

    def found(self, subscription, starts_at=datetime(2026, 1, 10, tzinfo=UTC), count=1, **facts):
        ReadingFinding.objects.create(
            **{
                "channel": only_channel(subscription),
                "rule": "SPIKE",
                "severity": "STOP",
                "starts_at": starts_at,
                "interval_count": count,
                "explanation": "94 kWh in half an hour",
                "found_at": AS_OF,
                **facts,
            }
        )
        services = services_of(subscription)
        return load_stopping_findings(services, load_metered_channels(services, JANUARY, AS_OF))

    def test_refuses_the_account(self):
        one = supplied_account()
        (refusal,) = self.found(one)
        assert (refusal.account_id, refusal.code) == (one.account_id, RefusalCode.OPEN_FINDING)
        assert refusal.reason == f"{one.service_point.code} E1: 94 kWh in half an hour"

    @pytest.mark.parametrize(
        "facts",
        [
            {"severity": "WARNING"},
            {"state": "RESOLVED", "resolved_at": AS_OF},
        ],
    )
    def test_is_neither_a_warning_nor_resolved(self, facts):
        assert self.found(supplied_account(), **facts) == []

    @pytest.mark.parametrize(
        ("starts_at", "count", "stops"),
        [
            (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 1, 0),
            (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 2, 1),
            (datetime(2025, 12, 1, tzinfo=UTC), 48 * 31, 0),
            (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), 1, 1),
            (datetime(2026, 2, 1, tzinfo=UTC), 1, 0),
        ],
    )
    def test_touches_the_billed_days(self, starts_at, count, stops):
        assert len(self.found(supplied_account(), starts_at, count)) == stops

    def test_before_move_in_is_not_the_new_customers(self):
        one = supplied_account(start_date=date(2026, 1, 10))
        edge = LocalCalendar("Europe/London").day_start(date(2026, 1, 10))
        assert self.found(one, edge - timedelta(minutes=30)) == []
        assert len(self.found(one, edge)) == 1
