"""Who sends nothing."""

from datetime import date

import pytest

from metering.queries.silent_channels import load_silent_channels
from tests.factories.metering import UtilityFactory
from tests.factories.readings import store_readings
from tests.factories.uploads import channel_at

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 4, 1)


def silent(**options):
    options = {"utility": options.pop("utility", None) or UtilityFactory(), **options}
    return load_silent_channels(from_date=FIRST, to_date=LAST, **options)


def test_names_those_without_a_reading_in_the_time(django_assert_num_queries):
    sends = channel_at("SENDS")
    store_readings(sends, date(2026, 3, 31), LAST, 1)
    store_readings(channel_at("BEFORE"), date(2026, 2, 28), FIRST, 1)
    store_readings(channel_at("AFTER"), LAST, date(2026, 4, 2), 1)
    channel_at("NEVER")
    here = channel_at("HERE")
    channel_at("DIAL", kind="REGISTER")
    channel_at("OTHER", utility=UtilityFactory(code="SOUTH"))
    utility = UtilityFactory()
    with django_assert_num_queries(2):
        found = silent(utility=utility, except_for={here.pk})
    assert found.names == (("AFTER", "E1"), ("BEFORE", "E1"), ("NEVER", "E1"))
    assert (found.count, found.channel_count) == (3, 5)


def test_counts_more_than_it_names():
    for number in range(4):
        channel_at(f"P{number}")
    found = silent(named=2)
    assert (found.names, found.count) == ((("P0", "E1"), ("P1", "E1")), 4)
