"""A move is done in parts: each whole, none twice, wherever a worker dies."""

from datetime import date

import pytest

from billing_site.foundation.access import Role
from invoicing import tasks
from invoicing.models import Invoice, Subscription
from invoicing.queries.open_moves import find_open_moves
from invoicing.use_cases import work_on_plan_move as module
from invoicing.use_cases.approve_plan_move import approve_plan_move
from invoicing.use_cases.undo_plan_move import undo_plan_move
from invoicing.use_cases.work_on_plan_move import work_on_plan_move
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.people import user_with
from tests.factories.trials import TRIED_AT, other_plan, proposed_move

pytestmark = pytest.mark.django_db


def approved(accounts=3, **terms):
    for _ in range(accounts):
        supplied_account()
    move = proposed_move(**terms)
    return approve_plan_move(move=move, approved_at=TRIED_AT, actor=user_with(Role.MANAGER))


def work(move, at_once=500):
    done = work_on_plan_move(move_id=move.pk, at=TRIED_AT, at_once=at_once)
    move.refresh_from_db()
    return done


def moved():
    return Subscription.objects.filter(plan__code="GREEN").count()


def test_moves_in_parts_and_is_done_with_the_last():
    move = approved()
    assert (work(move, 2), moved(), move.state) == (2, 2, "APPROVED")
    assert [ring.ids for ring in find_open_moves(TRIED_AT)] == [{"move_id": move.pk}]
    assert (work(move, 2), moved(), move.state) == (1, 3, "DONE")
    assert (work(move), moved(), move.state) == (0, 3, "DONE")
    assert list(find_open_moves(TRIED_AT)) == []
    items = list(move.items.select_related("new_subscription"))
    assert {item.state for item in items} == {"MOVED"}
    assert all(item.new_subscription.start_date == date(2026, 3, 1) for item in items)


def test_leaves_nothing_of_a_part_that_fails(monkeypatch):
    move = approved()

    def broken(move, at):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(module, "_finish", broken)
        with pytest.raises(RuntimeError):
            work(move)
    assert (moved(), set(move.items.values_list("state", flat=True))) == (0, {"WAITING"})
    tasks.work_on_plan_move(move_id=move.pk)
    assert moved() == 3


def test_a_subscription_billed_since_the_proposal_stays_with_its_reason():
    move = approved(accounts=2, effective_date=date(2026, 1, 20))
    drafted_run()
    work(move)
    assert (move.state, moved()) == ("DONE", 0)
    reasons = set(move.items.values_list("state", "reason"))
    assert reasons == {
        (
            "REFUSED",
            "its days up to 2026-01-31 are on a bill: choose 2026-02-01 or later, or credit that bill",
        )
    }


def test_a_subscription_that_is_on_another_plan_by_now_stays_on_it():
    move = approved(accounts=1)
    Subscription.objects.update(plan=other_plan("BLUE"))
    work(move)
    assert (move.state, moved()) == ("DONE", 0)
    assert move.items.get().reason == "it is on BLUE by now, not on HOME"


def test_both_halves_of_a_month_are_billed_each_by_its_plan():
    move = approved(accounts=1, effective_date=date(2026, 1, 20))
    work(move)
    drafted_run()
    lines = Invoice.objects.get().lines.filter(charge_code="STANDING").order_by("from_date")
    assert list(lines.values_list("plan_version__plan__code", "from_date", "to_date", "quantity")) == [
        ("HOME", date(2026, 1, 1), date(2026, 1, 20), 19),
        ("GREEN", date(2026, 1, 20), date(2026, 2, 1), 12),
    ]


def test_takes_a_move_back_in_parts():
    move = approved()
    work(move)
    undo_plan_move(move=move, undone_at=TRIED_AT, actor="test")
    assert (work(move, 2), moved(), move.state) == (2, 1, "UNDOING")
    assert (work(move, 2), moved(), move.state) == (1, 0, "UNDONE")
    assert set(Subscription.objects.values_list("plan__code", "end_date")) == {("HOME", None)}


def test_does_nothing_for_a_move_that_waits_to_be_approved_or_is_not_there():
    supplied_account()
    move = proposed_move()
    assert work(move) == 0
    tasks.work_on_plan_move(move_id=0)
    assert moved() == 0
