"""How much of a span has readings."""

from datetime import UTC, datetime, timedelta

import pytest

from metering.queries.coverage import load_coverage
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality as Q
from tests.integration.metering.queries.test_usage import BERLIN, FROM, HOUR, NOW, TO, deliver

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 23, 22, tzinfo=UTC)


def coverage(channel_ids, **options):
    return load_coverage(
        channel_ids=channel_ids,
        step_minutes=60,
        zone_name=BERLIN.zone_name,
        from_date=FROM,
        to_date=TO,
        **options,
    )


def counts(one):
    return one.actual_count, one.estimated_count, one.missing_count


def test_counts_intervals_by_how_they_came_to_be():
    qualities = [Q.ACTUAL] * 20 + [Q.ESTIMATED] * 10 + [Q.EDITED] * 5 + [Q.MISSING] * 8 + [Q.ACTUAL] * 6
    deliver(1, FROM, [0 if quality == Q.MISSING else 1 for quality in qualities], qualities=qualities)
    deliver(2, FROM, [1] * 73)
    found = coverage([1, 2, 3])
    assert [counts(found[channel_id]) for channel_id in (1, 2, 3)] == [(26, 15, 32), (73, 0, 0), (0, 0, 73)]
    assert [one.interval_count for one in found.values()] == [73, 73, 73]


def test_names_the_missing_spans_in_order_of_time():
    deliver(1, FROM + timedelta(days=1), [1] * 10)
    (one,) = coverage([1]).values()
    assert one.missing == (
        Period(START, START + 24 * HOUR),
        Period(START + 34 * HOUR, START + 73 * HOUR),
    )


def test_a_whole_span_misses_nothing():
    deliver(1, FROM, [1] * 73)
    assert coverage([1])[1].missing == ()


def test_is_as_it_was_at_a_moment():
    deliver(1, FROM, [1] * 24)
    deliver(1, FROM + timedelta(days=1), [1] * 49, batch_id=2, at=NOW + HOUR)
    assert coverage([1], as_of=NOW)[1].missing_count == 49
    assert coverage([1])[1].missing_count == 0


def test_takes_one_statement(count_statements):
    deliver(1, FROM, [1] * 73)
    assert count_statements(coverage, [1, 2, 3]) == 1
