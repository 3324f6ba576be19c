"""A cycle of accounts with readings and a plan, ready to be billed."""

from datetime import UTC, date, datetime

from invoicing.use_cases.run_billing import run_billing
from invoicing.use_cases.work_on_next_batch import work_on_next_batch
from tests.factories.invoicing import AccountFactory, BillingCycleFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, ServicePointFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.factories.readings import store_readings

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
STARTED_AT = datetime(2026, 2, 2, 6, tzinfo=UTC)
DRAFTED_AT = datetime(2026, 2, 2, 6, 5, tzinfo=UTC)
HALF_HOUR_WH = 250  # 372 kWh in January: 13.95 standing, 75.00 and 22.32 energy, 22.25 VAT


def supplied_account(quantity=HALF_HOUR_WH, holes=(), plan=None, zone_name="Europe/London", **subscription):
    """An account with a half-hourly channel on the plan HOME, and readings for all of January 2026.

    With a `quantity` of None there are no readings. Returns the subscription.
    """
    point = ServicePointFactory(site__zone_name=zone_name)
    channel = ChannelFactory(service_point=point)
    if quantity is not None:
        store_readings(channel, JANUARY, FEBRUARY, quantity, holes=holes)
    plan = plan or PlanVersionFactory(plan=PlanFactory()).plan
    account = subscription.pop("account", None) or AccountFactory(currency="GBP")
    return SubscriptionFactory(account=account, service_point=point, plan=plan, **subscription)


def started_run(accounts_per_batch=500, from_date=JANUARY, to_date=FEBRUARY, started_at=STARTED_AT):
    """A run of the cycle MONTHLY, not drafted yet."""
    return run_billing(
        billing_cycle=BillingCycleFactory(),
        from_date=from_date,
        to_date=to_date,
        started_at=started_at,
        actor="test",
        accounts_per_batch=accounts_per_batch,
    )


def work_through(run, at=DRAFTED_AT):
    """Do whatever the run's batches wait for; returns the run as it then is."""
    while work_on_next_batch(bill_run_id=run.pk, at=at) is not None:
        pass
    run.refresh_from_db()
    return run


def drafted_run(**kwargs):
    """A run with all its drafts."""
    return work_through(started_run(**kwargs))
