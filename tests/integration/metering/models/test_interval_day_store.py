"""Deliveries in and out: what counts is what a model of a few lines says, now and as of every moment."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from metering.models import IntervalDay, IntervalPiece
from metering.models.interval_day_store import (
    DayLengthChanged,
    DeliveredDays,
    DeliveredPiece,
    store_delivery,
    withdraw_delivery,
)
from metering.queries.usage import load_usage
from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import DayBlock, DayPiece, split_into_day_blocks, split_into_local_days
from metering.usage.reading_quality import ReadingQuality as Q

pytestmark = pytest.mark.django_db
BERLIN = LocalCalendar("Europe/Berlin")
FROM, TO = date(2026, 10, 23), date(2026, 10, 28)  # the 25th has 25 hours
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(channel_id, start, values, quality=None, calendar=BERLIN):
    """A run of hourly readings as the blocks and pieces that a file of it delivers."""
    values = np.array(values, dtype=np.int64)
    qualities = None if quality is None else np.full(len(values), quality, dtype=np.uint8)
    return [
        DeliveredDays(channel_id, part)
        if isinstance(part, DayBlock)
        else DeliveredPiece(channel_id, calendar.interval_count(part.date, 60), part)
        for part in split_into_day_blocks(start, 60, values, qualities, calendar)
    ]


def day_of(channel_id, day, value, quality=None):
    return hours(channel_id, BERLIN.day_start(day), [value] * BERLIN.interval_count(day, 60), quality)


def usage(channel_ids=(1,), as_of=None, from_date=FROM, to_date=TO):
    return load_usage(
        channel_ids=channel_ids,
        step_minutes=60,
        unit="kWh",
        decimals=3,
        zone_name="Europe/Berlin",
        from_date=from_date,
        to_date=to_date,
        as_of=as_of,
    )


def values_of(day, as_of=None, channel_id=1):
    matrix = usage([channel_id], as_of, day, day + timedelta(days=1))
    return matrix.quantities[0].tolist(), (None if matrix.qualities is None else matrix.qualities[0].tolist())


def test_a_whole_day_delivered_once_is_its_own_record():
    assert store_delivery(7, NOW, day_of(1, date(2026, 10, 25), 5)) == 1
    row = IntervalDay.objects.get()
    assert (row.channel_id, row.date, row.step_minutes, row.interval_count) == (1, date(2026, 10, 25), 60, 25)
    assert (row.total, row.peak, row.batch_id, row.received_at) == (125, 5, 7, NOW)
    assert (row.qualities, bytes(row.samples)) == (None, b"\x05\x00" * 25)
    assert not IntervalPiece.objects.exists()


def test_a_second_delivery_replaces_the_first_and_keeps_it():
    store_delivery(1, NOW, day_of(1, FROM, 5))
    store_delivery(2, NOW + HOUR, day_of(1, FROM, 6))
    assert values_of(FROM) == ([6] * 24, None)
    assert values_of(FROM, as_of=NOW) == ([5] * 24, None)
    assert values_of(FROM, as_of=NOW - HOUR) == ([0] * 24, [Q.MISSING] * 24)
    assert IntervalDay.objects.get().batch_id is None
    assert sorted(IntervalPiece.objects.values_list("batch_id", "received_at")) == [
        (1, NOW),
        (2, NOW + HOUR),
    ]


def test_a_better_quality_counts_whenever_it_came():
    store_delivery(1, NOW, day_of(1, FROM, 5, Q.ACTUAL))
    store_delivery(2, NOW + HOUR, day_of(1, FROM, 6, Q.ESTIMATED))
    assert values_of(FROM) == ([5] * 24, None)
    store_delivery(3, NOW + 2 * HOUR, day_of(1, FROM, 7, Q.EDITED))
    assert values_of(FROM) == ([7] * 24, [Q.EDITED] * 24)


def test_parts_of_a_day_from_two_batches_make_it_whole():
    start = BERLIN.day_start(FROM)
    store_delivery(1, NOW, hours(1, start, [1] * 10))
    assert values_of(FROM) == ([1] * 10 + [0] * 14, [Q.ACTUAL] * 10 + [Q.MISSING] * 14)
    store_delivery(2, NOW + HOUR, hours(1, start + 8 * HOUR, [2] * 16))
    assert values_of(FROM) == ([1] * 8 + [2] * 16, None)
    assert values_of(FROM, as_of=NOW)[0] == [1] * 10 + [0] * 14


def test_parts_of_a_day_from_one_batch_make_it_its_own_record():
    start = BERLIN.day_start(FROM)
    store_delivery(1, NOW, [*hours(1, start, [1] * 10), *hours(1, start + 10 * HOUR, [2] * 14)])
    assert (IntervalDay.objects.get().batch_id, IntervalPiece.objects.count()) == (1, 0)
    assert values_of(FROM) == ([1] * 10 + [2] * 14, None)


def test_a_batch_may_deliver_a_day_in_several_calls():
    start = BERLIN.day_start(FROM)
    store_delivery(1, NOW, day_of(1, FROM, 1))
    store_delivery(1, NOW, hours(1, start + 4 * HOUR, [2] * 4))
    store_delivery(1, NOW, hours(1, start + 6 * HOUR, [3] * 4))
    assert values_of(FROM) == ([1] * 4 + [2] * 2 + [3] * 4 + [1] * 14, None)
    assert withdraw_delivery(1, NOW + HOUR) == [(1, FROM)]
    assert not IntervalDay.objects.exists()
    assert values_of(FROM, as_of=NOW)[0] == [1] * 4 + [2] * 2 + [3] * 4 + [1] * 14


def test_a_day_twice_in_one_call_counts_as_it_comes_last():
    assert store_delivery(1, NOW, [*day_of(1, FROM, 1), *day_of(2, FROM, 9), *day_of(1, FROM, 2)]) == 2
    assert values_of(FROM) == ([2] * 24, None)
    assert values_of(FROM, channel_id=2) == ([9] * 24, None)


def test_a_block_with_holes_keeps_its_whole_days_as_records():
    start = BERLIN.day_start(FROM)
    qualities = np.full(48, Q.ACTUAL, dtype=np.uint8)
    qualities[30] = Q.MISSING
    values = np.where(qualities == Q.MISSING, 0, 4)
    block = next(iter(split_into_day_blocks(start, 60, values, qualities, BERLIN)))
    assert store_delivery(1, NOW, [DeliveredDays(1, block)]) == 2
    assert dict(IntervalDay.objects.values_list("date", "batch_id")) == {FROM: 1, date(2026, 10, 24): None}
    assert IntervalPiece.objects.get().date == date(2026, 10, 24)
    assert usage().missing_counts() == [1 + 25 + 24 + 24]


def test_withdrawing_what_was_replaced_changes_nothing():
    store_delivery(1, NOW, day_of(1, FROM, 5))
    store_delivery(2, NOW + HOUR, day_of(1, FROM, 6))
    assert withdraw_delivery(1, NOW + 2 * HOUR) == [(1, FROM)]
    assert values_of(FROM) == ([6] * 24, None)
    assert withdraw_delivery(1, NOW + 3 * HOUR) == []


def test_a_withdrawn_day_comes_back_with_the_next_delivery():
    store_delivery(1, NOW, day_of(1, FROM, 5))
    withdraw_delivery(1, NOW + HOUR)
    assert values_of(FROM) == ([0] * 24, [Q.MISSING] * 24)
    store_delivery(2, NOW + 2 * HOUR, day_of(1, FROM, 5))
    assert values_of(FROM) == ([5] * 24, None)
    assert values_of(FROM, as_of=NOW + HOUR) == ([0] * 24, [Q.MISSING] * 24)
    assert values_of(FROM, as_of=NOW) == ([5] * 24, None)


def test_a_delivery_that_was_held_up_does_not_rewrite_the_past():
    """Its receipt lies before that of a delivery which was stored first."""
    store_delivery(2, NOW + HOUR, day_of(1, FROM, 6))
    store_delivery(1, NOW, day_of(1, FROM, 5))
    assert values_of(FROM) == ([6] * 24, None)
    assert IntervalDay.objects.get().received_at == NOW + HOUR
    assert values_of(FROM, as_of=NOW) == ([5] * 24, None)


def test_a_day_of_another_length_is_refused():
    store_delivery(1, NOW, day_of(1, FROM, 5))
    with pytest.raises(
        DayLengthChanged, match="2026-10-23 is stored as 24 intervals of 60 minutes, not as 48 of 30"
    ):
        store_delivery(
            2,
            NOW,
            [
                DeliveredPiece(1, 48, piece)
                for piece in split_into_local_days(
                    BERLIN.day_start(FROM), 30, np.zeros(48, dtype=np.int64), None, BERLIN
                )
            ],
        )


@pytest.mark.parametrize("day_count", [3, 400])
def test_statements_do_not_grow_with_the_days(day_count, count_statements):
    def delivered(value):
        return hours(1, BERLIN.day_start(date(2024, 1, 1)), [value] * 24 * day_count)

    assert count_statements(store_delivery, 1, NOW, delivered(1)) == 4
    assert count_statements(store_delivery, 2, NOW + HOUR, delivered(2)) == 9
    assert count_statements(withdraw_delivery, 1, NOW + 2 * HOUR) == 9
    assert count_statements(usage) == 1
    assert count_statements(usage, as_of=NOW) == 2


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_deliveries_and_withdrawals_counts_as_the_model_says(seed):
    random = Random(seed)
    model = Model()
    moments = []
    for step in range(24):
        at = NOW + step * HOUR
        if model.live and random.random() < 0.35:
            batch_id = random.choice(sorted(model.live))
            withdraw_delivery(batch_id, at)
            model.withdraw(batch_id, at)
        else:
            batch_id = step + 1
            for _ in range(random.choice([1, 1, 2])):
                delivered = [part for _ in range(random.randint(1, 3)) for part in random_run(random)]
                store_delivery(batch_id, at, delivered)
                model.deliver(batch_id, at, delivered)
        model.check()
        moments.append(at)
    for at in moments:
        model.check(as_of=at)
        model.check(as_of=at + HOUR / 2)
    for batch_id in random.sample(sorted(model.live), len(model.live)):
        withdraw_delivery(batch_id, NOW + 99 * HOUR)
    assert not IntervalDay.objects.exists()
    assert not IntervalPiece.objects.filter(withdrawn_at=None).exists()


def random_run(random):
    channel_id = random.choice([1, 2])
    first = random.randrange(0, 100)
    start = BERLIN.day_start(FROM) + (0 if random.random() < 0.4 else first) * HOUR
    count = random.choice([5, 24, 49, 80])
    count = min(count, int((BERLIN.day_start(TO) - start) / HOUR))
    quality = random.choice([None, Q.ACTUAL, Q.ESTIMATED, Q.MISSING])
    width = random.choice([100, 100_000, 10**12])
    values = [0 if quality == Q.MISSING else random.randrange(-width, width) for _ in range(count)]
    return hours(channel_id, start, values, quality)


class Model:
    """Every reading ever delivered, one by one; the one that counts is looked for among all of them."""

    def __init__(self):
        self.readings = defaultdict(list)  # (channel, interval) -> (quality, received, batch, number, value)
        self.withdrawn = {}
        self.live = set()
        self.number = 0

    def deliver(self, batch_id, at, delivered):
        self.live.add(batch_id)
        for part in delivered:
            pieces = [part.piece] if isinstance(part, DeliveredPiece) else pieces_of(part.block)
            for piece in pieces:
                self._deliver(part.channel_id, batch_id, at, piece)

    def _deliver(self, channel_id, batch_id, at, piece: DayPiece):
        start = (BERLIN.day_start(piece.date) - BERLIN.day_start(FROM)) // HOUR + piece.first_interval
        for offset, (value, quality) in enumerate(
            zip(piece.quantities.tolist(), piece.qualities.tolist(), strict=True)
        ):
            self.number += 1
            if quality != Q.MISSING:
                self.readings[channel_id, start + offset].append((quality, at, batch_id, self.number, value))

    def withdraw(self, batch_id, at):
        self.live.discard(batch_id)
        self.withdrawn[batch_id] = at

    def check(self, as_of=None):
        at = as_of or datetime.max.replace(tzinfo=UTC)
        matrix = usage([1, 2], as_of)
        expected = np.zeros(matrix.quantities.shape, dtype=np.int64)
        qualities = np.zeros(matrix.quantities.shape, dtype=np.uint8)
        for (channel_id, interval), readings in self.readings.items():
            counting = [
                reading
                for reading in readings
                if reading[1] <= at
                and not (reading[2] in self.withdrawn and self.withdrawn[reading[2]] <= at)
            ]
            if counting:
                quality, *_, value = max(counting)
                expected[channel_id - 1, interval] = value
                qualities[channel_id - 1, interval] = quality
        assert matrix.quantities.tolist() == expected.tolist()
        stored = matrix.qualities
        assert (
            np.full_like(qualities, Q.ACTUAL) if stored is None else stored
        ).tolist() == qualities.tolist()


def pieces_of(block):
    return [block.piece(index) for index in range(len(block.quantities))]
