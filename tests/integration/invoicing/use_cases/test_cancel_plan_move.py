"""A proposed move is given up, and its subscriptions are free for another."""

import pytest

from billing_site.foundation.access import Role
from invoicing.use_cases.approve_plan_move import approve_plan_move
from invoicing.use_cases.cancel_plan_move import UnableToCancelPlanMove, cancel_plan_move
from tests.factories.billing import supplied_account
from tests.factories.people import user_with
from tests.factories.trials import TRIED_AT, other_plan, proposed_move

pytestmark = pytest.mark.django_db


def cancel(move):
    return cancel_plan_move(move=move, cancelled_at=TRIED_AT, actor="test")


def test_frees_the_subscriptions():
    subscription = supplied_account()
    move = proposed_move()
    assert cancel(move).state == "CANCELLED"
    assert move.items.get().state == "DROPPED"
    again = proposed_move(to_plan=other_plan("BLUE"))
    assert again.items.get().subscription_id == subscription.pk
    assert again.items.get().state == "WAITING"


def test_refuses_one_that_is_approved():
    supplied_account()
    move = proposed_move()
    approve_plan_move(move=move, approved_at=TRIED_AT, actor=user_with(Role.MANAGER))
    with pytest.raises(UnableToCancelPlanMove, match="moving, not just proposed"):
        cancel(move)
