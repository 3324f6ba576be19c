"""A cycle of accounts with readings and a plan, ready to be billed."""

from datetime import UTC, date, datetime, timedelta

from invoicing.models import Subscription
from invoicing.use_cases.finalize_batch import finalize_batch
from invoicing.use_cases.run_billing import run_billing
from invoicing.use_cases.work_on_next_batch import work_on_next_batch
from tests.factories.invoicing import (
    ISSUED_AT,
    AccountFactory,
    BillingCycleFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
    SubscriptionFactory,
)
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


def billed_before(*accounts, bills=3):
    """Finalized bills of 151.57 for 31 days each, the last one up to January; returns them by period."""
    invoices = []
    for number in range(bills, 0, -1):
        to_date = JANUARY - timedelta(days=31 * (number - 1))
        period = {"from_date": to_date - timedelta(days=31), "to_date": to_date}
        batch = BillRunBatchFactory(bill_run=BillRunFactory(**period))
        invoices += [InvoiceFactory(account=account, batch=batch, **period) for account in accounts]
        finalize_batch(batch_id=batch.pk, issued_at=ISSUED_AT)
    # What they were for has no readings: it is not to be billed in January.
    Subscription.objects.filter(invoice_lines__invoice__in=invoices).update(end_date=JANUARY)
    return invoices
