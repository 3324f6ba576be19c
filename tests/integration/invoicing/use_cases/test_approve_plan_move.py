"""Another person approves a move, once its money is known."""

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from billing_site.foundation.access import Role
from invoicing.models import PlanMove
from invoicing.use_cases.approve_plan_move import UnableToApprovePlanMove, approve_plan_move
from invoicing.use_cases.cancel_plan_trial import cancel_plan_trial
from tests.factories.billing import supplied_account
from tests.factories.people import user_with
from tests.factories.trials import TRIED_AT, proposed_move

pytestmark = pytest.mark.django_db


def approve(move, actor=None):
    return approve_plan_move(move=move, approved_at=TRIED_AT, actor=actor or user_with(Role.MANAGER))


def test_is_approved_by_another_and_rung_for():
    supplied_account()
    move = proposed_move()
    OrmQ.objects.all().delete()
    other = user_with(Role.MANAGER)
    approved = approve(move, other)
    assert (approved.state, approved.approved_by, approved.approved_at) == ("APPROVED", other, TRIED_AT)
    assert [row.task["kwargs"] for row in OrmQ.objects.all()] == [{"move_id": move.pk}]


def test_is_not_approved_by_whoever_proposed_it():
    supplied_account()
    move = proposed_move()
    with pytest.raises(UnableToApprovePlanMove, match="ask another manager"):
        approve(move, move.proposed_by)
    with pytest.raises(IntegrityError, match="plan_move_is_approved_by_another"), transaction.atomic():
        PlanMove.objects.filter(pk=move.pk).update(
            state="APPROVED", approved_by=move.proposed_by, approved_at=TRIED_AT
        )


def test_waits_until_its_money_is_known():
    supplied_account()
    move = proposed_move(is_rated=False)
    with pytest.raises(UnableToApprovePlanMove, match="still being computed"):
        approve(move)
    cancel_plan_trial(trial=move.trial, cancelled_at=TRIED_AT, actor="test")
    with pytest.raises(UnableToApprovePlanMove, match="propose it anew"):
        approve(move)


def test_is_approved_once():
    supplied_account()
    move = proposed_move()
    approve(move)
    with pytest.raises(UnableToApprovePlanMove, match="the move is moving"):
        approve(move)
