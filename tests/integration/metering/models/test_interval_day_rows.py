"""Rows in and out of the two large tables."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import psycopg
import pytest
from django.db import IntegrityError

from metering.models import IntervalDay, IntervalPiece
from metering.models.day_keys import DayKeys
from metering.models.interval_day_frames import DayRow, PieceRow
from metering.models.interval_day_rows import (
    copy_new_days,
    delete_days,
    delete_pieces_of_batch,
    fetch_days,
    fetch_days_of_batch,
    fetch_encoded_days,
    fetch_pieces,
    fetch_replaced_pieces_as_of,
    insert_pieces,
    mark_pieces_withdrawn,
    upsert_days,
)
from metering.usage.reading_quality import ReadingQuality as Q
from metering.usage.sample_codec import encode_qualities, encode_samples

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 29)
AT = datetime(2026, 4, 1, 7, 30, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)


def qualities(count, quality=Q.ACTUAL):
    return np.full(count, quality, dtype=np.uint8)


def day(channel_id=1, on=DAY, values=(1, 2, 3), quality=Q.ACTUAL, batch_id=7, at=AT):
    values = np.array(values, dtype=np.int64)
    return DayRow(channel_id, on, 15, values, qualities(len(values), quality), batch_id, at)


def piece(channel_id=1, on=DAY, values=(1, 2, 3), quality=Q.ACTUAL, batch_id=7, at=AT, withdrawn_at=None):
    values = np.array(values, dtype=np.int64)
    return PieceRow(channel_id, on, batch_id, 15, values, qualities(len(values), quality), at, withdrawn_at)


def plain(row):
    """Comparable: arrays as lists."""
    return [
        value.tolist() if isinstance(value, np.ndarray) else value
        for value in (getattr(row, name) for name in type(row).__slots__)
    ]


def all_plain(rows):
    return sorted(map(plain, rows), key=lambda values: values[:3])


@pytest.mark.parametrize("write", [copy_new_days, upsert_days])
@pytest.mark.parametrize(
    "values",
    [
        [0] * 92,
        list(range(-48, 48)),
        [-(2**15), 2**15 - 1] * 50,
        [-(2**15) - 1] * 96,
        [2**31 - 1] * 96,
        [2**31] * 96,
        [-(2**62), 2**62] * 46,
    ],
    ids=["23 h", "24 h", "25 h", "just above 2 bytes", "just 4 bytes", "just above 4 bytes", "8 bytes"],
)
def test_a_day_comes_back_as_it_went_in(write, values):
    row = day(values=values)
    write([row])
    assert plain(fetch_days(DayKeys.of([row.key]))[0]) == plain(row)
    stored = IntervalDay.objects.get()
    assert bytes(stored.samples) == encode_samples(row.quantities)
    assert (stored.total, stored.peak, stored.interval_count) == (sum(values), max(values), len(values))


def test_days_of_all_kinds_go_in_with_one_copy(count_statements):
    mixed = qualities(3)
    mixed[1] = Q.ESTIMATED
    rows = [
        day(1),
        day(2, values=[70_000] * 92),
        day(3, batch_id=None),
        day(4, quality=Q.EDITED),
        DayRow(5, DAY, 15, np.array([1, 2**40, 3]), mixed, None, AT + HOUR),
        day(6, date(1970, 1, 1)),
    ]
    assert count_statements(copy_new_days, rows) == 1
    assert all_plain(fetch_days(DayKeys.of([row.key for row in rows]))) == all_plain(rows)
    stored = {row.channel_id: row for row in IntervalDay.objects.all()}
    assert [stored[number].qualities for number in (1, 2, 3)] == [None, None, None]
    assert bytes(stored[5].qualities) == encode_qualities(mixed)


def test_copying_onto_a_taken_key_is_refused():
    copy_new_days([day()])
    with pytest.raises(psycopg.errors.UniqueViolation):
        copy_new_days([day(values=[9, 9, 9])])


def test_upserting_replaces_every_column():
    copy_new_days([day(), day(2)])
    later = day(values=[70_000] * 92, quality=Q.EDITED, batch_id=None, at=AT + HOUR)
    upsert_days([later])
    assert plain(fetch_days(DayKeys.of([later.key]))[0]) == plain(later)
    assert IntervalDay.objects.get(channel_id=1).peak == 70_000
    assert plain(fetch_days(DayKeys.of([(2, DAY)]))[0]) == plain(day(2))


def test_deletes_only_the_days_named():
    copy_new_days([day(1), day(1, DAY + timedelta(days=1)), day(2)])
    delete_days(DayKeys.of([(1, DAY), (2, DAY + timedelta(days=1))]))
    assert sorted(IntervalDay.objects.values_list("channel_id", "date")) == [
        (1, DAY + timedelta(days=1)),
        (2, DAY),
    ]


def test_fetches_days_by_batch_and_by_span():
    copy_new_days([day(1), day(2, batch_id=8), day(3, batch_id=None), day(1, DAY + timedelta(days=1))])
    assert [row.channel_id for row in fetch_days_of_batch(8)] == [2]
    found = fetch_encoded_days([1, 2], DAY, DAY + timedelta(days=1))
    assert sorted(encoded[:4] for encoded in found) == [(1, DAY, 15, 3), (2, DAY, 15, 3)]
    assert found[0].samples == b"\x01\x00\x02\x00\x03\x00"
    assert fetch_encoded_days([1, 2], DAY, DAY + timedelta(days=1), as_of=AT - HOUR) == []
    assert len(fetch_encoded_days([1, 2], DAY, DAY + timedelta(days=1), as_of=AT)) == 2


def test_pieces_come_back_in_order_of_receipt():
    rows = [piece(batch_id=9, at=AT), piece(batch_id=8, at=AT), piece(batch_id=3, at=AT + HOUR)]
    insert_pieces(rows)
    found = fetch_pieces(DayKeys.of([(1, DAY)]))
    assert [row.batch_id for row in found] == [8, 9, 3]
    assert plain(found[1]) == plain(rows[0])


def test_withdrawn_and_counting_pieces_go_in_together():
    withdrawn = piece(2, quality=Q.ESTIMATED, withdrawn_at=AT + HOUR)
    insert_pieces([piece(1), withdrawn])
    assert plain(fetch_pieces(DayKeys.of([(2, DAY)]))[0]) == plain(withdrawn)
    assert IntervalPiece.objects.get(channel_id=1).withdrawn_at is None


def test_marks_only_pieces_that_counted():
    insert_pieces([piece(1), piece(2, withdrawn_at=AT), piece(3, batch_id=8)])
    assert mark_pieces_withdrawn(7, AT + HOUR) == [(1, DAY)]
    assert sorted(IntervalPiece.objects.values_list("channel_id", "withdrawn_at")) == [
        (1, AT + HOUR),
        (2, AT),
        (3, None),
    ]


def test_deletes_only_pieces_of_the_batch_and_the_days():
    insert_pieces([piece(1), piece(1, batch_id=8), piece(2)])
    delete_pieces_of_batch(7, DayKeys.of([(1, DAY)]))
    assert sorted(IntervalPiece.objects.values_list("channel_id", "batch_id")) == [(1, 8), (2, 7)]


def test_pieces_of_a_moment_are_those_of_days_changed_since():
    insert_pieces(
        [
            piece(1, batch_id=7, withdrawn_at=AT + 3 * HOUR),
            piece(1, batch_id=8, at=AT + 2 * HOUR),
            piece(2),
        ]
    )
    copy_new_days([day(1, batch_id=None, at=AT + 3 * HOUR), day(2, batch_id=None)])

    def batches(as_of):
        found = fetch_replaced_pieces_as_of([1, 2], DAY, DAY + timedelta(days=1), as_of)
        return [(row.channel_id, row.batch_id) for row in found]

    assert batches(AT - HOUR) == []
    assert batches(AT) == [(1, 7)]
    assert batches(AT + 2 * HOUR) == [(1, 7), (1, 8)]
    assert batches(AT + 3 * HOUR) == []


def test_nothing_is_sent_for_no_rows(count_statements):
    assert count_statements(copy_new_days, []) == 0
    assert count_statements(upsert_days, []) == 0
    assert count_statements(insert_pieces, []) == 0


@pytest.mark.parametrize("model", [IntervalDay, IntervalPiece])
@pytest.mark.parametrize(
    ("samples", "quality_bytes", "fits"),
    [
        (b"\0" * 192, None, True),
        (b"\0" * 768, b"\0" * 96, True),
        (b"\0" * 191, None, False),
        (b"\0" * 96, None, False),
        (b"\0" * 192, b"\0" * 95, False),
    ],
)
def test_arrays_that_do_not_fit_the_day_are_refused(model, samples, quality_bytes, fits):
    row = model(
        channel_id=1,
        date=DAY,
        batch_id=1,
        step_minutes=15,
        interval_count=96,
        samples=samples,
        qualities=quality_bytes,
        received_at=AT,
    )
    if model is IntervalDay:
        row.total = row.peak = 0
    if fits:
        row.save(force_insert=True)
    else:
        with pytest.raises(IntegrityError, match="arrays_fit_the_day"):
            row.save(force_insert=True)
