"""A move is proposed with its subscriptions, what cannot be moved, and a trial of the money."""

from datetime import date
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import PlanMove, Subscription, TrialEffect
from invoicing.use_cases.propose_plan_move import UnableToProposePlanMove
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.pricing import PlanFactory
from tests.factories.trials import other_plan, proposed_move

pytestmark = pytest.mark.django_db


def reasons(move):
    return {item.subscription_id: item.reason for item in move.items.all() if item.state == "REFUSED"}


def test_lists_what_is_moved_and_what_cannot_be_and_moves_nothing():
    first, second = supplied_account(), supplied_account()
    ended = supplied_account(end_date=date(2026, 2, 1))
    late = supplied_account(start_date=date(2026, 5, 1))
    add_on = SubscriptionFactory(
        account=first.account,
        service_point=first.service_point,
        plan=first.plan,
        role=Subscription.Role.ADD_ON,
    )
    move = proposed_move()
    waiting = {item.subscription_id for item in move.items.all() if item.state == "WAITING"}
    assert waiting == {first.pk, second.pk}
    assert ended.pk not in {item.subscription_id for item in move.items.all()}
    assert reasons(move)[late.pk].startswith("it begins only on 2026-05-01")
    assert reasons(move)[add_on.pk] == "it is add-on, and supply is moved"
    assert Subscription.objects.filter(plan__code="GREEN").count() == 0
    entry = AuditEntry.objects.get(action="PROPOSED", subject_id=str(move.pk))
    assert entry.details == {"subscriptions": 2, "refused": 2, "reason": "HOME ends"}


def test_tells_the_money_by_a_trial_of_the_same_accounts():
    inside, outside = supplied_account(), supplied_account()
    move = proposed_move(numbers=(inside.account.number,))
    assert move.trial.state == "DONE"
    effect = TrialEffect.objects.get()
    assert effect.account_id == inside.account_id != outside.account_id
    # 31 days at 0.55 instead of 0.45.
    assert effect.new_net - effect.old_net == Decimal("3.10")


def test_has_no_trial_where_nobody_was_supplied_before():
    supplied_account(start_date=date(2026, 2, 5))
    assert proposed_move().trial is None


def test_refuses_days_that_are_billed():
    billed = supplied_account()
    drafted_run()
    free = supplied_account(quantity=None)
    move = proposed_move(effective_date=date(2026, 1, 20))
    assert set(reasons(move)) == {billed.pk}
    assert [item.subscription_id for item in move.items.filter(state="WAITING")] == [free.pk]


def test_a_subscription_waits_in_one_move_at_a_time():
    first = supplied_account()
    move = proposed_move()
    second = supplied_account()
    other = proposed_move(to_plan=other_plan("BLUE"))
    assert reasons(other)[first.pk] == f"it waits in move {move.pk} already: approve or cancel that first"
    assert [item.subscription_id for item in other.items.filter(state="WAITING")] == [second.pk]


def test_refuses_what_makes_no_sense_and_stores_nothing():
    subscription = supplied_account()
    with pytest.raises(UnableToProposePlanMove, match="both plans are the same"):
        proposed_move(to_plan=subscription.plan)
    with pytest.raises(UnableToProposePlanMove, match="plan EMPTY has no published version"):
        proposed_move(to_plan=PlanFactory(code="EMPTY"))
    green = other_plan()
    with pytest.raises(UnableToProposePlanMove, match="no account NOBODY"):
        proposed_move(to_plan=green, numbers=("NOBODY",))
    with pytest.raises(UnableToProposePlanMove, match="none of the 1 subscriptions can be moved"):
        proposed_move(to_plan=other_plan("EURO", currency="EUR"))
    with pytest.raises(UnableToProposePlanMove, match="no subscription to plan GREEN supplies"):
        proposed_move(from_plan=green, to_plan=subscription.plan)
    assert not PlanMove.objects.exists()
