"""One service that cannot be rated does not keep the others from it."""

import logging
from decimal import Decimal

import pytest

from invoicing.drafting import group_rating
from invoicing.drafting.group_rating import rate_groups
from invoicing.drafting.refusals import RefusalCode
from invoicing.drafting.service_groups import group_services
from pricing.rating import rate_accounts
from pricing.rating.plan_terms import BucketTotal, PeakDemand, PerUnitPrice
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.unit.invoicing.drafting.builders import MARCH, channel, matrix, service, version
from tests.unit.pricing.rating.builders import METRIC, charge

HOURS_OF_MARCH = 31 * 24 - 1
ONE = PerUnitPrice(Decimal(1))


def groups_of(*services, readings):
    channels = {(one.service_point_id, METRIC): [channel(readings, row)] for row, one in enumerate(services)}
    return group_services(services, channels, MARCH)


def test_rates_every_service_of_a_group():
    rated, refusals = rate_groups(groups_of(service(1), service(2), readings=matrix(1, 2)))
    assert [(one.service.account_id, one.lines[0].amount) for one in rated] == [
        (1, Decimal("222.90")),
        (2, Decimal("445.80")),
    ]
    assert refusals == []


def test_refuses_only_the_service_whose_readings_are_too_large(caplog):
    groups = groups_of(service(1), service(2), service(3), readings=matrix(1, 2**62, 2))
    with caplog.at_level(logging.INFO):
        rated, (refusal,) = rate_groups(groups)
    assert [one.service.account_id for one in rated] == [1, 3]
    assert (refusal.account_id, refusal.code) == (2, RefusalCode.UNABLE_TO_RATE)
    assert refusal.reason == "DE2: the readings are too large to be added exactly"
    assert "a group of services cannot be rated together" in caplog.text


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (
            version(charge("demand", PeakDemand(METRIC, 30), ONE)),
            "DE1: 60-minute readings cannot give demand over 30 minutes",
        ),
        (
            version(
                charge("energy", BucketTotal(METRIC, "tou"), {"day": ONE}),
                calendars={"tou": TouCalendar("tou", ("day",), (TouWindow("day", from_minute=60),))},
            ),
            "DE1: calendar 'tou' has no bucket for Sunday 2026-03-01 00:00",
        ),
    ],
)
def test_tells_what_the_engine_says_against_it(terms, reason, caplog):
    rated, (refusal,) = rate_groups(groups_of(service(1, version=terms), readings=matrix(1)))
    assert rated == []
    assert refusal.reason == reason
    assert not caplog.records  # anticipated, so nothing to look into


def test_survives_and_logs_what_nobody_anticipated(monkeypatch, caplog):
    def broken(batch):
        if batch.usage[METRIC].quantities.sum() != HOURS_OF_MARCH:
            raise ZeroDivisionError("oops")
        return rate_accounts(batch)

    monkeypatch.setattr(group_rating, "rate_accounts", broken)
    rated, (refusal,) = rate_groups(groups_of(service(1), service(2), readings=matrix(1, 2)))
    assert [one.service.account_id for one in rated] == [1]
    assert refusal.reason == "DE2: rating failed with ZeroDivisionError: oops; please report this"
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        "a group of services cannot be rated together",
        "a service cannot be rated",
    ]
