"""Months of bills that leave something to the next one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

from invoicing.models import BilledBasis, BillHold, Invoice
from invoicing.queries.billed_usage import load_billed_services, load_priced_usage
from invoicing.use_cases.approve_bill_run import approve_bill_run
from pricing.rating.plan_terms import NetSide, Netting, NetUsage, QuantityBank
from tests.factories.billing import started_run, supplied_account, work_through
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.readings import store_readings
from tests.factories.terms import priced_otherwise, with_energy

MONTHS = [date(2026, month, 1) for month in (1, 2, 3, 4)]
JANUARY, FEBRUARY, MARCH, APRIL = MONTHS
AFTER = datetime(2026, 4, 20, 9, tzinfo=UTC)
RECEIVED_AT = datetime(2026, 1, 1, 7, tzinfo=UTC)


def net_metered(monkeypatch, export=(400, 100, 0)):
    """Import of 250 Wh each half-hour from January to March, export of so many; a bank of kWh between them."""
    priced_otherwise(
        monkeypatch,
        lambda terms: with_energy(
            terms,
            metrics=("ELECTRICITY_EXPORT",),
            determinant=NetUsage("ELECTRICITY_IMPORT", "ELECTRICITY_EXPORT", Netting.PERIOD, NetSide.NET),
            bank=QuantityBank("Bank"),
        ),
    )
    subscription = supplied_account()
    point = subscription.service_point
    store_readings(point.channels.get(), FEBRUARY, APRIL, 250, RECEIVED_AT)
    channel = ChannelFactory(service_point=point, code="B1", metric=MetricFactory(code="ELECTRICITY_EXPORT"))
    for month, quantity in enumerate(export):
        store_readings(channel, MONTHS[month], MONTHS[month + 1], quantity, RECEIVED_AT)
    return subscription


def states():
    """What the bills began with and left, by their first day, of the charge ENERGY; all numbers are text."""
    rows = BilledBasis.objects.order_by("invoice__from_date", "invoice").values_list("basis", "carried")
    return [
        (numbers(basis.get("carried", {}).get("ENERGY", {})), numbers(left["ENERGY"])) for basis, left in rows
    ]


def numbers(state):
    """The numbers of a state, each of which is stored as text."""
    assert all(isinstance(one, str | list) for one in state.values())
    return {
        key: [Decimal(one) for one in found] if isinstance(found, list) else Decimal(found)
        for key, found in state.items()
    }


def energy_lines():
    """Quantity and amount of every line of the charge ENERGY, in order of time."""
    lines = Invoice.objects.filter(lines__charge_code="ENERGY").order_by("from_date", "lines__position")
    return list(lines.values_list("lines__quantity", "lines__amount"))


def bank(before, after):
    """What `states` says of a bank of units."""
    return tuple({} if one is None else {"bank": Decimal(one)} for one in (before, after))


def bill_all():
    """Bill January to March."""
    for from_date, to_date in pairwise(MONTHS):
        bill_unheld(from_date, to_date)


def bill_unheld(from_date, to_date):
    """As `bill`, however implausible the bills are beside earlier ones."""
    at = datetime(to_date.year, to_date.month, 4, 6, tzinfo=UTC)
    run = work_through(started_run(from_date=from_date, to_date=to_date, started_at=at), at)
    BillHold.objects.all().delete()
    approve_bill_run(bill_run=run, issue_date=to_date.replace(day=5), approved_at=at, actor="test")
    work_through(run, at)


def invoices():
    """All invoices in order of time, with their runs."""
    return list(Invoice.objects.select_related("batch__bill_run").order_by("from_date", "pk"))


def rated_again(invoice):
    """What the invoice comes to when it is rated again as it was, without tax."""
    billed = load_billed_services(invoice)
    (priced,) = load_priced_usage(invoice, billed).values()
    return priced.net()
