"""A file becomes one batch, once, or nothing at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection

from billing_site.foundation.models import AuditEntry
from metering.models import (
    IntervalDay,
    IntervalPiece,
    ReadingBatch,
    ReadingFinding,
    RejectedRow,
    Site,
)
from metering.models.period_gate import fix_cut_off
from metering.queries.usage import load_usage
from metering.use_cases import store_readings as module
from metering.use_cases.import_readings import UnableToImportReadings, import_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)
from tests.integration.metering.meter_files import days_from, joined, long_csv, nem12

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
FIRST = date(2026, 3, 1)
OTHER = "4001000002"


def channel(nmi="4001000001", zone_name="Australia/Brisbane", **facts):
    """A channel E1 in a zone whose days are the market's own, unless another is named."""
    site = SiteFactory(zone_name=zone_name)
    return ChannelFactory(
        service_point=ServicePointFactory(code=nmi, site=site, **facts.pop("point", {})), **facts
    )


def take(source, **options):
    options = {"utility": UtilityFactory(), "source_name": "march.csv", "received_at": NOW, **options}
    return import_readings(source=source, **options)


def refusal_of(source, **options):
    """The errors of a refused file, after which nothing may be stored."""
    with pytest.raises(UnableToImportReadings) as refused:
        take(source, **options)
    stored = (ReadingBatch, RejectedRow, IntervalDay, IntervalPiece, ReadingFinding, AuditEntry)
    assert [model.__name__ for model in stored if model.objects.exists()] == []
    return refused.value


def stored_days():
    return list(IntervalDay.objects.order_by("channel_id", "date").values_list("date", "total"))


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


class TestRefusing:
    def test_what_is_no_meter_file(self):
        refusal = refusal_of(BytesIO(b"%PDF-1.7 not readings\n"), source_name="bill.pdf")
        (error,) = refusal.errors
        assert (error.row, error.field, refusal.error_count) == (1, "file", 1)
        assert error.cure
        assert str(refusal) == "bill.pdf: nothing was stored, 1 problem found"

    @pytest.mark.parametrize(
        "content", [b"", b"\n\n", b"\x00\xff\xfe\x01" * 50], ids=["empty", "blank", "binary"]
    )
    def test_what_holds_nothing(self, content):
        assert refusal_of(BytesIO(content)).error_count >= 1

    def test_a_file_without_readings(self):
        channel()
        (error,) = refusal_of(nem12({})).errors
        assert (error.field, error.message) == ("file", "the file holds no readings")

    def test_a_truncated_nem12(self):
        channel()
        (error,) = refusal_of(nem12(days_from(FIRST, 5), end=False)).errors
        assert (error.row, error.field) == (7, "RecordIndicator")
        assert "900" in error.message

    def test_a_short_300_record(self):
        channel()
        (error,) = refusal_of(nem12({FIRST: ["1"] * 47})).errors
        assert error.row == 3
        assert error.cure

    def test_a_date_that_does_not_exist(self):
        channel()
        text = nem12({FIRST: "1"}).getvalue().replace(b"20260301,", b"20260230,", 1)
        (error,) = refusal_of(BytesIO(text)).errors
        assert (error.row, error.value) == (3, "20260230")

    def test_a_local_time_that_does_not_exist(self):
        (error, *_) = refusal_of(
            long_csv(["A,E1,2026-02-30 00:00,1,kWh", "A,E1,2026-02-30 00:30,1,kWh"])
        ).errors
        assert (error.row, error.value) == (2, "2026-02-30 00:00")

    def test_an_unknown_nmi_told_once(self):
        channel()
        refusal = refusal_of(
            joined(
                nem12(days_from(FIRST, 2)),
                nem12({FIRST: "1", FIRST + timedelta(days=5): "1"}, nmi=OTHER),
            )
        )
        (error,) = refusal.errors
        assert (error.row, error.field, error.value) == (6, "service point", OTHER)
        assert error.message == "North Grid has no service point of this code with channels"
        assert (refusal.error_count, refusal.reading_count) == (1, 96)

    def test_a_service_point_of_another_utility(self):
        channel(point={"utility": UtilityFactory(code="SOUTH")})
        (error,) = refusal_of(nem12({FIRST: "1"})).errors
        assert error.field == "service point"

    def test_an_unknown_channel(self):
        channel(code="B1")
        (error,) = refusal_of(nem12({FIRST: "1"})).errors
        assert (error.field, error.value) == ("channel", "E1")
        assert error.message == "service point 4001000001 has no such channel, only B1"

    def test_a_unit_of_another_kind(self):
        channel()
        (error,) = refusal_of(nem12({FIRST: "1"}, unit="KVARH")).errors
        assert (error.row, error.field, error.value) == (3, "unit", "KVARH")
        assert "is measured in kWh" in error.message

    def test_another_interval_length(self):
        channel()
        (error,) = refusal_of(nem12({FIRST: "1"}, step=15)).errors
        assert (error.field, error.value) == ("interval length", "15")
        assert error.message == "channel E1 of 4001000001 has 30-minute intervals"

    def test_more_decimals_than_are_stored(self):
        channel()
        (error,) = refusal_of(nem12({FIRST: ["1.0000"] * 40 + ["1.0005"] * 8})).errors
        assert (error.field, error.value) == ("reading", "1.0005 KWH")
        assert error.message == "channel E1 of 4001000001 stores 3 decimals of kWh"

    def test_a_number_too_large_to_add_up(self):
        channel()
        (error,) = refusal_of(nem12({FIRST: "9000000000000000"})).errors
        assert error.field == "reading"

    def test_a_reading_in_the_future(self):
        channel()
        received_at = datetime(2026, 3, 2, 2, tzinfo=UTC)  # noon of market time; an hour is allowed
        refusal = refusal_of(nem12(days_from(FIRST, 2)), received_at=received_at)
        (error,) = refusal.errors
        assert (error.field, error.value) == ("start", "2026-03-02 03:00Z")
        assert refusal.reading_count == 22
        assert "lies in the future" in error.message

    def test_a_day_whose_length_has_changed_since(self):
        point = channel()
        take(nem12({date(2026, 4, 5): "1"}), received_at=NOW + timedelta(days=9))
        Site.objects.filter(pk=point.service_point.site_id).update(zone_name="Australia/Sydney")
        with pytest.raises(UnableToImportReadings) as refused:
            take(nem12({date(2026, 4, 5): "2"}), received_at=NOW + timedelta(days=10))
        assert refused.value.errors[0].field == "day"
        assert "was the channel or the time zone of its site changed" in refused.value.errors[0].message
        assert stored_days() == [(date(2026, 4, 5), 48_000)]


class TestAcceptingAPart:
    def test_stores_the_rest_and_keeps_the_rejected_rows(self):
        channel()
        source = joined(nem12(days_from(FIRST, 2)), nem12({FIRST: "1"}, nmi=OTHER))
        imported = take(source, accept_partial=True)
        assert (imported.batch.reading_count, imported.batch.rejected_count) == (96, 48)
        assert imported.error_count == 1
        row = RejectedRow.objects.get()
        assert (row.batch, row.row, row.field, row.value) == (imported.batch, 6, "service point", OTHER)
        assert row.cure == "add the service point and its channels, or correct the code in the file"
        assert IntervalDay.objects.count() == 2

    def test_keeps_the_first_thousand_and_counts_all(self):
        channel()
        codes = [f"5{number:09}" for number in range(1100)]
        source = joined(nem12({FIRST: "1"}), *(nem12({FIRST: "1"}, nmi=code) for code in codes))
        imported = take(source, accept_partial=True)
        assert (RejectedRow.objects.count(), imported.error_count) == (1000, 1100)
        assert (imported.batch.reading_count, imported.batch.rejected_count) == (48, 1100 * 48)

    def test_keeps_what_lies_before_the_future(self):
        channel()
        received_at = datetime(2026, 3, 2, 2, tzinfo=UTC)
        imported = take(nem12(days_from(FIRST, 2)), received_at=received_at, accept_partial=True)
        assert (imported.batch.reading_count, imported.batch.rejected_count) == (74, 22)
        assert stored_days() == [(FIRST, 48_000), (date(2026, 3, 2), 26_000)]

    def test_refuses_a_file_of_which_nothing_can_be_taken(self):
        channel(OTHER)
        refusal = refusal_of(nem12({FIRST: "1"}), accept_partial=True)
        assert (refusal.error_count, refusal.reading_count) == (1, 48)

    def test_refuses_a_truncated_file_all_the_same(self):
        channel()
        refusal_of(nem12(days_from(FIRST, 2), end=False), accept_partial=True)


def test_a_metric_without_a_known_unit_takes_its_own_name():
    metric = MetricFactory(code="API_CALLS", unit="calls", decimals=0)
    channel(metric=metric, step_minutes=60)
    rows = [f"4001000001,E1,2026-03-01T{hour:02}:00:00Z,7,CALLS" for hour in range(2)]
    assert take(long_csv(rows)).batch.reading_count == 2
    assert stored_days() == [(FIRST, 14)]
