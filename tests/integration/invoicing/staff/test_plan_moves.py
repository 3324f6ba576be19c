"""The pages of moves: proposed by one manager, approved by another, watched, taken back."""

import pytest

from billing_site.foundation.access import OFFICE, Role
from invoicing.models import PlanMove
from invoicing.use_cases.work_on_plan_move import work_on_plan_move
from tests.factories.billing import supplied_account
from tests.factories.people import browser_of
from tests.factories.trials import TRIED_AT, other_plan, proposed_move, rate_through
from tests.integration.invoicing.staff.pages import assert_only_for, clerk, manager, text_of, url

pytestmark = pytest.mark.django_db


def work(move):
    work_on_plan_move(move_id=move.pk, at=TRIED_AT)
    move.refresh_from_db()


def test_the_office_looks_and_managers_move():
    supplied_account()
    move = proposed_move()
    assert_only_for(url("plan-move-list"), *OFFICE)
    assert_only_for(url("plan-move", move.pk), *OFFICE)
    assert_only_for(url("plan-move-new"), Role.MANAGER)
    for name in ("plan-move-approve", "plan-move-cancel", "plan-move-undo"):
        assert clerk().post(url(name, move.pk)).status_code == 403


def test_proposes_a_move():
    subscription = supplied_account()
    green = other_plan()
    response = manager().post(
        url("plan-move-new"),
        {
            "from_plan": subscription.plan.code,
            "to_plan": green.code,
            "effective_date": "2026-03-01",
            "role": "1",
            "reason": "HOME ends",
        },
    )
    move = PlanMove.objects.get()
    assert response["Location"] == url("plan-move", move.pk)
    assert (move.from_plan, move.to_plan, move.reason) == (subscription.plan, green, "HOME ends")


def test_says_why_nothing_can_be_proposed():
    plan = supplied_account().plan
    form = {"from_plan": plan.code, "to_plan": plan.code, "effective_date": "2026-03-01", "role": "1"}
    response = manager().post(url("plan-move-new"), {**form, "reason": "none"})
    assert response.status_code == 422
    assert "Both plans are the same: choose another to move to." in text_of(response)


def test_shows_the_money_and_what_cannot_be_moved():
    supplied_account()
    unmetered = supplied_account(start_date="2026-05-01", quantity=None)
    move = proposed_move()
    page = text_of(manager().get(url("plan-move", move.pk)))
    assert "+£3.10" in page
    assert "1 cannot be moved" in page
    assert unmetered.account.number in page
    assert "it begins only on 2026-05-01" in page


def test_gives_every_subscription_as_csv():
    moved = supplied_account()
    late = supplied_account(start_date="2026-05-01", quantity=None)
    response = clerk().get(url("plan-move-csv", proposed_move().pk))
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    reason = '"it begins only on 2026-05-01: choose a later day, or change its plan instead"'
    assert lines == [
        "account,customer,service_point,role,state,reason",
        f"{moved.account.number},{moved.account.customer.name},{moved.service_point.code},supply,WAITING,",
        f"{late.account.number},{late.account.customer.name},{late.service_point.code},supply,REFUSED,{reason}",
    ]


def test_offers_approval_to_another_manager_only_and_once_the_money_is_known():
    supplied_account()
    move = proposed_move(is_rated=False)
    own, other = browser_of(move.proposed_by), manager()
    address, approve = url("plan-move", move.pk), url("plan-move-approve", move.pk)
    assert approve not in text_of(other.get(address))
    assert "0 of 1 accounts rated again" in text_of(other.get(address))
    rate_through(move.trial)
    assert approve not in text_of(own.get(address))
    assert "Another manager has to approve it." in text_of(own.get(address))
    assert approve in text_of(other.get(address))
    assert "ask another manager" in text_of(own.post(approve, follow=True))
    move.refresh_from_db()
    assert move.state == "PROPOSED"


def test_moves_and_takes_back():
    supplied_account()
    move = proposed_move()
    browser = manager()
    assert "Approved" in text_of(browser.post(url("plan-move-approve", move.pk), follow=True))
    working = browser.get(url("plan-move-progress", move.pk))
    assert (working.status_code, "0 of 1 subscriptions" in text_of(working)) == (200, True)
    work(move)
    done = browser.get(url("plan-move-progress", move.pk))
    assert (done.status_code, done["HX-Refresh"]) == (286, "true")
    assert "1 moved" in text_of(browser.get(url("plan-move", move.pk)))
    browser.post(url("plan-move-undo", move.pk))
    work(move)
    assert move.state == "UNDONE"
    assert "1 taken back" in text_of(browser.get(url("plan-move", move.pk)))


def test_cancels_a_proposal():
    supplied_account()
    move = proposed_move()
    page = text_of(manager().post(url("plan-move-cancel", move.pk), follow=True))
    assert "The move is cancelled. No subscription was changed." in page
    assert "to be approved, not moved" not in page
    assert "Unable" not in page
    move.refresh_from_db()
    assert move.state == "CANCELLED"
