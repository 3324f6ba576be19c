"""Services that are rated in one call."""

from datetime import date
from decimal import Decimal

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.service_groups import group_services
from metering.usage.local_calendar import LocalCalendar
from tests.unit.invoicing.drafting.builders import BERLIN, MARCH, channel, matrix, service, version
from tests.unit.pricing.rating.builders import METRIC, NEW_YORK

HOURS_OF_MARCH = 31 * 24 - 1


def grouped(services, channels):
    return group_services(services, {(point, METRIC): found for point, found in channels.items()}, MARCH)


def numbers(groups):
    return [[one.subscription_id for one in group.services] for group in groups]


def test_services_alike_are_one_group_in_their_order():
    readings = matrix(1, 2, 3)
    services = [service(3), service(1), service(2)]
    (group,) = grouped(services, {number: [channel(readings, number - 1)] for number in (1, 2, 3)})
    batch = group.rating_batch()
    assert (batch.size, batch.days, batch.full_days) == (3, 31, 31)
    assert [int(total) for total in batch.usage[METRIC].quantities.sum(axis=1)] == [
        3 * HOURS_OF_MARCH,
        1 * HOURS_OF_MARCH,
        2 * HOURS_OF_MARCH,
    ]


def test_version_zone_days_and_steps_tell_groups_apart():
    hourly, quarterly = matrix(1, 1, 1, 1, 1), matrix(1, step_minutes=15)
    overseas = matrix(1, zone_name=NEW_YORK)
    services = [
        service(1),
        service(2, version=version(version_id=8)),
        service(3, span=DaySpan(date(2026, 3, 10), date(2026, 4, 1))),
        service(4, zone_name=NEW_YORK),
        service(5),
        service(6),
        service(7),
    ]
    channels = {number: [channel(hourly, number - 1)] for number in (1, 2, 3)}
    channels |= {4: [channel(overseas)], 5: [channel(quarterly)], 6: [channel(hourly, 3)]}
    channels |= {7: [channel(hourly, 4), channel(quarterly)]}
    assert numbers(grouped(services, channels)) == [[1, 6], [2], [3], [4], [5], [7]]


def test_a_short_bill_is_prorated_over_the_days_of_the_run():
    short = service(1, span=DaySpan(date(2026, 3, 29), date(2026, 4, 1)))
    (group,) = grouped([short], {1: [channel(matrix(2))]})
    batch = group.rating_batch()
    assert (batch.days, batch.full_days) == (3, 31)
    assert batch.period == LocalCalendar(BERLIN).span(date(2026, 3, 29), date(2026, 4, 1))
    assert int(batch.usage[METRIC].quantities.sum()) == 2 * (3 * 24 - 1)


def test_channels_of_one_metric_are_added_up():
    readings = matrix(1, 10, 100, 1000)
    services = [service(1), service(2)]
    channels = {
        1: [channel(readings, 0), channel(readings, 1)],
        2: [channel(readings, 2), channel(readings, 3)],
    }
    (group,) = grouped(services, channels)
    totals = group.rating_batch().usage[METRIC].quantities.sum(axis=1)
    assert totals.tolist() == [11 * HOURS_OF_MARCH, 1100 * HOURS_OF_MARCH]


def test_two_services_may_share_a_channel():
    readings = matrix(4)
    services = [service(1), service(2, service_point_id=1)]
    (group,) = grouped(services, {1: [channel(readings)]})
    assert group.rating_batch().usage[METRIC].quantities.sum(axis=1).tolist() == [4 * HOURS_OF_MARCH] * 2


def test_a_group_comes_apart_into_single_services():
    readings = matrix(1, 2)
    (group,) = grouped([service(1), service(2)], {1: [channel(readings, 0)], 2: [channel(readings, 1)]})
    alone = group.one_by_one()
    assert numbers(alone) == [[1], [2]]
    totals = [part.rating_batch().usage[METRIC].quantities.sum() for part in alone]
    assert [Decimal(int(total)) for total in totals] == [HOURS_OF_MARCH, 2 * HOURS_OF_MARCH]
