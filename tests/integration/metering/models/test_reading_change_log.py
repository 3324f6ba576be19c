"""A day's values that become others are noted; what only fills up or is confirmed is not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from metering.models import ReadingChange
from metering.models.interval_day_store import store_delivery, withdraw_delivery
from metering.usage.reading_quality import ReadingQuality as Q
from tests.integration.metering.models.test_interval_day_store import BERLIN, day_of, hours

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 24)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def changes():
    rows = ReadingChange.objects.order_by("changed_at").values_list("date", "changed_at", "before", "after")
    return list(rows)


def test_another_value_is_noted_with_its_day_and_instant():
    store_delivery(1, NOW, day_of(1, DAY, 5))
    store_delivery(2, LATER, day_of(1, DAY, 6))
    ((day, changed_at, before, after),) = changes()
    assert (day, changed_at) == (DAY, LATER)
    assert before != after
    assert None not in (before, after)


def test_the_same_values_again_and_a_new_day_are_no_change():
    store_delivery(1, NOW, day_of(1, DAY, 5, Q.ESTIMATED))
    store_delivery(2, LATER, [*day_of(1, DAY, 5), *day_of(1, date(2026, 10, 26), 9)])
    assert changes() == []


def test_a_day_that_fills_up_is_no_change():
    store_delivery(1, NOW, hours(1, BERLIN.day_start(DAY), [5] * 12))
    store_delivery(2, LATER, hours(1, BERLIN.day_start(DAY) + timedelta(hours=12), [5] * 12))
    assert changes() == []


def test_a_change_that_is_undone_ends_where_it_began():
    store_delivery(1, NOW, day_of(1, DAY, 5))
    store_delivery(2, LATER, day_of(1, DAY, 6))
    withdraw_delivery(2, LATEST)
    first, last = changes()
    assert (last[1], last[3]) == (LATEST, first[2])


def test_a_day_that_is_taken_away_and_sent_again_is_followed():
    store_delivery(1, NOW, day_of(1, DAY, 5))
    withdraw_delivery(1, LATER)
    store_delivery(2, LATEST, day_of(1, DAY, 5))
    gone, back = changes()
    assert (gone[3], back[2]) == (None, None)
    assert back[3] == gone[2]
