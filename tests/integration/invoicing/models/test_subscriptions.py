"""One payer per service point and role."""

from datetime import date

import pytest

from invoicing.models import Account, Subscription
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.integration.invoicing.models.refusals import refusal

pytestmark = pytest.mark.django_db


def following(subscription, **facts):
    return Subscription(
        **{
            "account": subscription.account,
            "service_point": subscription.service_point,
            "plan": subscription.plan,
            "role": subscription.role,
            "start_date": date(2026, 3, 1),
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("end_date", "facts"),
    [
        (None, {}),
        (date(2026, 3, 2), {}),
        (None, {"start_date": date(2024, 1, 1)}),
        (None, {"start_date": date(2024, 1, 1), "end_date": date(2025, 6, 2)}),
    ],
)
def test_two_payers_at_a_time_are_refused(end_date, facts):
    first = SubscriptionFactory(end_date=end_date)
    assert "subscription_one_per_service_point_and_role" in refusal(following(first, **facts).save)


@pytest.mark.parametrize(
    ("end_date", "facts"),
    [
        (date(2026, 3, 1), {}),
        (None, {"role": Subscription.Role.DELIVERY}),
        (None, {"start_date": date(2024, 1, 1), "end_date": date(2025, 6, 1)}),
    ],
)
def test_one_may_follow_another_or_have_another_role(end_date, facts):
    following(SubscriptionFactory(end_date=end_date), **facts).save()
    assert Subscription.objects.count() == 2


@pytest.mark.parametrize("end_date", [date(2025, 6, 1), date(2025, 5, 1)])
def test_ends_after_it_starts(end_date):
    subscription = SubscriptionFactory(end_date=date(2025, 7, 1))
    subscription.end_date = end_date
    assert "subscription_ends_after_it_starts" in refusal(subscription.save)


@pytest.mark.parametrize("currency", ["eur", "EU", "E1R", ""])
def test_an_account_has_a_currency_of_iso_4217(currency):
    account = AccountFactory()
    assert "account_currency_is_iso_code" in refusal(
        lambda: Account.objects.filter(pk=account.pk).update(currency=currency)
    )
