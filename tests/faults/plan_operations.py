"""Trying plans on past usage, and moving subscriptions to other plans."""

from __future__ import annotations

from itertools import count
from typing import Any

from billing_site.foundation.access import Role
from invoicing.models import PlanMove, PlanTrialBatch, Subscription
from invoicing.use_cases.approve_plan_move import approve_plan_move
from invoicing.use_cases.rate_trial_batch import rate_trial_batch
from invoicing.use_cases.work_on_plan_move import work_on_plan_move
from tests.factories.billing import supplied_account
from tests.factories.invoicing import AccountFactory, BillingCycleFactory
from tests.factories.people import user_with
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.factories.trials import TRIED_AT, other_plan, proposed_move, started_trial
from tests.faults.crash import Operation
from tests.faults.evidence import audit_count

_codes = count(1)


def _two_accounts(quantities: tuple[int | None, int | None]) -> Any:
    """On a plan and of a cycle of their own."""
    number = next(_codes)
    plan = PlanFactory(code=f"OLD-{number}")
    PlanVersionFactory(plan=plan)
    cycle: Any = BillingCycleFactory(code=f"PLANS-{number}")
    for quantity in quantities:
        supplied_account(
            quantity=quantity, plan=plan, account=AccountFactory(currency="GBP", billing_cycle=cycle)
        )
    return plan


def open_trial_batch() -> Any:
    """Two accounts to rate again, one of which has no readings."""
    plan = _two_accounts((250, None))
    trial = started_trial(plan.versions.get(), only_plan_id=plan.pk)
    return trial.batches.get()


def trial_half_done(batch: PlanTrialBatch) -> list[str]:
    batch.refresh_from_db()
    found = (batch.state, batch.effects.count(), batch.refusals.count(), batch.trial.state)
    allowed = {("OPEN", 0, 0, "OPEN"), ("DONE", 1, 1, "DONE")}
    return [] if found in allowed else [f"{found} instead of one of {sorted(allowed)}"]


def trial_wrong(batch: PlanTrialBatch) -> list[str]:
    batch = PlanTrialBatch.objects.select_related("trial").get(pk=batch.pk)
    found = (
        batch.state,
        batch.trial.state,
        [str(amount) for amount in batch.effects.values_list("new_net", flat=True)],
        list(batch.refusals.values_list("code", flat=True)),
        audit_count(type(batch.trial).objects.filter(pk=batch.trial_id)),
    )
    expected = ("DONE", "DONE", ["111.2700"], ["NO_READINGS"], 2)
    return [] if found == expected else [f"{found} instead of {expected}"]


def approved_move() -> Any:
    """Two subscriptions that wait to be moved."""
    plan = _two_accounts((None, None))
    move = proposed_move(from_plan=plan, to_plan=other_plan(f"NEW-{plan.pk}"))
    return approve_plan_move(move=move, approved_at=TRIED_AT, actor=user_with(Role.MANAGER))


def _standing(move: PlanMove) -> tuple[str, list[str], int, int]:
    move.refresh_from_db()
    items = sorted(move.items.values_list("state", flat=True))
    ended = Subscription.objects.filter(plan=move.from_plan_id, end_date=move.effective_date).count()
    return move.state, items, ended, Subscription.objects.filter(plan=move.to_plan_id).count()


def move_half_done(move: PlanMove) -> list[str]:
    found = _standing(move)
    allowed = [("APPROVED", ["WAITING"] * 2, 0, 0), ("DONE", ["MOVED"] * 2, 2, 2)]
    return [] if found in allowed else [f"{found} instead of one of {allowed}"]


def move_wrong(move: PlanMove) -> list[str]:
    found = (*_standing(move), audit_count(Subscription.objects.filter(plan=move.from_plan_id)))
    expected = ("DONE", ["MOVED"] * 2, 2, 2, 2)
    return [] if found == expected else [f"{found} instead of {expected}"]


PLAN_OPERATIONS = (
    Operation(
        "trial batch",
        open_trial_batch,
        lambda batch: rate_trial_batch(batch_id=batch.pk, rated_at=TRIED_AT),
        trial_wrong,
        trial_half_done,
        r"COPY invoicing_trialeffect\b",
    ),
    Operation(
        "plan move",
        approved_move,
        lambda move: work_on_plan_move(move_id=move.pk, at=TRIED_AT),
        move_wrong,
        move_half_done,
        'UPDATE "invoicing_subscription"',
    ),
)
