"""Channels read by dial, and readings of them through the front door."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from metering.models import Channel, IntervalDay, Meter, RegisterReading
from metering.queries.register_readings import Dial, load_meter_on
from metering.use_cases.record_register_reading import record_register_reading
from tests.factories.billing import supplied_account
from tests.factories.metering import ChannelFactory, MetricFactory

DIAL = Dial(5, 0, Decimal(1))
NEW_YEAR = date(2025, 12, 31)  # readings are of the end of a day
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def water_channel(serial="4711", **facts):
    """A water meter in London that is read by dial, in whole m³, stored in litres by the hour."""
    metric = MetricFactory(code="WATER", name="Water", unit="m3", decimals=3)
    given = {"code": "VOL", "metric": metric, "step_minutes": 60, "kind": Channel.Kind.REGISTER}
    channel = ChannelFactory(**{**given, **facts})
    channel.meter = Meter.objects.get_or_create(utility=channel.service_point.utility, serial=serial)[0]
    channel.save()
    return channel


def read_dial(channel, days, value, kind=RegisterReading.Kind.ACTUAL, at=AT, **facts):
    """Record what the dial showed so many days after New Year's Eve."""
    read_date = NEW_YEAR + timedelta(days=days)
    given = {"meter": load_meter_on(channel, read_date), "dial": DIAL, "actor": "test"}
    return record_register_reading(
        channel=channel,
        read_date=read_date,
        value=Decimal(value),
        kind=kind,
        recorded_at=at,
        **{**given, **facts},
    )


def litres_by_day(channel):
    """The channel's stored days, numbered from New Year's Eve, with their totals."""
    days = IntervalDay.objects.filter(channel=channel).order_by("date")
    return {(day.date - NEW_YEAR).days: int(day.total) for day in days}


def what_counts(channel):
    """The channel's stored days by what counts of them, however it came about."""
    return {
        row.date: (bytes(row.samples), row.qualities and bytes(row.qualities))
        for row in IntervalDay.objects.filter(channel=channel)
    }


def dial_of_a_home(at):
    """An account on the plan HOME whose electricity is read by dial, past its end: 110 kWh in ten days, then 222 in 22.

    Read on New Year's Eve, by the customer on 10 January and by the utility on 1 February. Returns the channel.
    """
    point = supplied_account(quantity=None, start_date=date(2026, 1, 1)).service_point
    point.channels.all().delete()
    channel = water_channel(service_point=point, code="E1", metric=MetricFactory())
    read_dial(channel, 0, 99_900, at=at)
    read_dial(channel, 10, 10, RegisterReading.Kind.CUSTOMER, at=at)
    read_dial(channel, 32, 232, at=at)
    return channel
