"""Rate a batch of accounts of a trial: the unit of commit and of retry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from billing_site.foundation import audit
from invoicing.drafting.billable_service import VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import PlanTrial, PlanTrialBatch
from invoicing.models.trial_store import store_tried_accounts
from invoicing.queries.trial_accounts import plan_condition
from invoicing.queries.trial_rating import load_effect_tallies
from invoicing.trials.trial_months import months_of
from pricing.plan_documents.to_terms import plan_terms


def rate_trial_batch(*, batch_id: int, rated_at: datetime) -> None:
    """Rate all months of the batch's accounts by every tried version, and by what was in force, in one transaction.

    An account or month that cannot be rated is stored with its reason. A batch that is rated already, or whose
    trial is cancelled, is left as it is: a second call changes nothing. The trial is done with its last batch.
    """
    with transaction.atomic():
        batch = (
            PlanTrialBatch.objects.select_for_update(of=("self",)).select_related("trial").get(pk=batch_id)
        )
        trial = batch.trial
        if batch.state != PlanTrialBatch.State.OPEN or trial.state != PlanTrial.State.OPEN:
            return
        _rate(batch, trial)
        batch.state = PlanTrialBatch.State.DONE
        batch.save(update_fields=["state"])
        _finish(trial, rated_at)


def _rate(batch: PlanTrialBatch, trial: PlanTrial) -> None:
    tried = list(trial.tried_versions.order_by("position"))
    tallies = load_effect_tallies(
        batch.account_ids,
        months_of(DaySpan(trial.from_date, trial.to_date)),
        trial.as_of,
        # The document that was tried, not the one a draft has by now.
        [VersionTerms(one.version_id, plan_terms(one.document)) for one in tried],
        only=plan_condition(trial.only_plan_id),
    )
    for one, tally in zip(tried, tallies, strict=True):
        store_tried_accounts(batch.pk, one.pk, tally.accounts(), tally.left_out())


def _finish(trial: PlanTrial, rated_at: datetime) -> None:
    # The lock makes the last two batches come here one after the other, so that the last sees that it is; and
    # a trial that was cancelled meanwhile stays so.
    locked = PlanTrial.objects.select_for_update(no_key=True).get(pk=trial.pk)
    if (
        locked.state != PlanTrial.State.OPEN
        or locked.batches.filter(state=PlanTrialBatch.State.OPEN).exists()
    ):
        return
    locked.state, locked.ended_at = PlanTrial.State.DONE, rated_at
    locked.save(update_fields=["state", "ended_at"])
    audit.record(action="RATED", subject=locked, actor=None, at=rated_at)
