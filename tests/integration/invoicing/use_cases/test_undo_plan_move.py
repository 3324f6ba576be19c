"""A move is taken back as long as nothing of it is billed."""

from datetime import date

import pytest

from billing_site.foundation.access import Role
from invoicing.use_cases.approve_plan_move import approve_plan_move
from invoicing.use_cases.undo_plan_move import UnableToUndoPlanMove, undo_plan_move
from invoicing.use_cases.work_on_plan_move import work_on_plan_move
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.people import user_with
from tests.factories.trials import TRIED_AT, proposed_move

pytestmark = pytest.mark.django_db


def done_move(**terms):
    supplied_account()
    move = proposed_move(**terms)
    approve_plan_move(move=move, approved_at=TRIED_AT, actor=user_with(Role.MANAGER))
    work_on_plan_move(move_id=move.pk, at=TRIED_AT)
    move.refresh_from_db()
    return move


def undo(move):
    return undo_plan_move(move=move, undone_at=TRIED_AT, actor="test")


def test_rings_for_a_worker_that_takes_it_back():
    move = done_move()
    assert undo(move).state == "UNDOING"


def test_refuses_when_a_day_on_the_new_plan_is_billed():
    move = done_move(effective_date=date(2026, 1, 20))
    drafted_run()
    with pytest.raises(UnableToUndoPlanMove, match="1 of its 1 subscriptions were billed on the new plan"):
        undo(move)
    move.refresh_from_db()
    assert move.state == "DONE"


def test_refuses_what_is_not_done():
    supplied_account()
    with pytest.raises(UnableToUndoPlanMove, match="to be approved, not moved"):
        undo(proposed_move())
