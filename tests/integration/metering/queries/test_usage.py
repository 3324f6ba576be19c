"""Stored days as a matrix."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from metering.models.interval_day_store import DeliveredPiece, store_delivery, withdraw_delivery
from metering.queries.usage import load_usage
from metering.usage.day_blocks import StepMismatch
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import split_into_local_days
from metering.usage.reading_quality import ReadingQuality as Q

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = LocalCalendar("Europe/Berlin")
FROM, TO = date(2026, 10, 24), date(2026, 10, 27)  # the 25th has 25 hours


def deliver(channel_id, day, values, *, batch_id=1, at=NOW, step_minutes=60, qualities=None):
    values = np.array(values, dtype=np.int64)
    if qualities is not None:
        qualities = np.array(qualities, dtype=np.uint8)
    pieces = split_into_local_days(BERLIN.day_start(day), step_minutes, values, qualities, BERLIN)
    store_delivery(
        batch_id,
        at,
        [
            DeliveredPiece(channel_id, BERLIN.interval_count(piece.date, step_minutes), piece)
            for piece in pieces
        ],
    )


def usage(channel_ids, from_date=FROM, to_date=TO, **options):
    options = {"step_minutes": 60, "unit": "kWh", "decimals": 3, "zone_name": "Europe/Berlin", **options}
    return load_usage(channel_ids=channel_ids, from_date=from_date, to_date=to_date, **options)


def test_lays_days_of_all_lengths_and_widths_side_by_side():
    deliver(1, FROM, range(73))
    deliver(2, FROM, [10**6] * 24 + [10**12] * 25 + [7] * 24)
    matrix = usage([1, 2])
    assert matrix.quantities.shape == (2, 73)
    assert matrix.quantities.dtype == np.int64
    assert matrix.quantities.tolist() == [list(range(73)), [10**6] * 24 + [10**12] * 25 + [7] * 24]
    assert matrix.qualities is None
    assert (matrix.unit, matrix.decimals) == ("kWh", 3)
    assert matrix.grid.start == datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert (matrix.grid.count, matrix.grid.end) == (73, datetime(2026, 10, 26, 23, tzinfo=UTC))


def test_rows_stand_in_the_order_asked_for_and_may_repeat():
    deliver(1, FROM, [1] * 73)
    deliver(2, FROM, [2] * 73)
    matrix = usage([2, 1, 2])
    assert matrix.quantities[:, 0].tolist() == [2, 1, 2]
    assert matrix.qualities is None


def test_what_has_no_reading_is_missing():
    deliver(1, date(2026, 10, 25), [5] * 20)
    deliver(2, FROM, [6] * 73)
    matrix = usage([1, 2, 3])
    assert matrix.missing_counts() == [53, 0, 73]
    assert matrix.qualities[0].tolist() == [Q.MISSING] * 24 + [Q.ACTUAL] * 20 + [Q.MISSING] * 29
    assert matrix.quantities[0].tolist() == [0] * 24 + [5] * 20 + [0] * 29


def test_qualities_come_with_the_days_that_have_them():
    deliver(1, FROM, [5] * 49, qualities=[Q.ACTUAL] * 24 + [Q.ESTIMATED] * 25)
    deliver(2, FROM, [5] * 49)
    matrix = usage([1, 2], to_date=date(2026, 10, 26))
    assert matrix.qualities.tolist() == [[Q.ACTUAL] * 24 + [Q.ESTIMATED] * 25, [Q.ACTUAL] * 49]
    assert matrix.estimated_counts() == [25, 0]


def test_only_the_days_of_the_span_count():
    deliver(1, date(2026, 10, 20), [9] * 24 * 5 + [9] * 25 + [9] * 24 * 4)
    matrix = usage([1], date(2026, 10, 25), date(2026, 10, 26))
    assert matrix.quantities.tolist() == [[9] * 25]


def test_is_as_it_was_at_every_moment():
    deliver(1, FROM, [1] * 24)
    deliver(1, FROM, [2] * 24, batch_id=2, at=NOW + HOUR)
    withdraw_delivery(2, NOW + 2 * HOUR)
    withdraw_delivery(1, NOW + 3 * HOUR)
    deliver(1, FROM, [4] * 24, batch_id=4, at=NOW + 4 * HOUR)
    moments = [-1, 0, 0.5, 1, 1.5, 2, 3, 3.5, 4]
    found = [
        usage([1], to_date=date(2026, 10, 25), as_of=NOW + moment * HOUR).quantities[0, 0]
        for moment in moments
    ]
    assert found == [0, 1, 1, 2, 2, 1, 0, 0, 4]
    assert usage([1], to_date=date(2026, 10, 25)).quantities[0, 0] == 4


def test_statements_do_not_grow_with_channels_and_days(count_statements):
    for channel_id in range(1, 4):
        deliver(channel_id, date(2026, 5, 1), [1] * 24 * 90)
        deliver(channel_id, date(2026, 5, 1), [2] * 24 * 90, batch_id=2, at=NOW + HOUR)
    for channel_ids, from_date in (([1], date(2026, 7, 1)), ([1, 2, 3], date(2026, 5, 1))):
        assert count_statements(usage, channel_ids, from_date, date(2026, 7, 10)) == 1
        assert count_statements(usage, channel_ids, from_date, date(2026, 7, 10), as_of=NOW) == 2


def test_a_stored_day_of_another_step_is_refused_by_name():
    deliver(1, FROM, [1] * 24)
    deliver(2, FROM, [1] * 48, step_minutes=30)
    with pytest.raises(
        StepMismatch, match="channel 2: the stored readings are not 60-minute readings"
    ) as error:
        usage([1, 2])
    assert error.value.channel_ids == (2,)


def test_another_zone_is_refused_where_its_days_have_another_length():
    deliver(1, FROM, [1] * 73)
    with pytest.raises(StepMismatch):
        usage([1], zone_name="Asia/Tokyo")


def test_steps_that_do_not_fill_the_span_are_refused():
    with pytest.raises(ValueError, match="steps do not fill"):
        usage([1], date(2026, 4, 5), date(2026, 4, 6), zone_name="Australia/Lord_Howe")


def test_no_channels_have_no_rows():
    assert usage([]).quantities.shape == (0, 73)
