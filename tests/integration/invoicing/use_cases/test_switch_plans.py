"""Many subscriptions go on on another plan at one instant; what cannot stays, with its reason."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing_site.foundation.models import AuditEntry
from invoicing.models import Subscription
from invoicing.queries.plan_switches import NoVersionInForce
from invoicing.use_cases.switch_plans import switch_plans
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.pricing import PlanFactory
from tests.factories.trials import MOVED_FROM, TRIED_AT, other_plan

pytestmark = pytest.mark.django_db


def switch(*subscriptions, to_plan=None, day=MOVED_FROM):
    return switch_plans(
        subscription_ids=[one.pk for one in subscriptions],
        to_plan=to_plan or other_plan(),
        effective_date=day,
        switched_at=TRIED_AT,
        actor="test",
    )


def reason_of(subscription, **kwargs):
    found = switch(subscription, **kwargs)
    before = (subscription.end_date, subscription.plan_id)
    subscription.refresh_from_db()
    assert (subscription.end_date, subscription.plan_id) == before
    assert found.following == {}
    return found.refused[subscription.pk]


def test_ends_each_and_begins_the_next_at_one_instant():
    supply = supplied_account(end_date=date(2026, 9, 1))
    add_on = supplied_account(role=Subscription.Role.ADD_ON)
    green = other_plan()
    found = switch(supply, add_on, to_plan=green)
    assert found.refused == {}
    for old, end in ((supply, date(2026, 9, 1)), (add_on, None)):
        new = found.following[old.pk]
        old.refresh_from_db()
        assert old.end_date == new.start_date == MOVED_FROM
        assert (new.end_date, new.plan, new.role) == (end, green, old.role)
        assert (new.account_id, new.service_point_id) == (old.account_id, old.service_point_id)
    entry = AuditEntry.objects.get(action="SWITCHED_PLAN", subject_id=str(supply.pk))
    assert entry.details == {
        "to_plan": "GREEN",
        "from_date": "2026-03-01",
        "subscription": found.following[supply.pk].pk,
    }


def test_leaves_billed_days_on_their_plan():
    subscription = supplied_account()
    drafted_run()
    reason = reason_of(subscription, day=date(2026, 1, 15))
    assert (
        reason == "its days up to 2026-01-31 are on a bill: choose 2026-02-01 or later, or credit that bill"
    )
    green = subscription.plan.__class__.objects.get(code="GREEN")
    assert switch(subscription, to_plan=green, day=date(2026, 2, 1)).refused == {}


def test_needs_a_day_inside_the_subscription():
    begins = supplied_account(start_date=MOVED_FROM)
    assert reason_of(begins).startswith("it begins only on 2026-03-01")
    green = begins.plan.__class__.objects.get(code="GREEN")
    ends = supplied_account(end_date=MOVED_FROM)
    assert reason_of(ends, to_plan=green) == "it has ended by then: it supplies up to 2026-02-28"


def test_needs_a_plan_that_fits():
    subscription = supplied_account()
    assert reason_of(subscription, to_plan=other_plan("EURO", currency="EUR")) == (
        "plan EURO is in EUR, but its account in GBP"
    )
    assert reason_of(subscription, to_plan=subscription.plan) == "it is on HOME already"
    unmetered = SubscriptionFactory(plan=subscription.plan, account=AccountFactory(currency="GBP"))
    assert reason_of(unmetered) == "no channel of its service point measures ELECTRICITY_IMPORT"


def test_refuses_a_plan_without_a_version_in_force():
    subscription = supplied_account()
    with pytest.raises(NoVersionInForce, match="plan EMPTY has no published version in force on 2026-03-01"):
        switch(subscription, to_plan=PlanFactory(code="EMPTY"))


def test_asks_as_many_questions_for_many_as_for_one():
    green = other_plan()
    counts = []
    for size in (1, 6):
        subscriptions = [supplied_account(quantity=None) for _ in range(size)]
        with CaptureQueriesContext(connection) as captured:
            assert len(switch(*subscriptions, to_plan=green).following) == size
        counts.append(len(captured))
    assert counts[0] == counts[1]
