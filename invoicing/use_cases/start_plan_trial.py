"""Start rating past months of accounts by other plan versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import PlanTrial, PlanTrialBatch, TriedVersion
from invoicing.queries.open_trials import WORK_ON_PLAN_TRIAL_TASK
from invoicing.queries.trial_accounts import AccountFilter, UnknownAccounts, load_account_ids
from pricing.models import PlanVersion
from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.plan_documents.to_terms import plan_terms

MOST_VERSIONS: Final = 5
# A batch is loaded whole: so many months of quarter-hours are some hundred megabytes.
_ACCOUNT_MONTHS_PER_BATCH: Final = 2_400
_LEAST_BATCHES, _SMALLEST, _LARGEST = 10, 10, 500
_RINGS: Final = 8


class UnableToStartPlanTrial(Exception):
    """No trial was started."""


def start_plan_trial(
    *,
    versions: Sequence[PlanVersion],
    months: Sequence[DaySpan],
    accounts: AccountFilter,
    started_at: datetime,
    actor: AbstractBaseUser | str | None,
    accounts_per_batch: int | None = None,
) -> PlanTrial:
    """The trial of the versions (published or draft) on the accounts and neighbouring months, started now.

    Its accounts are divided into batches and workers rung for. The documents of the versions are kept with
    it, so that a draft that is changed later does not change what was tried.

    Raises UnableToStartPlanTrial when there is no version or account, a version has errors, an account number
    is unknown, or there are more than five versions.
    """
    if not 1 <= len(versions) <= MOST_VERSIONS:
        raise UnableToStartPlanTrial(f"choose one version, or up to {MOST_VERSIONS}")
    _refuse_errors(versions)
    span = DaySpan(months[0].from_date, months[-1].to_date)
    with transaction.atomic():
        try:
            account_ids = load_account_ids(accounts, span)
        except UnknownAccounts as error:
            raise UnableToStartPlanTrial(str(error)) from error
        if not account_ids:
            raise UnableToStartPlanTrial("none of these accounts is supplied in these months: choose others")
        trial = _stored(accounts, len(account_ids), span, started_at, actor)
        _keep_versions(trial, versions)
        _divide(trial, account_ids, accounts_per_batch or _batch_size(len(account_ids), len(months)))
        audit.record(
            action="STARTED",
            subject=trial,
            actor=actor,
            at=started_at,
            details={"versions": [str(version) for version in versions], "accounts": len(account_ids)},
        )
    return trial


def _refuse_errors(versions: Sequence[PlanVersion]) -> None:
    for version in versions:
        try:
            plan_terms(version.document)
        except InvalidPlanDocument as error:
            raise UnableToStartPlanTrial(f"{version} has errors: {error}") from error


def _keep_versions(trial: PlanTrial, versions: Sequence[PlanVersion]) -> None:
    TriedVersion.objects.bulk_create(
        TriedVersion(
            trial=trial,
            position=position,
            version=version,
            document=version.document,
            content_hash=version.content_hash,
        )
        for position, version in enumerate(versions, start=1)
    )


def _stored(
    accounts: AccountFilter,
    count: int,
    span: DaySpan,
    started_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> PlanTrial:
    is_sample = accounts.sample_size is not None
    return PlanTrial.objects.create(
        from_date=span.from_date,
        to_date=span.to_date,
        as_of=started_at,
        billing_cycle_id=accounts.billing_cycle_id,
        only_plan_id=accounts.only_plan_id,
        is_list=bool(accounts.numbers or accounts.ids),
        sample_size=accounts.sample_size,
        sample_seed=accounts.sample_seed if is_sample else None,
        account_count=count,
        started_at=started_at,
        started_by=actor.get_username() if isinstance(actor, AbstractBaseUser) else actor or audit.NOBODY,
    )


def _batch_size(account_count: int, month_count: int) -> int:
    """As many accounts as memory holds, and fewer where there are few, so that progress can be seen."""
    seen = max(-(-account_count // _LEAST_BATCHES), _SMALLEST)
    return min(seen, _ACCOUNT_MONTHS_PER_BATCH // month_count, _LARGEST)


def _divide(trial: PlanTrial, account_ids: Sequence[int], size: int) -> None:
    firsts = range(0, len(account_ids), size)
    PlanTrialBatch.objects.bulk_create(
        PlanTrialBatch(trial=trial, number=number, account_ids=account_ids[first : first + size])
        for number, first in enumerate(firsts, start=1)
    )
    for _ in range(min(_RINGS, len(firsts))):
        jobs.ring(WORK_ON_PLAN_TRIAL_TASK, trial_id=trial.pk)
