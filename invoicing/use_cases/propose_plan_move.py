"""Propose to move subscriptions from a plan to another; somebody else approves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from billing_site.foundation import audit
from invoicing.drafting.billable_service import VersionTerms
from invoicing.models import (
    BillingCycle,
    PlanMove,
    PlanMoveItem,
    PlanTrial,
    Subscription,
)
from invoicing.queries.plan_switches import (
    NoVersionInForce,
    load_switch_obstacles,
    load_version_on,
    load_waiting_elsewhere,
    on_plan_from,
)
from invoicing.queries.trial_accounts import AccountFilter, UnknownAccounts, refuse_unknown
from invoicing.trials.trial_months import last_months
from invoicing.use_cases.start_plan_trial import UnableToStartPlanTrial, start_plan_trial
from pricing.models import Plan, PlanVersion

_PREVIEWED_MONTHS = 12


class UnableToProposePlanMove(Exception):
    """Nothing was proposed."""


@dataclass(frozen=True, slots=True)
class MoveTerms:
    """From where to where, from which day on, and why; of which role the subscriptions are.

    With a billing cycle or numbers of accounts only subscriptions of those.
    """

    from_plan: Plan
    to_plan: Plan
    effective_date: date
    reason: str
    role: int = Subscription.Role.SUPPLY
    billing_cycle: BillingCycle | None = None
    numbers: tuple[str, ...] = ()


def propose_plan_move(*, terms: MoveTerms, proposed_at: datetime, actor: Any) -> PlanMove:
    """The move with an item for each subscription of the plan: those that can be moved wait, others say why not.

    A trial of the last twelve months of the accounts that can be moved is started with it, for its money.
    `actor` is a user: another one is to approve it.

    Raises UnableToProposePlanMove when the plans are one, the new one has no version in force on the day, an
    account number is unknown, or no subscription can be moved.
    """
    if terms.from_plan.pk == terms.to_plan.pk:
        raise UnableToProposePlanMove("both plans are the same: choose another to move to")
    try:
        version = load_version_on(terms.to_plan, terms.effective_date)
        refuse_unknown(terms.numbers)
    except (NoVersionInForce, UnknownAccounts) as error:
        raise UnableToProposePlanMove(str(error)) from error
    with transaction.atomic():
        # Two proposals for one plan come one after the other, so that the second sees what waits in the first.
        Plan.objects.select_for_update(no_key=True).get(pk=terms.from_plan.pk)
        subscriptions = list(_subscriptions(terms))
        obstacles = _obstacles(subscriptions, terms, version)
        movable = [one for one in subscriptions if one.pk not in obstacles]
        if not movable:
            raise UnableToProposePlanMove(_nothing_to_move(terms, obstacles))
        move = PlanMove.objects.create(
            from_plan=terms.from_plan,
            to_plan=terms.to_plan,
            role=terms.role,
            effective_date=terms.effective_date,
            billing_cycle=terms.billing_cycle,
            is_list=bool(terms.numbers),
            reason=terms.reason,
            trial=_preview(movable, terms, version, proposed_at, actor),
            proposed_at=proposed_at,
            proposed_by=actor,
        )
        _store_items(move, subscriptions, obstacles)
        audit.record(
            action="PROPOSED",
            subject=move,
            actor=actor,
            at=proposed_at,
            details={"subscriptions": len(movable), "refused": len(obstacles), "reason": terms.reason},
        )
    return move


def _subscriptions(terms: MoveTerms) -> QuerySet[Subscription]:
    found = on_plan_from(terms.from_plan, terms.effective_date)
    if terms.billing_cycle is not None:
        found = found.filter(account__billing_cycle=terms.billing_cycle)
    if terms.numbers:
        found = found.filter(account__number__in=terms.numbers)
    return found.select_related("account", "service_point", "plan").order_by("pk")


def _obstacles(subscriptions: list[Subscription], terms: MoveTerms, version: VersionTerms) -> dict[int, str]:
    obstacles = load_switch_obstacles(subscriptions, terms.to_plan, version, terms.effective_date)
    obstacles |= load_waiting_elsewhere([one.pk for one in subscriptions])
    role = Subscription.Role(terms.role).label
    for one in subscriptions:
        if one.role != terms.role:
            obstacles[one.pk] = f"it is {one.get_role_display()}, and {role} is moved"
    return obstacles


def _store_items(move: PlanMove, subscriptions: list[Subscription], obstacles: dict[int, str]) -> None:
    PlanMoveItem.objects.bulk_create(
        PlanMoveItem(
            move=move,
            subscription=one,
            state=PlanMoveItem.State.REFUSED if one.pk in obstacles else PlanMoveItem.State.WAITING,
            reason=obstacles.get(one.pk, ""),
        )
        for one in subscriptions
    )


def _nothing_to_move(terms: MoveTerms, obstacles: dict[int, str]) -> str:
    if not obstacles:
        return f"no subscription to plan {terms.from_plan.code} supplies from {terms.effective_date} on"
    return f"none of the {len(obstacles):,} subscriptions can be moved; of the first, {next(iter(obstacles.values()))}"


def _preview(
    movable: list[Subscription], terms: MoveTerms, version: VersionTerms, at: datetime, actor: Any
) -> PlanTrial | None:
    """The trial that tells the money; none where nobody was supplied in the last months."""
    account_ids = tuple({one.account_id: None for one in movable})
    try:
        return start_plan_trial(
            versions=[PlanVersion.objects.select_related("plan").get(pk=version.version_id)],
            months=last_months(_PREVIEWED_MONTHS, at.date()),
            accounts=AccountFilter(only_plan_id=terms.from_plan.pk, ids=account_ids),
            started_at=at,
            actor=actor,
        )
    except UnableToStartPlanTrial:
        return None
