"""Where an account is supplied, on which plans, and by which meters."""

from datetime import date

import pytest

from invoicing.queries.account_services import VersionSpan, load_account_services
from metering.models import Meter
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, UtilityFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db


def plan_with_versions(code, *first_days):
    plan = PlanFactory(code=code)
    for number, first_day in enumerate(first_days, start=1):
        PlanVersionFactory(plan=plan, number=number, effective_from=first_day)
    return plan


def test_tells_place_plan_and_days():
    subscription = SubscriptionFactory(
        plan=plan_with_versions("HOME", date(2026, 1, 1)),
        service_point__code="P1",
        service_point__site__name="House",
        service_point__site__street="1 Mill Lane",
        service_point__site__city="",
    )
    (service,) = load_account_services(subscription.account_id)
    assert (service.service_point_code, service.utility_code, service.place) == (
        *("P1", "NORTH"),
        "House, 1 Mill Lane",
    )
    assert (service.plan_code, service.role, service.zone_name) == ("HOME", "supply", "Europe/London")
    assert (service.start_date, service.end_date, service.metered) == (date(2025, 6, 1), None, ())


def test_cuts_the_versions_to_the_days_supplied():
    plan = plan_with_versions("HOME", date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1))
    subscription = SubscriptionFactory(plan=plan, start_date=date(2025, 6, 1), end_date=date(2027, 3, 1))
    (service,) = load_account_services(subscription.account_id)
    assert service.versions == (
        VersionSpan(1, date(2025, 6, 1), date(2026, 1, 1)),
        VersionSpan(2, date(2026, 1, 1), date(2027, 1, 1)),
        VersionSpan(3, date(2027, 1, 1), date(2027, 3, 1)),
    )


def test_a_version_goes_on_while_nothing_ends_it():
    subscription = SubscriptionFactory(plan=plan_with_versions("HOME", date(2026, 1, 1)))
    (service,) = load_account_services(subscription.account_id)
    assert service.versions == (VersionSpan(1, date(2026, 1, 1), None),)


def test_names_channels_with_their_meters():
    subscription = SubscriptionFactory()
    meter = Meter.objects.create(utility=UtilityFactory(), serial="M1")
    ChannelFactory(service_point=subscription.service_point, code="E1", meter=meter)
    ChannelFactory(service_point=subscription.service_point, code="E2")
    ChannelFactory()
    (service,) = load_account_services(subscription.account_id)
    assert [(one.channel.code, one.serial) for one in service.metered] == [("E1", "M1"), ("E2", "")]


def test_puts_what_began_last_first():
    account = AccountFactory()
    for start in (date(2025, 1, 1), date(2026, 1, 1)):
        SubscriptionFactory(account=account, start_date=start)
    SubscriptionFactory()
    services = load_account_services(account.pk)
    assert [service.start_date.year for service in services] == [2026, 2025]


def test_is_current_from_its_first_day_to_its_last():
    account = AccountFactory()
    SubscriptionFactory(account=account, start_date=date(2026, 1, 1), end_date=date(2026, 2, 1))
    (service,) = load_account_services(account.pk)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    assert [service.is_current(day) for day in days] == [False, True, True, False]


def test_asks_the_same_number_of_questions_for_any_number_of_services(django_assert_num_queries):
    account = AccountFactory()
    for _ in range(3):
        ChannelFactory(service_point=SubscriptionFactory(account=account).service_point)
    with django_assert_num_queries(5):
        load_account_services(account.pk)
    without_any = AccountFactory()
    with django_assert_num_queries(1):
        assert load_account_services(without_any.pk) == ()
