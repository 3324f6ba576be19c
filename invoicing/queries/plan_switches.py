"""Which subscriptions can go on on another plan from a day on, and why others cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from invoicing.drafting.billable_service import VersionTerms
from invoicing.models import PlanMoveItem, Subscription
from invoicing.queries.billed_days import load_billed_until_of_each
from metering.queries.channels import load_channels_of_service_points
from pricing.models import Plan
from pricing.queries.plan_terms import load_plan_terms, load_versions_effective


class NoVersionInForce(ValueError):
    """The plan has no published version on the day: nothing can be moved to it then."""


def load_version_on(plan: Plan, day: date) -> VersionTerms:
    """The published version of the plan that is in force on the day; two queries. Raises NoVersionInForce."""
    (versions,) = load_versions_effective({plan.pk}, day, day + timedelta(days=1)).values()
    if not versions:
        raise NoVersionInForce(
            f"plan {plan.code} has no published version in force on {day}: publish one, or choose another day"
        )
    version_id = versions[0].version_id
    return VersionTerms(version_id, load_plan_terms({version_id})[version_id])


def on_plan_from(plan: Plan, day: date) -> QuerySet[Subscription]:
    """The plan's subscriptions of every role that supply on the day or later."""
    return Subscription.objects.filter(Q(end_date=None) | Q(end_date__gt=day), plan=plan)


def load_switch_obstacles(
    subscriptions: Iterable[Subscription],
    to_plan: Plan,
    version: VersionTerms,
    day: date,
    from_plan: Plan | None = None,
) -> dict[int, str]:
    """By subscription, why it cannot go on on the plan from the day on; those that can are not there.

    `account`, `service_point` and `plan` of the subscriptions are to be loaded, `version` is that of `to_plan`
    on the day. With a `from_plan` they are to be on that. Two queries, however many.
    """
    known = list(subscriptions)
    billed_until = load_billed_until_of_each([one.pk for one in known])
    measured: dict[int, set[str]] = {}
    for channel in load_channels_of_service_points({one.service_point_id for one in known}):
        measured.setdefault(channel.service_point_id, set()).add(channel.metric_code)
    obstacles = {}
    for one in known:
        reason = (
            _out_of_its_days(one, day)
            or _other_terms(one, to_plan, from_plan)
            or _billed(billed_until.get(one.pk), day)
            or _unmeasured(version, measured.get(one.service_point_id, set()))
        )
        if reason:
            obstacles[one.pk] = reason
    return obstacles


def load_waiting_elsewhere(subscription_ids: Collection[int]) -> dict[int, str]:
    """By subscription, which other move waits for it; one query."""
    rows = PlanMoveItem.objects.filter(
        subscription__in=subscription_ids, state=PlanMoveItem.State.WAITING
    ).values_list("subscription_id", "move_id")
    return {
        subscription_id: f"it waits in move {move_id} already: approve or cancel that first"
        for subscription_id, move_id in rows
    }


def _out_of_its_days(one: Subscription, day: date) -> str:
    if one.start_date >= day:
        return f"it begins only on {one.start_date}: choose a later day, or change its plan instead"
    if one.end_date is not None and one.end_date <= day:
        return f"it has ended by then: it supplies up to {one.end_date - timedelta(days=1)}"
    return ""


def _other_terms(one: Subscription, to_plan: Plan, from_plan: Plan | None) -> str:
    if one.plan_id == to_plan.pk:
        return f"it is on {to_plan.code} already"
    if from_plan is not None and one.plan_id != from_plan.pk:
        return f"it is on {one.plan.code} by now, not on {from_plan.code}"
    if one.account.currency != to_plan.currency:
        return f"plan {to_plan.code} is in {to_plan.currency}, but its account in {one.account.currency}"
    return ""


def _billed(billed_until: date | None, day: date) -> str:
    if billed_until is None or billed_until <= day:
        return ""
    last = billed_until - timedelta(days=1)
    return f"its days up to {last} are on a bill: choose {billed_until} or later, or credit that bill"


def _unmeasured(version: VersionTerms, measured: set[str]) -> str:
    missing = [metric for metric in version.metrics if metric not in measured]
    return f"no channel of its service point measures {', '.join(missing)}" if missing else ""
