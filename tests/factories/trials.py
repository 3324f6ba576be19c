"""Trials and moves on the accounts of the billing factories: a plan of 0.45 a day and two tiers, and others."""

from copy import deepcopy
from datetime import UTC, date, datetime

from billing_site.foundation.access import Role
from invoicing.models import PlanTrialBatch
from invoicing.queries.trial_accounts import AccountFilter
from invoicing.trials.trial_months import trial_months
from invoicing.use_cases.propose_plan_move import MoveTerms, propose_plan_move
from invoicing.use_cases.start_plan_trial import start_plan_trial
from invoicing.use_cases.work_on_next_trial_batch import work_on_next_trial_batch
from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import content_hash
from tests.factories.people import user_with
from tests.factories.pricing import PUBLISHED_AT, PlanFactory, PlanVersionFactory, plan_document

TRIED_AT = datetime(2026, 2, 10, 9, tzinfo=UTC)
MOVED_FROM = date(2026, 3, 1)
JANUARY_ALONE = trial_months(date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 10))


def draft_version(standing="0.45", first_tier="0.25", plan=None, **document):
    """A draft of the plan HOME, or of another, with these prices."""
    plan = plan or PlanVersionFactory(plan=PlanFactory()).plan
    changed = {**deepcopy(plan_document(plan)), **document}
    changed["charges"][0]["price"]["unit_price"] = standing
    changed["charges"][1]["price"]["tiers"][0]["unit_price"] = first_tier
    return PlanVersion.objects.create(
        plan=plan,
        number=plan.versions.count() + 1,
        effective_from=date(2026, 6, 1),
        document=changed,
        content_hash=content_hash(changed),
        created_at=PUBLISHED_AT,
    )


def other_plan(code="GREEN", currency="GBP", standing="0.55"):
    """Another plan with a published version from 2026; 0.55 a day and the same tiers."""
    plan = Plan.objects.create(code=code, name=code.title(), currency=currency)
    document = deepcopy(plan_document(plan))
    document["charges"][0]["price"]["unit_price"] = standing
    PlanVersionFactory(plan=plan, document=document)
    return plan


def started_trial(*versions, months=JANUARY_ALONE, accounts=None, accounts_per_batch=None, **accounts_facts):
    """A trial that no worker has looked at yet."""
    return start_plan_trial(
        versions=versions,
        months=months,
        accounts=accounts or AccountFilter(**accounts_facts),
        started_at=TRIED_AT,
        actor="test",
        accounts_per_batch=accounts_per_batch,
    )


def rate_through(trial):
    """Rate all that is left of the trial; returns it as it then is."""
    while work_on_next_trial_batch(trial_id=trial.pk, at=TRIED_AT) is not None:
        pass
    trial.refresh_from_db()
    return trial


def batch_states(trial):
    """The states of its batches, in order."""
    return list(PlanTrialBatch.objects.filter(trial=trial).order_by("number").values_list("state", flat=True))


def proposed_move(to_plan=None, actor=None, is_rated=True, **terms):
    """A move from HOME to GREEN from March on, by a manager; its trial is done."""
    move = propose_plan_move(
        terms=MoveTerms(
            **{
                "from_plan": PlanFactory(),
                "to_plan": to_plan or other_plan(),
                "effective_date": MOVED_FROM,
                "reason": "HOME ends",
                **terms,
            }
        ),
        proposed_at=TRIED_AT,
        actor=actor or user_with(Role.MANAGER),
    )
    if is_rated and move.trial is not None:
        rate_through(move.trial)
        move.refresh_from_db()
    return move
