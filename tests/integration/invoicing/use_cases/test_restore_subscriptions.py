"""Each subscription gets its days back, or keeps its new plan with a reason."""

from datetime import date

import pytest

from billing_site.foundation.access import Role
from billing_site.foundation.models import AuditEntry
from invoicing.models import PlanMoveItem, Subscription
from invoicing.use_cases.approve_plan_move import approve_plan_move
from invoicing.use_cases.restore_subscriptions import restore_subscriptions
from invoicing.use_cases.work_on_plan_move import work_on_plan_move
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.people import user_with
from tests.factories.trials import TRIED_AT, other_plan, proposed_move

pytestmark = pytest.mark.django_db


def moved_items(effective_date=date(2026, 1, 20)):
    for _ in range(2):
        supplied_account()
    move = proposed_move(effective_date=effective_date)
    approve_plan_move(move=move, approved_at=TRIED_AT, actor=user_with(Role.MANAGER))
    work_on_plan_move(move_id=move.pk, at=TRIED_AT)
    return list(move.items.select_related("subscription", "new_subscription").order_by("pk"))


def restore(items):
    restore_subscriptions(items=items, restored_at=TRIED_AT)
    return [PlanMoveItem.objects.get(pk=item.pk) for item in items]


def test_gives_the_old_one_its_days_back_up_to_where_the_new_one_ended():
    first, second = moved_items()
    Subscription.objects.filter(pk=second.new_subscription_id).update(end_date=date(2026, 7, 1))
    restored = restore([first, second])
    assert [(item.state, item.new_subscription) for item in restored] == [("UNDONE", None)] * 2
    assert list(Subscription.objects.order_by("pk").values_list("pk", "plan__code", "end_date")) == [
        (first.subscription_id, "HOME", None),
        (second.subscription_id, "HOME", date(2026, 7, 1)),
    ]
    assert AuditEntry.objects.filter(action="SWITCHED_BACK").count() == 2


def test_leaves_one_that_was_billed_meanwhile():
    items = moved_items()
    drafted_run()
    found = restore(items[:1])[0]
    assert (found.state, found.reason) == ("KEPT", "it was billed on the new plan meanwhile")
    assert Subscription.objects.filter(pk=found.new_subscription_id).exists()


def test_leaves_one_that_is_in_another_move():
    items = moved_items()
    proposed_move(from_plan=items[0].new_subscription.plan, to_plan=other_plan("BLUE"))
    assert {(item.state, item.reason) for item in restore(items)} == {
        ("KEPT", "it was changed since, or is in another move")
    }
    assert Subscription.objects.filter(plan__code="GREEN").count() == 2
