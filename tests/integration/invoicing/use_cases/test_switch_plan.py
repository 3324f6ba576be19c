"""One subscription goes on on another plan, or stays as it is and says why."""

import pytest

from invoicing.models import Subscription
from invoicing.use_cases.switch_plan import UnableToSwitchPlan, switch_plan
from tests.factories.billing import supplied_account
from tests.factories.pricing import PlanFactory
from tests.factories.trials import MOVED_FROM, TRIED_AT, other_plan

pytestmark = pytest.mark.django_db


def switch(subscription, to_plan):
    return switch_plan(
        subscription=subscription,
        to_plan=to_plan,
        effective_date=MOVED_FROM,
        switched_at=TRIED_AT,
        actor="test",
    )


def test_returns_the_subscription_that_goes_on():
    old = supplied_account()
    new = switch(old, other_plan())
    old.refresh_from_db()
    assert (old.end_date, new.start_date, new.plan.code) == (MOVED_FROM, MOVED_FROM, "GREEN")


def test_leaves_it_as_it_is_when_the_plan_does_not_fit():
    subscription = supplied_account()
    with pytest.raises(UnableToSwitchPlan, match="in EUR, but its account in GBP"):
        switch(subscription, other_plan("EURO", currency="EUR"))
    with pytest.raises(UnableToSwitchPlan, match="no published version"):
        switch(subscription, PlanFactory(code="EMPTY"))
    assert list(Subscription.objects.values_list("pk", "end_date")) == [(subscription.pk, None)]
