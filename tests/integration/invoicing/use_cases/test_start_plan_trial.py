"""A trial is divided among workers once it begins, and keeps what is tried."""

from datetime import date

import pytest
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from invoicing.models import PlanTrial
from invoicing.trials.trial_months import trial_months
from invoicing.use_cases.start_plan_trial import UnableToStartPlanTrial
from tests.factories.billing import supplied_account
from tests.factories.invoicing import AccountFactory, BillingCycleFactory
from tests.factories.trials import TRIED_AT, draft_version, other_plan, started_trial

pytestmark = pytest.mark.django_db


def accounts_of(trial):
    return [account_id for batch in trial.batches.order_by("number") for account_id in batch.account_ids]


def test_divides_the_accounts_into_batches_and_rings_for_workers():
    ids = [supplied_account().account_id for _ in range(3)]
    trial = started_trial(draft_version(), accounts_per_batch=2)
    assert [batch.account_ids for batch in trial.batches.order_by("number")] == [ids[:2], ids[2:]]
    assert (trial.state, trial.account_count, trial.started_by, trial.as_of) == ("OPEN", 3, "test", TRIED_AT)
    assert [row.task["kwargs"] for row in OrmQ.objects.all()] == [{"trial_id": trial.pk}] * 2
    assert AuditEntry.objects.get(action="STARTED", subject_id=str(trial.pk)).details["accounts"] == 3


def test_keeps_the_document_that_was_tried():
    supplied_account()
    draft = draft_version(standing="0.99")
    trial = started_trial(draft)
    draft.document["charges"][0]["price"]["unit_price"] = "5"
    draft.save()
    tried = trial.tried_versions.get()
    assert tried.document["charges"][0]["price"]["unit_price"] == "0.99"


def test_takes_only_accounts_that_are_supplied_in_the_months():
    supplied_account(end_date=date(2026, 1, 1))
    AccountFactory()
    inside = supplied_account().account_id
    assert accounts_of(started_trial(draft_version())) == [inside]


def test_chooses_by_cycle_plan_and_list():
    home = supplied_account()
    green = supplied_account(plan=other_plan())
    weekly = supplied_account(account=AccountFactory(billing_cycle=BillingCycleFactory(code="WEEKLY")))
    draft = draft_version()
    chosen = {
        "plan": started_trial(draft, only_plan_id=green.plan_id),
        "cycle": started_trial(draft, billing_cycle_id=weekly.account.billing_cycle_id),
        "list": started_trial(draft, numbers=(home.account.number,)),
    }
    assert {name: accounts_of(trial) for name, trial in chosen.items()} == {
        "plan": [green.account_id],
        "cycle": [weekly.account_id],
        "list": [home.account_id],
    }
    assert chosen["list"].is_list


def test_draws_the_same_sample_by_the_same_seed():
    for _ in range(12):
        supplied_account(quantity=None)
    draft = draft_version()
    first, again, other = (started_trial(draft, sample_size=4, sample_seed=seed) for seed in (7, 7, 8))
    assert len(accounts_of(first)) == 4
    assert accounts_of(first) == accounts_of(again)
    assert accounts_of(first) != accounts_of(other)
    larger = started_trial(draft, sample_size=6, sample_seed=7)
    assert set(accounts_of(first)) < set(accounts_of(larger))
    assert (first.sample_size, first.sample_seed) == (4, 7)


def test_refuses_unknown_numbers_nobody_and_versions_with_errors():
    supplied_account()
    draft = draft_version()
    with pytest.raises(UnableToStartPlanTrial, match="no account NOBODY"):
        started_trial(draft, numbers=("NOBODY",))
    with pytest.raises(UnableToStartPlanTrial, match="none of these accounts is supplied"):
        started_trial(draft, months=trial_months(date(2024, 1, 1), date(2024, 1, 1), date(2026, 2, 1)))
    with pytest.raises(UnableToStartPlanTrial, match="choose one version"):
        started_trial()
    draft.document["charges"] = []
    with pytest.raises(UnableToStartPlanTrial, match="has errors"):
        started_trial(draft)
    assert not PlanTrial.objects.exists()
