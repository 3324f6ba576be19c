"""Trials of plan versions: how far they are, and what they tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.cache import cache
from django.db import connection
from django.db.models import BigIntegerField, Count, F, Func, Q

from invoicing.drafting.billable_service import VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import Account, PlanTrial, PlanTrialBatch, TrialEffect, TrialRefusal, TriedVersion
from invoicing.trials.account_effects import AccountEffect
from invoicing.trials.trial_months import months_of
from invoicing.trials.trial_summary import TrialSummary, trial_summary
from metering.models import Metric, Utility
from pricing.models import Plan
from pricing.plan_documents.to_terms import plan_terms

_A_DAY_S: Final = 86_400
_MONTH_SUMS: Final = """
SELECT place, sum(old), sum(new)
FROM invoicing_trialeffect, unnest(old_months, new_months) WITH ORDINALITY AS month (old, new, place)
WHERE tried_id = %s AND old IS NOT NULL
GROUP BY place
"""


@dataclass(frozen=True, slots=True)
class TrialPace:
    """How far a trial is, in accounts; `seconds_left` is None as long as none is done, and 0 at the end."""

    done: int
    accounts: int
    seconds: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A month of all accounts that could be rated for it, without tax."""

    month: date
    old: Decimal
    new: Decimal

    @property
    def change(self) -> Decimal:
        """How much more the month comes to."""
        return self.new - self.old


def load_trial_pace(trial: PlanTrial, now: datetime) -> TrialPace:
    """How far the trial is; one query, cheap enough to be repeated every other second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(cardinality(account_ids)) FILTER (WHERE state = %s), 0)"
            " FROM invoicing_plantrialbatch WHERE trial_id = %s",
            [PlanTrialBatch.State.DONE, trial.pk],
        )
        (done,) = cursor.fetchone()
    seconds = max(((trial.ended_at or now) - trial.started_at).total_seconds(), 0.0)
    left = trial.account_count - done if trial.state == PlanTrial.State.OPEN else 0
    if not left:
        return TrialPace(done, trial.account_count, seconds, 0.0)
    return TrialPace(done, trial.account_count, seconds, seconds / done * left if done else None)


def load_trial_summary(tried: TriedVersion) -> TrialSummary:
    """What the version's trial tells; remembered once it has ended, since effects never change. One query.

    `trial` of the version is to be loaded.
    """
    key = f"trial-summary-{tried.pk}-{tried.content_hash[:16]}-{tried.trial.started_at.timestamp()}"
    known: TrialSummary | None = cache.get(key)
    if known is None:
        known = trial_summary(list(_effects(tried)))
        if tried.trial.state == PlanTrial.State.DONE:
            cache.set(key, known, _A_DAY_S)
    return known


def load_usage_metric(tried: TriedVersion) -> tuple[str, str]:
    """Name and unit of the metric whose usage the effects tell, both empty where the version counts none."""
    metrics = VersionTerms(tried.version_id, plan_terms(tried.document)).metrics
    row = Metric.objects.filter(code__in=metrics[:1]).values_list("name", "unit").first()
    return row or ("", "")


def load_segment_names(summary: TrialSummary) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """What the summary's plans and utilities are called, by id; two queries."""
    plans: dict[int | None, str] = {None: "several plans"}
    plan_ids = [pk for pk, _ in summary.by_plan if pk is not None]
    plans |= {plan.pk: str(plan) for plan in Plan.objects.filter(pk__in=plan_ids)}
    utilities: dict[int | None, str] = {None: "several utilities"}
    utility_ids = [pk for pk, _ in summary.by_utility if pk is not None]
    utilities |= dict(Utility.objects.filter(pk__in=utility_ids).values_list("pk", "name"))
    return plans, utilities


def load_month_sums(tried: TriedVersion) -> list[MonthSum]:
    """Every month of the trial with what all accounts come to in it, in order; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTH_SUMS, [tried.pk])
        found = {place: (old, new) for place, old, new in cursor.fetchall()}
    months = months_of(DaySpan(tried.trial.from_date, tried.trial.to_date))
    nothing = (Decimal(0), Decimal(0))
    return [
        MonthSum(month.from_date, *found.get(place, nothing)) for place, month in enumerate(months, start=1)
    ]


def load_refusal_counts(tried: TriedVersion) -> list[tuple[str, int, int]]:
    """Code of the reason, accounts without any month and with some left out; most accounts first. One query.

    `trial` of the version is to be loaded.
    """
    rated = TrialEffect.objects.filter(tried=tried).values("account")
    rows = (
        TrialRefusal.objects.filter(tried=tried)
        .order_by("code")
        .values("code")
        .annotate(
            none=Count("pk", filter=~Q(account__in=rated)), some=Count("pk", filter=Q(account__in=rated))
        )
        .values_list("code", "none", "some")
    )
    return sorted(rows, key=lambda row: -(row[1] + row[2]))


def load_named_accounts(effects: Sequence[AccountEffect]) -> Mapping[int, Account]:
    """The accounts with their customers, by id; one query."""
    ids = [one.account_id for one in effects]
    return Account.objects.select_related("customer").in_bulk(ids)


def trial_rows(tried: TriedVersion) -> Iterator[tuple[Any, ...]]:
    """Every account of the trial for a file: number, customer, plan, utility, months, old net, new net, old tax,
    new tax, usage, reason; those that were not rated with their reason and no amounts. Read as they are written.
    """
    reasons = dict(TrialRefusal.objects.filter(tried=tried).values_list("account", "reason"))
    rated = set()
    for row in (
        TrialEffect.objects.filter(tried=tried)
        .order_by("account__number")
        .values_list(
            "account",
            *("account__number", "account__customer__name", "plan__code", "utility__code", "months"),
            *("old_net", "new_net", "old_tax", "new_tax", "usage"),
        )
        .iterator(chunk_size=2_000)
    ):
        rated.add(row[0])
        yield (*row[1:], reasons.get(row[0], ""))
    for account_id, number, customer, reason in (
        TrialRefusal.objects.filter(tried=tried)
        .order_by("account__number")
        .values_list("account", "account__number", "account__customer__name", "reason")
        .iterator(chunk_size=2_000)
    ):
        if account_id not in rated:
            yield (number, customer, None, None, 0, None, None, None, None, None, reason)


def _effects(tried: TriedVersion) -> Iterator[AccountEffect]:
    rows = (
        TrialEffect.objects.filter(tried=tried)
        .order_by("account")
        .values_list(
            *("account", "months", "old_net", "new_net", "old_tax", "new_tax", "usage", "plan", "utility")
        )
        .iterator(chunk_size=10_000)
    )
    for row in rows:
        yield AccountEffect(*row)


def of_trial(trial_id: int) -> Q:
    """Of accounts: those of the trial."""
    ids = PlanTrialBatch.objects.filter(trial=trial_id).annotate(
        member=Func(F("account_ids"), function="unnest", output_field=BigIntegerField())
    )
    return Q(pk__in=ids.values("member"))
