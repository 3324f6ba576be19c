"""Both sides of a batch from one load, refused accounts listed, the books untouched, done once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import (
    BilledPeriod,
    ContractValue,
    Invoice,
    NegotiatedTerm,
    TrialEffect,
    TrialRefusal,
)
from invoicing.trials.trial_months import trial_months
from invoicing.use_cases.rate_trial_batch import rate_trial_batch
from metering.models import Channel
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.factories.readings import store_readings
from tests.factories.trials import TRIED_AT, draft_version, other_plan, rate_through, started_trial

pytestmark = pytest.mark.django_db


def rate(trial):
    for batch in trial.batches.all():
        rate_trial_batch(batch_id=batch.pk, rated_at=TRIED_AT)
    trial.refresh_from_db()
    return trial


def effects():
    return list(TrialEffect.objects.order_by("pk").values_list("account", "old_net", "new_net"))


def test_rates_both_sides_to_the_cent():
    subscription = supplied_account()
    trial = rate(started_trial(draft_version(standing="0.50", first_tier="0.20")))
    effect = TrialEffect.objects.get()
    # 13.95 standing, 75.00 and 22.32 energy; 31 x 0.50, 300 x 0.20 and 22.32.
    assert (effect.old_net, effect.new_net) == (Decimal("111.27"), Decimal("97.82"))
    assert (effect.old_tax, effect.new_tax) == (Decimal("22.25"), Decimal("19.56"))
    assert (effect.usage, effect.months, effect.account_id) == (Decimal(372), 1, subscription.account_id)
    assert (effect.plan_id, effect.utility_id) == (
        subscription.plan_id,
        subscription.service_point.utility_id,
    )
    assert (effect.old_months, effect.new_months) == ([Decimal("111.27")], [Decimal("97.82")])
    assert (trial.state, trial.ended_at) == ("DONE", TRIED_AT)


def test_what_the_bill_run_bills_is_the_old_side():
    supplied_account()
    drafted_run()
    invoice = Invoice.objects.get()
    rate(started_trial(draft_version()))
    effect = TrialEffect.objects.get()
    assert (effect.old_net, effect.old_tax) == (invoice.net, invoice.tax)


def test_does_not_touch_the_books():
    supplied_account()
    drafted_run()
    before = (Invoice.objects.count(), BilledPeriod.objects.count())
    rate(started_trial(draft_version()))
    assert (Invoice.objects.count(), BilledPeriod.objects.count()) == before
    assert TrialEffect.objects.count() == 1


def test_a_second_call_changes_nothing():
    supplied_account()
    trial = rate(started_trial(draft_version(standing="0.50")))
    stored = effects()
    rate(trial)
    assert effects() == stored
    assert trial.state == "DONE"


def test_lists_accounts_that_cannot_be_rated_and_rates_the_others():
    fine = supplied_account()
    silent = supplied_account(quantity=None)
    gap = supplied_account(holes=[5, 6])
    foreign = supplied_account(
        plan=other_plan(code="EURO", currency="EUR"), account=AccountFactory(currency="EUR")
    )
    rate(started_trial(draft_version()))
    assert [account_id for account_id, *_ in effects()] == [fine.account_id]
    assert dict(TrialRefusal.objects.values_list("account", "code")) == {
        silent.account_id: "NO_READINGS",
        gap.account_id: "MISSING_READINGS",
        foreign.account_id: "CURRENCY",
    }


def test_leaves_out_of_both_sides_the_month_that_one_cannot_rate():
    supplied_account()  # readings are of January alone
    months = trial_months(date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 10))
    rate(started_trial(draft_version(standing="0.50"), months=months))
    effect = TrialEffect.objects.get()
    assert (effect.months, effect.old_months) == (1, [None, Decimal("111.27")])
    refusal = TrialRefusal.objects.get()
    # The plan's only version applies from 2026 on.
    assert (refusal.months, refusal.code) == (1, "NO_PLAN_VERSION")


def test_other_services_of_an_account_are_on_neither_side():
    subscription = supplied_account()
    point = ServicePointFactory()
    ChannelFactory(service_point=point, metric=MetricFactory(code="WATER", unit="m3"), code="W1")
    water = PlanFactory(code="WATER", name="Water")
    document = PlanVersionFactory.build(plan=water).document
    document["metrics"] = {"WATER": {"unit": "m3"}}
    document["charges"][1]["determinant"]["metric"] = "WATER"
    # Neither a plan without readings nor one that is not in force yet is anything to the trial.
    PlanVersionFactory(plan=water, document=document, effective_from=date(2026, 1, 15))
    SubscriptionFactory(account=subscription.account, service_point=point, plan=water)
    alone = SubscriptionFactory(
        service_point=ServicePointFactory(), plan=water, account=AccountFactory(currency="GBP")
    )
    rate(started_trial(draft_version()))
    assert effects() == [(subscription.account_id, Decimal("111.27"), Decimal("111.27"))]
    assert dict(TrialRefusal.objects.values_list("account", "code")) == {alone.account_id: "NOTHING_TO_PRICE"}


def test_tries_several_versions_on_one_load():
    supplied_account()
    green = other_plan()
    trial = rate(started_trial(draft_version(standing="0.50"), green.versions.get()))
    found = trial.tried_versions.order_by("position").values_list("effects__old_net", "effects__new_net")
    assert list(found) == [
        (Decimal("111.27"), Decimal("112.82")),
        (Decimal("111.27"), Decimal("114.37")),
    ]


def energy_with(**changes):
    """A draft whose energy charge has these parts."""
    draft = draft_version()
    draft.document["charges"][1] |= changes
    draft.save()
    return draft


def test_a_month_begins_with_what_the_month_before_left_by_the_same_version():
    subscription = supplied_account()  # 372 kWh in January
    channel = Channel.objects.get(service_point=subscription.service_point)
    store_readings(channel, date(2026, 2, 1), date(2026, 3, 1), 500)  # 672 kWh
    draft = energy_with(
        price={"shape": "per_unit", "unit_price": "1"}, allowance={"quantity": "500", "rollover_periods": 1}
    )
    months = trial_months(date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 10))
    rate(started_trial(draft, months=months))
    # 128 of January's 500 are left: 672 less 628, and 28 days of 0.45.
    assert TrialEffect.objects.get().new_months == [Decimal("13.95"), Decimal("56.60")]


def test_what_is_agreed_with_a_customer_holds_for_the_plan_it_is_of():
    subscription = supplied_account()
    pointer = "/charges/STANDING/price/unit_price"
    NegotiatedTerm.objects.create(
        subscription=subscription,
        pointer=pointer,
        value="0.40",
        from_date=date(2026, 1, 1),
        reason="three years",
        agreed_by="Ada",
    )
    trial = rate(started_trial(draft_version(standing="0.50"), other_plan().versions.get()))
    found = trial.tried_versions.order_by("position").values_list("effects__old_net", "effects__new_net")
    # 12.40 for the standing charge wherever the plan is HOME; GREEN asks 17.05.
    assert list(found) == [
        (Decimal("109.72"), Decimal("109.72")),
        (Decimal("109.72"), Decimal("114.37")),
    ]


def test_a_version_is_tried_with_what_it_asks_of_the_contract():
    subscription = supplied_account()
    silent = supplied_account()
    ContractValue.objects.create(
        subscription=subscription, name="kw", value=Decimal(4), from_date=date(2025, 1, 1)
    )
    rate(started_trial(energy_with(determinant={"kind": "contracted", "contract_value": "kw", "unit": "kW"})))
    assert effects() == [(subscription.account_id, Decimal("111.27"), Decimal("14.95"))]
    refusal = TrialRefusal.objects.get()
    assert (refusal.account_id, refusal.code) == (silent.account_id, "UNABLE_TO_RATE")
    assert '"kw"' in refusal.reason


def test_asks_as_many_questions_for_many_accounts_as_for_one():
    supplied_account()
    draft = draft_version()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            rate_through(started_trial(draft))
        counts.append(len(captured))
        for _ in range(5):
            supplied_account()
    assert counts[0] == counts[1]
