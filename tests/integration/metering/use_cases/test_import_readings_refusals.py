"""Files that are refused as a whole, and files of which a part is taken."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import (
    IntervalDay,
    IntervalPiece,
    ReadingBatch,
    ReadingFinding,
    RejectedRow,
    Site,
)
from metering.use_cases.import_readings import UnableToImportReadings
from tests.factories.meter_files import days_from
from tests.factories.metering import (
    UtilityFactory,
)
from tests.integration.metering.meter_files import joined, long_csv, nem12
from tests.integration.metering.use_cases.deliveries import FIRST, NOW, OTHER, channel, stored_days, take

pytestmark = pytest.mark.django_db


def refusal_of(source, **options):
    """The errors of a refused file, after which nothing may be stored."""
    with pytest.raises(UnableToImportReadings) as refused:
        take(source, **options)
    stored = (ReadingBatch, RejectedRow, IntervalDay, IntervalPiece, ReadingFinding, AuditEntry)
    assert [model.__name__ for model in stored if model.objects.exists()] == []
    return refused.value


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
