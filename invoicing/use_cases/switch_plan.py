"""Have one subscription go on on another plan."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser

from invoicing.models import Subscription
from invoicing.queries.plan_switches import NoVersionInForce
from invoicing.use_cases.switch_plans import switch_plans
from pricing.models import Plan


class UnableToSwitchPlan(Exception):
    """The subscription stays as it is."""


def switch_plan(
    *,
    subscription: Subscription,
    to_plan: Plan,
    effective_date: date,
    switched_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> Subscription:
    """End the subscription at the start of the day and begin one on the plan at that instant; returns that.

    Raises UnableToSwitchPlan when the day is not inside the subscription, days from it on are billed already, or
    the plan does not fit: another currency, no version in force, something that is not measured.
    """
    try:
        switched = switch_plans(
            subscription_ids=[subscription.pk],
            to_plan=to_plan,
            effective_date=effective_date,
            switched_at=switched_at,
            actor=actor,
        )
    except NoVersionInForce as error:
        raise UnableToSwitchPlan(str(error)) from error
    if subscription.pk in switched.refused:
        raise UnableToSwitchPlan(switched.refused[subscription.pk])
    return switched.following[subscription.pk]
