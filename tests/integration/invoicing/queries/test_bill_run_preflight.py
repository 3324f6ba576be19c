"""What a run would meet."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import RefusalCode
from invoicing.models import BillRunException
from invoicing.queries.bill_run_preflight import Obstacle, load_preflight
from metering.models import ReadingFinding
from tests.factories.billing import FEBRUARY, JANUARY, drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, BillingCycleFactory
from tests.factories.pricing import PlanFactory

pytestmark = pytest.mark.django_db
PERIOD = DaySpan(JANUARY, FEBRUARY)


def preflight(period=PERIOD):
    return load_preflight(BillingCycleFactory(), period)


def stop(subscription, at):
    ReadingFinding.objects.create(
        channel=subscription.service_point.channels.get(),
        rule="SPIKE",
        severity="STOP",
        starts_at=at,
        interval_count=1,
        explanation="200 kWh in half an hour",
        found_at=at,
    )


def test_finds_nothing_where_everything_is_there():
    supplied_account()
    AccountFactory()
    found = preflight()
    assert (found.run, found.accounts, found.supplied, found.billable, found.obstacles) == (None, 2, 1, 1, ())


def test_says_what_stands_in_the_way_as_the_run_would():
    supplied_account()
    gap, silent, stopped = supplied_account(holes=[100]), supplied_account(quantity=None), supplied_account()
    unpriced = supplied_account(plan=PlanFactory(code="NONE"))
    stop(stopped, datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    found = preflight()
    assert (found.accounts, found.supplied, found.billable) == (5, 5, 1)
    assert found.obstacles == (
        Obstacle(
            RefusalCode.NO_PLAN_VERSION,
            1,
            ("plan NONE has no published version in force from 2026-01-01",),
        ),
        Obstacle(
            RefusalCode.MISSING_READINGS,
            2,
            tuple(
                f"{one.service_point.code}: E1 lacks readings in 2026-01-01 to 2026-02-01"
                for one in (gap, silent)
            ),
        ),
        Obstacle(RefusalCode.OPEN_FINDING, 1, (f"{stopped.service_point.code} E1: 200 kWh in half an hour",)),
    )
    drafted_run()
    refused = set(BillRunException.objects.values_list("account", flat=True))
    assert refused == {one.account_id for one in (gap, silent, stopped, unpriced)}


def test_looks_only_at_the_days_that_are_billed():
    subscription = supplied_account(holes=range(48), start_date=date(2026, 1, 2))
    stop(subscription, datetime(2026, 1, 1, 23, 30, tzinfo=UTC))
    stop(subscription, datetime(2026, 2, 1, tzinfo=UTC))
    assert preflight().obstacles == ()


def test_says_that_no_channel_measures_what_the_plan_counts():
    subscription = supplied_account(quantity=None)
    subscription.service_point.channels.all().delete()
    (obstacle,) = preflight().obstacles
    assert (obstacle.code, obstacle.accounts) == (RefusalCode.NO_READINGS, 1)
    assert "no channel measures it" in obstacle.examples[0]


def test_names_the_run_that_is_there_already():
    supplied_account()
    run = drafted_run()
    found = preflight()
    assert (found.run, found.obstacles[0].code) == (run, RefusalCode.ALREADY_BILLED)


def test_shows_three_examples_of_many_and_asks_no_more_for_them():
    def obstacle_and_queries():
        with CaptureQueriesContext(connection) as queries:
            (obstacle,) = preflight().obstacles
        return obstacle, len(queries)

    supplied_account(quantity=None)
    _, few = obstacle_and_queries()
    for _ in range(7):
        supplied_account(quantity=None)
    obstacle, many = obstacle_and_queries()
    assert few == many
    assert (obstacle.accounts, len(obstacle.examples)) == (8, 3)
