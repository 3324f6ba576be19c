"""A file becomes one batch, once, or nothing at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from billing_site.foundation.models import AuditEntry
from metering.models import (
    IntervalDay,
    IntervalPiece,
    ReadingBatch,
    ReadingFinding,
)
from metering.models.period_gate import fix_cut_off
from metering.queries.usage import load_usage
from metering.use_cases import store_readings as module
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.meter_files import days_from
from tests.factories.metering import (
    MetricFactory,
    UtilityFactory,
)
from tests.integration.metering.meter_files import joined, long_csv, nem12
from tests.integration.metering.use_cases.deliveries import FIRST, NOW, OTHER, channel, stored_days, take

pytestmark = pytest.mark.django_db


class TestStoring:
    def test_keeps_the_days_and_says_what_it_did(self):
        point = channel()
        days = {FIRST: "1.500", FIRST + timedelta(days=1): "0.001"}
        imported = take(nem12(days), actor="API key head-end")
        batch = ReadingBatch.objects.get()
        assert (imported.batch, imported.is_new, imported.day_count) == (batch, True, 2)
        assert (imported.duplicate_count, imported.error_count) == (0, 0)
        assert (batch.format, batch.origin, batch.state) == ("NEM12", "FILE", "STORED")
        assert (batch.reading_count, batch.rejected_count, batch.received_at) == (96, 0, NOW)
        assert len(batch.content_hash) == 64
        rows = list(IntervalDay.objects.order_by("date"))
        assert [(row.channel_id, row.total, row.peak, row.batch_id) for row in rows] == [
            (point.pk, 72_000, 1500, batch.pk),
            (point.pk, 48, 1, batch.pk),
        ]
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.actor_label, entry.subject_id) == (
            "IMPORTED",
            "API key head-end",
            str(batch.pk),
        )
        assert entry.details == {"source_name": "march.csv", "reading_count": 96, "rejected_count": 0}

    def test_cuts_market_days_at_the_midnights_of_the_site(self):
        """Sydney is an hour ahead of market time until 5 April, when its day has 25 hours."""
        point = channel(zone_name="Australia/Sydney")
        take(nem12(days_from(date(2026, 4, 4), 3)), received_at=NOW + timedelta(days=9))
        assert stored_days() == [
            (date(2026, 4, 4), 46_000),
            (date(2026, 4, 5), 50_000),
            (date(2026, 4, 6), 48_000),
        ]
        usage = load_usage(
            channel_ids=[point.pk],
            step_minutes=30,
            unit="kWh",
            decimals=3,
            zone_name="Australia/Sydney",
            from_date=date(2026, 4, 4),
            to_date=date(2026, 4, 7),
        )
        assert usage.missing_counts() == [2]
        assert usage.qualities[0, :2].tolist() == [0, 0]

    def test_converts_units_exactly(self):
        channel()
        take(nem12({FIRST: "1500"}, unit="Wh"))
        assert stored_days() == [(FIRST, 72_000)]

    def test_takes_every_channel_of_a_file(self):
        channel(), channel(OTHER)
        imported = take(joined(nem12({FIRST: "1"}), nem12({FIRST: "2"}, nmi=OTHER)))
        assert imported.batch.reading_count == 96
        assert stored_days() == [(FIRST, 48_000), (FIRST, 96_000)]

    def test_is_the_same_in_many_portions(self, monkeypatch):
        channel(), channel(OTHER)
        monkeypatch.setattr(module, "_READINGS_AT_ONCE", 1)
        told = []
        imported = take(
            joined(nem12(days_from(FIRST, 3)), nem12({FIRST: "2"}, nmi=OTHER)), progress=told.append
        )
        assert told == [144, 192]
        assert (imported.day_count, IntervalDay.objects.count()) == (4, 4)

    def test_is_received_after_the_latest_cut_off(self):
        channel()
        cut_off = fix_cut_off(NOW + timedelta(seconds=5))
        batch = take(nem12({FIRST: "1"})).batch
        assert batch.received_at == cut_off + timedelta(microseconds=1)
        assert IntervalDay.objects.get().received_at == batch.received_at

    def test_replaces_what_an_earlier_file_said(self):
        channel()
        take(nem12({FIRST: "1"}))
        take(nem12({FIRST: "2"}), received_at=NOW + timedelta(hours=1))
        assert stored_days() == [(FIRST, 96_000)]
        assert IntervalPiece.objects.count() == 2

    def test_tells_what_came_twice(self):
        point = channel()
        rows = [f"4001000001,E1,2026-03-01T{hour:02}:00:00Z,1,kWh" for hour in range(3)]
        point.step_minutes = 60
        point.save()
        imported = take(long_csv([*rows, "4001000001,E1,2026-03-01T01:00:00Z,2,kWh"]))
        assert imported.duplicate_count == 1
        assert imported.batch.reading_count == 4
        assert ReadingFinding.objects.filter(rule="DUPLICATE", channel=point).count() == 1
        assert stored_days() == [(FIRST, 4000)]

    def test_is_kept_or_lost_as_a_whole(self, monkeypatch):
        channel()

        def broken(**_):
            raise RuntimeError("validation broke")

        monkeypatch.setattr(module, "validate_readings", broken)
        with pytest.raises(RuntimeError):
            take(nem12({FIRST: "1"}))
        assert not ReadingBatch.objects.exists()
        assert not IntervalDay.objects.exists()

    def test_statements_do_not_grow_with_the_days(self, count_statements):
        channel(), channel(OTHER)
        assert count_statements(take, nem12(days_from(date(2025, 3, 1), 2))) == count_statements(
            take, nem12(days_from(date(2025, 3, 1), 300), nmi=OTHER)
        )


class TestOnce:
    def test_a_second_import_finds_the_first(self):
        channel()
        first = take(nem12({FIRST: "1"}))
        second = take(nem12({FIRST: "1"}), source_name="again.csv", received_at=NOW + timedelta(days=1))
        assert (second.batch, second.is_new, second.day_count) == (first.batch, False, 0)
        assert (ReadingBatch.objects.count(), AuditEntry.objects.count()) == (1, 1)
        assert IntervalDay.objects.get().received_at == NOW

    def test_a_file_that_was_read_before_is_read_from_its_beginning(self):
        channel()
        source = nem12({FIRST: "1"})
        source.read()
        assert take(source).batch.reading_count == 48

    def test_the_same_bytes_of_another_utility_are_another_batch(self):
        channel()
        south = UtilityFactory(code="SOUTH")
        channel(point={"utility": south})
        first = take(nem12({FIRST: "1"}))
        second = take(nem12({FIRST: "1"}), utility=south)
        assert second.is_new
        assert second.batch.content_hash == first.batch.content_hash
        assert IntervalDay.objects.count() == 2

    def test_a_withdrawn_file_may_come_again(self):
        channel()
        first = take(nem12({FIRST: "1"})).batch
        withdraw_reading_batch(
            batch=first, withdrawn_at=NOW + timedelta(hours=1), reason="wrong month", actor=None
        )
        again = take(nem12({FIRST: "1"}), received_at=NOW + timedelta(hours=2))
        assert again.is_new
        assert again.batch.pk != first.pk
        assert stored_days() == [(FIRST, 48_000)]


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_one_of_two_stores_the_file_and_the_other_finds_it(self):
        channel()
        taken = at_once(*(partial(take, nem12(days_from(FIRST, 20))) for _ in range(2)))
        assert sorted(one.is_new for one in taken) == [False, True]
        assert taken[0].batch == taken[1].batch
        assert [one.batch.reading_count for one in taken] == [960, 960]
        assert (ReadingBatch.objects.count(), IntervalDay.objects.count()) == (1, 20)

    def test_of_several_files_with_the_same_days_the_latest_batch_counts(self):
        channel()
        files = [nem12(days_from(FIRST, 5, f"{value}.000")) for value in range(4)]
        taken = at_once(*(partial(take, file) for file in files))
        assert [one.is_new for one in taken] == [True] * 4
        latest = max(range(4), key=lambda value: taken[value].batch.pk)
        assert IntervalPiece.objects.count() == 20
        assert [total for _, total in stored_days()] == [latest * 48_000] * 5


def at_once(*functions):
    """What the functions return, each in a thread of its own and all started together."""
    barrier = Barrier(len(functions))

    def run(function):
        try:
            barrier.wait(10)
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result(60) for future in [pool.submit(run, one) for one in functions]]


def test_a_metric_without_a_known_unit_takes_its_own_name():
    metric = MetricFactory(code="API_CALLS", unit="calls", decimals=0)
    channel(metric=metric, step_minutes=60)
    rows = [f"4001000001,E1,2026-03-01T{hour:02}:00:00Z,7,CALLS" for hour in range(2)]
    assert take(long_csv(rows)).batch.reading_count == 2
    assert stored_days() == [(FIRST, 14)]
