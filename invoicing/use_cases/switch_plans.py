"""Have subscriptions go on on another plan from a day on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import Account, Subscription
from invoicing.queries.plan_switches import load_switch_obstacles, load_version_on
from pricing.models import Plan


@dataclass(frozen=True, slots=True)
class SwitchedPlans:
    """By the id of a subscription, the one that goes on from it; or why it stays as it is."""

    following: dict[int, Subscription]
    refused: dict[int, str]


def switch_plans(
    *,
    subscription_ids: Collection[int],
    to_plan: Plan,
    effective_date: date,
    switched_at: datetime,
    actor: AbstractBaseUser | str | None,
    from_plan: Plan | None = None,
) -> SwitchedPlans:
    """End each subscription at the start of the day, and begin one on the plan for the rest of its days.

    Everything else of it stays: account, service point, role, and where it ends. Those that cannot be switched
    are left as they are, each with its reason; with a `from_plan` also those that are not on that. The number of
    statements does not depend on how many they are.

    Raises NoVersionInForce when the plan has no published version on the day.
    """
    version = load_version_on(to_plan, effective_date)
    with transaction.atomic():
        known = _locked(subscription_ids)
        refused = load_switch_obstacles(known, to_plan, version, effective_date, from_plan)
        switched = [one for one in known if one.pk not in refused]
        # The old ones end first: the days of two of them may not overlap, not even within the transaction.
        Subscription.objects.filter(pk__in=[one.pk for one in switched]).update(end_date=effective_date)
        following = Subscription.objects.bulk_create(
            Subscription(
                account_id=one.account_id,
                service_point_id=one.service_point_id,
                plan=to_plan,
                role=one.role,
                start_date=effective_date,
                end_date=one.end_date,
            )
            for one in switched
        )
        audit.record_each(
            action="SWITCHED_PLAN",
            subjects=switched,
            actor=actor,
            at=switched_at,
            details=[
                {"to_plan": to_plan.code, "from_date": effective_date, "subscription": new.pk}
                for new in following
            ],
        )
    return SwitchedPlans(
        {one.pk: new for one, new in zip(switched, following, strict=True)},
        refused,
    )


def _locked(subscription_ids: Collection[int]) -> list[Subscription]:
    """The subscriptions, and their accounts as a bill run locks them: it claims days of the one or the other."""
    accounts = Account.objects.filter(subscriptions__in=subscription_ids).values("pk")
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=accounts).order_by("pk"))
    return list(
        Subscription.objects.select_for_update(of=("self",))
        .filter(pk__in=subscription_ids)
        .select_related("account", "service_point", "plan")
        .order_by("pk")
    )
