"""A household with bills, readings and a sign-in: what the portal shows."""

from datetime import UTC, date, datetime

from billing_site.foundation.access import Role
from invoicing.use_cases.approve_bill_run import approve_bill_run
from tests.factories.billing import started_run, work_through
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, ServicePointFactory
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.factories.readings import store_readings
from tests.factories.register_readings import MeterFactory

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
JANUARY_TOTAL, FEBRUARY_TOTAL = "133.52", "243.50"  # 372 kWh in 31 days and 672 kWh in 28, VAT of 20 %


def household(language="en", plan=None, **account):
    """An account in London on the plan HOME with a meter, half-hours of 250 Wh in January and 500 in February.

    In March 250 again, up to and with the 15th. Returns the subscription.
    """
    point = ServicePointFactory(site__zone_name="Europe/London")
    channel = ChannelFactory(service_point=point, meter=MeterFactory())
    store_readings(channel, JANUARY, FEBRUARY, 250, datetime(2026, 2, 1, 7, tzinfo=UTC))
    store_readings(channel, FEBRUARY, MARCH, 500, datetime(2026, 3, 1, 7, tzinfo=UTC))
    store_readings(channel, MARCH, date(2026, 3, 16), 250, datetime(2026, 3, 16, 7, tzinfo=UTC))
    plan = plan or PlanVersionFactory(plan=PlanFactory()).plan
    return SubscriptionFactory(
        account=AccountFactory(currency="GBP", language=language, **account),
        service_point=point,
        plan=plan,
        start_date=date(2026, 1, 1),
    )


def bill_january_and_february():
    """Bill all accounts of the cycle for both months, through the front door."""
    for from_date, to_date in ((JANUARY, FEBRUARY), (FEBRUARY, MARCH)):
        bill(from_date, to_date)


def bill(from_date, to_date):
    """Bill all accounts of the cycle for a month; issued on the fifth of the next, to be paid two weeks later."""
    at = datetime(to_date.year, to_date.month, 4, 6, tzinfo=UTC)
    run = work_through(started_run(from_date=from_date, to_date=to_date, started_at=at), at)
    approve_bill_run(bill_run=run, issue_date=to_date.replace(day=5), approved_at=at, actor="test")
    return work_through(run, at)


def customer_of(*accounts):
    """A browser of a customer who sees these accounts."""
    return browser_of(user_with(Role.CUSTOMER, accounts=accounts))
