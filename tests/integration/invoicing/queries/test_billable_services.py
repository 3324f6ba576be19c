"""What there is to bill, and by which terms."""

from datetime import date

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.queries.billable_services import load_billable_services
from tests.factories.invoicing import (
    AccountFactory,
    InvoiceFactory,
    SubscriptionFactory,
    finalized_invoice,
)
from tests.factories.metering import ServicePointFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db
JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))


def subscribed(**facts):
    """A subscription to HOME, which has a version from 2026-01-01."""
    PlanVersionFactory(plan=PlanFactory())
    return SubscriptionFactory(**facts)


def load(*subscriptions, run=JANUARY):
    return load_billable_services([one.account_id for one in subscriptions], run)


def refusal_of(subscription, run=JANUARY):
    services, (refusal,) = load(subscription, run=run)
    assert services == []
    assert refusal.account_id == subscription.account_id
    return refusal.code, refusal.reason


def test_gives_the_terms_that_apply_on_the_days_of_the_run(django_assert_num_queries):
    one = subscribed()
    for _ in range(3):
        subscribed()
    with django_assert_num_queries(6):
        (service,), refusals = load(one)
    assert refusals == []
    assert (service.subscription_id, service.account_id) == (one.pk, one.account_id)
    assert (service.service_point_id, service.service_point_code) == (
        one.service_point_id,
        one.service_point.code,
    )
    assert (service.zone_name, service.span) == ("Europe/London", JANUARY)
    assert service.version.version_id == one.plan.versions.get().pk
    assert service.version.terms.code == "HOME"


def test_shares_the_terms_among_services():
    one, other = subscribed(), subscribed()
    services, _ = load(one, other)
    assert services[0].version is services[1].version


def test_cuts_the_days_to_those_of_the_subscription():
    one = subscribed(start_date=date(2026, 1, 10), end_date=date(2026, 1, 20))
    (service,), _ = load(one)
    assert service.span == DaySpan(date(2026, 1, 10), date(2026, 1, 20))


@pytest.mark.parametrize(
    "facts",
    [{"start_date": date(2026, 2, 1)}, {"start_date": date(2025, 6, 1), "end_date": date(2026, 1, 1)}],
)
def test_gives_nothing_for_who_is_not_supplied_then(facts):
    assert load(subscribed(**facts)) == ([], [])


def test_gives_the_services_of_the_accounts_asked_for_in_their_order():
    second, first = AccountFactory(), AccountFactory()
    one, two = subscribed(account=first), subscribed(account=second)
    three = subscribed(account=second)
    subscribed()
    services, _ = load(one, two)
    assert [service.subscription_id for service in services] == [two.pk, three.pk, one.pk]


class TestPlanVersion:
    """One version on all billed days, or none."""

    def test_is_missing(self):
        one = SubscriptionFactory(plan=PlanFactory(code="EMPTY"))
        reason = "plan EMPTY has no published version in force from 2026-01-01"
        assert refusal_of(one) == (RefusalCode.NO_PLAN_VERSION, reason)

    def test_is_a_draft_only(self):
        plan = PlanFactory(code="DRAFTED")
        PlanVersionFactory(plan=plan, state="DRAFT", published_at=None)
        assert refusal_of(SubscriptionFactory(plan=plan))[0] == RefusalCode.NO_PLAN_VERSION

    def test_begins_too_late(self):
        run = DaySpan(date(2025, 12, 15), date(2026, 1, 15))
        reason = "plan HOME has no published version in force from 2025-12-15 before 2026-01-01"
        assert refusal_of(subscribed(), run) == (RefusalCode.NO_PLAN_VERSION, reason)

    def test_changes_inside_the_period(self):
        one = subscribed()
        PlanVersionFactory(plan=one.plan, number=2, effective_from=date(2026, 1, 15))
        reason = (
            "plan HOME changes inside 2026-01-01 to 2026-02-01: version 2 from 2026-01-15;"
            " bill up to the change first"
        )
        assert refusal_of(one) == (RefusalCode.PLAN_CHANGE_IN_PERIOD, reason)

    @pytest.mark.parametrize(
        ("span", "number"),
        [
            ({"start_date": date(2025, 6, 1), "end_date": date(2026, 1, 15)}, 1),
            ({"start_date": date(2026, 1, 15)}, 2),
        ],
    )
    def test_that_changes_outside_the_days_of_the_subscription_is_no_change(self, span, number):
        one = subscribed(**span)
        PlanVersionFactory(plan=one.plan, number=2, effective_from=date(2026, 1, 15))
        (service,), _ = load(one)
        assert service.version.version_id == one.plan.versions.get(number=number).pk


def test_plan_and_account_share_a_currency():
    one = subscribed(account=AccountFactory(currency="EUR"))
    assert refusal_of(one) == (RefusalCode.CURRENCY, "plan HOME is in GBP, but the account in EUR")


def test_a_zone_that_is_none_is_told():
    one = subscribed(service_point=ServicePointFactory(site__zone_name="Mars/Olympus"))
    code, reason = refusal_of(one)
    assert code == RefusalCode.UNABLE_TO_RATE
    assert "'Mars/Olympus' is not an IANA time zone" in reason
    assert reason.endswith("correct it at the site")


class TestAlreadyBilled:
    """Days that an invoice claims are not billed again."""

    def test_names_the_draft(self):
        draft = InvoiceFactory()
        one = draft.billed_periods.get().subscription
        reason = f"{one.service_point.code}: 2026-01-01 to 2026-02-01 is on draft {draft.pk} already"
        assert refusal_of(one) == (RefusalCode.ALREADY_BILLED, reason)

    def test_names_the_invoice(self):
        one = finalized_invoice().billed_periods.get().subscription
        assert refusal_of(one, DaySpan(date(2026, 1, 31), date(2026, 3, 1)))[1].endswith(
            "is on invoice INV-2026-000001 already"
        )

    def test_does_not_matter_on_other_days(self):
        one = InvoiceFactory().billed_periods.get().subscription
        (service,), refusals = load(one, run=DaySpan(date(2026, 2, 1), date(2026, 3, 1)))
        assert (service.subscription_id, refusals) == (one.pk, [])

    def test_refuses_the_account_but_names_its_other_service(self):
        draft = InvoiceFactory()
        other = subscribed(account=draft.account)
        services, refusals = load(other)
        assert [service.subscription_id for service in services] == [other.pk]
        assert [type(refusal) for refusal in refusals] == [Refusal]
