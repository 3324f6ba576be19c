"""Two plan versions side by side: on an account of a trial, on one service point, on a few accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from invoicing.drafting.billable_service import BillableService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import PlanTrial, TriedVersion
from invoicing.queries.trial_accounts import AccountFilter, load_account_ids, plan_condition
from invoicing.queries.trial_rating import (
    SuppliedMonth,
    load_effect_tallies,
    load_tried_months,
    rate_supplied,
)
from invoicing.trials.compared_months import ComparedMonth, compared_month
from invoicing.trials.trial_months import months_of
from invoicing.trials.trial_summary import TrialSummary, trial_summary
from metering.models import ServicePoint
from pricing.models import PlanVersion
from pricing.plan_documents.to_terms import plan_terms

MOST_SAMPLED: Final = 200
_NOBODY: Final = 0  # a service point alone is rated for no account


def load_compared_account(trial: PlanTrial, tried: TriedVersion, account_id: int) -> list[ComparedMonth]:
    """The account's months by the version and by what it had, rated now as they were for the trial."""
    version = VersionTerms(tried.version_id, plan_terms(tried.document))
    months = months_of(DaySpan(trial.from_date, trial.to_date))
    return [
        compared_month(account_id, month, of_version, version.terms.currency)
        for _, month, (of_version,) in load_tried_months(
            [account_id], months, trial.as_of, [version], only=plan_condition(trial.only_plan_id)
        )
    ]


def load_compared_point(
    point: ServicePoint, months: Sequence[DaySpan], old: PlanVersion, new: PlanVersion, as_of: datetime
) -> list[ComparedMonth]:
    """The service point's months by both versions, whoever was supplied there; `site` is to be loaded."""
    tried = _terms(new)
    supplied = [
        SuppliedMonth(
            month,
            [
                BillableService(
                    subscription_id=_NOBODY,
                    account_id=_NOBODY,
                    service_point_id=point.pk,
                    service_point_code=point.code,
                    zone_name=point.site.zone_name,
                    span=month,
                    version=_terms(old),
                )
            ],
            [],
        )
        for month in months
    ]
    return [
        compared_month(_NOBODY, month, of_version, tried.terms.currency)
        for _, month, (of_version,) in rate_supplied(supplied, [tried], as_of)
    ]


def load_compared_sample(
    accounts: AccountFilter,
    months: Sequence[DaySpan],
    old: PlanVersion,
    new: PlanVersion,
    as_of: datetime,
) -> tuple[TrialSummary, int]:
    """What a sample of at most 200 accounts come to by both versions, and how many were drawn; stored nowhere."""
    ids = load_account_ids(accounts, DaySpan(months[0].from_date, months[-1].to_date))[:MOST_SAMPLED]
    if not ids:
        return trial_summary([]), 0
    (tally,) = load_effect_tallies(
        ids,
        months,
        as_of,
        [_terms(new)],
        only=plan_condition(accounts.only_plan_id),
        baseline=_terms(old),
    )
    return trial_summary([one.effect for one in tally.accounts()]), len(ids)


def _terms(version: PlanVersion) -> VersionTerms:
    return VersionTerms(version.pk, plan_terms(version.document))
