"""A trial is stopped; what is rated stays."""

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import TrialEffect
from invoicing.use_cases.cancel_plan_trial import UnableToCancelPlanTrial, cancel_plan_trial
from invoicing.use_cases.rate_trial_batch import rate_trial_batch
from tests.factories.billing import supplied_account
from tests.factories.trials import TRIED_AT, draft_version, rate_through, started_trial

pytestmark = pytest.mark.django_db


def cancel(trial):
    return cancel_plan_trial(trial=trial, cancelled_at=TRIED_AT, actor="test")


def test_stops_a_trial_and_keeps_what_is_rated():
    for _ in range(2):
        supplied_account()
    trial = started_trial(draft_version(), accounts_per_batch=1)
    first, second = trial.batches.order_by("number")
    rate_trial_batch(batch_id=first.pk, rated_at=TRIED_AT)
    cancelled = cancel(trial)
    rate_trial_batch(batch_id=second.pk, rated_at=TRIED_AT)
    assert (cancelled.state, cancelled.ended_at) == ("CANCELLED", TRIED_AT)
    assert TrialEffect.objects.count() == 1
    assert AuditEntry.objects.filter(action="CANCELLED", subject_id=str(trial.pk)).count() == 1


def test_refuses_one_that_is_done():
    supplied_account()
    trial = rate_through(started_trial(draft_version()))
    with pytest.raises(UnableToCancelPlanTrial, match="done already"):
        cancel(trial)
