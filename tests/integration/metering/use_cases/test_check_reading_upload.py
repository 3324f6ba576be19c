"""What a check finds, and that it stores no reading."""

from datetime import timedelta

import pytest

from metering.models import IntervalDay, IntervalPiece, ReadingBatch, ReadingFinding
from metering.models.upload_files import remove_file
from metering.models.upload_hold import UploadHold
from metering.queries import bills_on_readings
from metering.use_cases.check_reading_upload import check_reading_upload
from metering.use_cases.import_readings import import_readings
from tests.factories.metering import UtilityFactory
from tests.factories.uploads import (
    SENT_AT,
    channel_at,
    checked,
    csv_of,
    fresh,
    half_hours,
    received,
    stored,
    worked_on,
)
from tests.integration.metering.meter_files import long_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


def counts(upload):
    return (
        upload.reading_count,
        upload.new_count,
        upload.same_count,
        upload.changed_count,
        upload.kept_count,
        upload.rejected_count,
    )


def test_tells_what_is_new_and_stores_nothing():
    channel_at()
    upload = checked()
    assert (upload.state, upload.format, upload.checked_at) == ("CHECKED", "LONG_CSV", SENT_AT)
    assert counts(upload) == (2, 2, 0, 0, 0, 0)
    models = (IntervalDay, IntervalPiece, ReadingBatch, ReadingFinding)
    assert not any(model.objects.exists() for model in models)


def test_tells_what_is_the_same_and_what_changes():
    channel_at()
    stored(csv_of(*half_hours(4)))
    rows = [*half_hours(2), *half_hours(2, value="0.7", first="2026-03-01T01:00Z")]
    upload = checked(csv_of(*rows, *half_hours(3, first="2026-03-02T00:00Z")))
    assert counts(upload) == (7, 3, 2, 2, 0, 0)
    assert upload.check_result["day_count"] == 2


def test_tells_what_stays_as_it_is_of_better_quality():
    channel_at()
    stored()
    rows = [f"{row},E" for row in half_hours(2, value="9")]
    header = b"service_point,channel,start,value,unit,quality\n"
    upload = checked(header + "\n".join(rows).encode())
    assert counts(upload) == (2, 0, 0, 0, 2, 0)


def test_agrees_with_the_import():
    """Every count of a check is what the import of the same file does."""
    channel_at()
    rows = [
        *half_hours(48),
        *half_hours(6, point="UNKNOWN"),
        *half_hours(1, value="x", first="2026-03-05T00:00Z"),
    ]
    upload = checked(csv_of(*rows))
    imported = import_readings(
        utility=upload.utility,
        source=long_csv(rows),
        source_name="march.csv",
        received_at=SENT_AT,
        accept_partial=True,
    )
    assert (upload.reading_count, upload.rejected_count) == (48, 7)
    assert (imported.batch.reading_count, imported.batch.rejected_count) == (48, 7)
    assert upload.check_result["error_count"] == imported.error_count == 2
    assert upload.check_result["day_count"] == imported.day_count


def test_says_how_the_first_rows_were_understood():
    channel_at(zone_name="Australia/Sydney")
    upload = checked(csv_of(*half_hours(3, value="0.42")))
    assert upload.check_result["samples"] == [
        {
            "row": 2,
            "service_point": "4001000001",
            "channel": "E1",
            "starts_at": "2026-03-01T00:00:00+00:00",
            "step_minutes": 30,
            "quantity": "0.42",
            "unit": "kWh",
            "quality": "actual",
            "run_count": 3,
            "run_ends_at": "2026-03-01T01:30:00+00:00",
            "zone_name": "Australia/Sydney",
        }
    ]


def test_adds_up_by_channel():
    channel_at()
    channel_at("4001000002")
    upload = checked(csv_of(*half_hours(48), *half_hours(2, point="4001000002", value="1.25")))
    assert upload.check_result["channel_count"] == 2
    assert upload.check_result["channels"] == [
        {
            "service_point": "4001000001",
            "channel": "E1",
            "readings": 48,
            "total": "24.000",
            "unit": "kWh",
            "first_date": "2026-03-01",
            "last_date": "2026-03-01",
            "last_clock": "",
        },
        {
            "service_point": "4001000002",
            "channel": "E1",
            "readings": 2,
            "total": "2.500",
            "unit": "kWh",
            "first_date": "2026-03-01",
            "last_date": "2026-03-01",
            "last_clock": "01:00",
        },
    ]


def test_names_the_channels_nobody_sends():
    channel_at()
    channel_at("4001000002")
    channel_at("OTHER", utility=UtilityFactory(code="SOUTH"))
    upload = checked()
    assert upload.check_result["silent"] == {
        "count": 1,
        "channel_count": 2,
        "names": [["4001000002", "E1"]],
    }


def test_counts_the_bills_that_stand_on_what_would_change(monkeypatch):
    asked = []
    counters = (lambda spans: asked.append(spans) or 3, lambda spans: 0)
    monkeypatch.setattr(bills_on_readings, "_COUNTERS", {"bills": counters})
    point = channel_at()
    stored(csv_of(*half_hours(4)))
    upload = checked(csv_of(*half_hours(2, value="7"), *half_hours(2, first="2026-03-02T00:00Z")))
    assert upload.check_result["bill_count"] == 3
    ((span,),) = asked
    assert (span.channel_id, str(span.from_date), str(span.to_date)) == (point.pk, "2026-03-01", "2026-03-02")


def test_keeps_each_problem_with_its_cure():
    channel_at()
    rows = [
        *half_hours(2),
        *half_hours(5, point="UNKNOWN"),
        *half_hours(1, value="1,5x", first="2026-03-09T00:00Z"),
    ]
    upload = checked(csv_of(*rows[:7], rows[7].replace("1,5x", "15x")))
    assert upload.state == "CHECKED"
    assert [(problem["row"], problem["field"]) for problem in upload.problems] == [
        (9, "value"),
        (4, "service point"),
    ]
    assert (
        upload.problems[1]["cure"]
        == "add the service point and its channels, or correct the code in the file"
    )
    assert [(each["service_point"], each["readings"]) for each in upload.refused_channels] == [("UNKNOWN", 5)]


def test_refuses_a_file_of_which_nothing_can_be_taken():
    upload = checked()
    assert (upload.state, counts(upload)) == ("REFUSED", (0, 0, 0, 0, 0, 2))


def test_a_file_that_ends_too_early_counts_for_nothing():
    channel_at()
    days = ",".join(["1"] * 48)
    lines = ["100,NEM12,202603010000,MDP1,RETAIL1", "200,4001000001,E1,E1,E1,N1,M1,KWH,30,"]
    upload = checked("\n".join([*lines, f"300,20260301,{days},A,,,,", ""]).encode())
    assert (upload.state, upload.format, counts(upload)) == ("REFUSED", "NEM12", (0, 0, 0, 0, 0, 1))


def test_a_text_with_nul_can_be_kept():
    """A NUL beyond the head of the file is text to the parser, and nothing that PostgreSQL can hold."""
    channel_at()
    filler = half_hours(800)
    upload = checked(csv_of(*filler, "A\0B,E1,2026-03-29T00:00Z,x\0y,kWh"))
    assert upload.problems[0]["value"] == "x\ufffdy"


def test_is_about_the_utilitys_own_channels_only():
    channel_at(utility=UtilityFactory(code="SOUTH"))
    upload = checked()
    assert (upload.state, upload.problems[0]["field"]) == ("REFUSED", "service point")


def test_a_file_that_is_gone_is_refused_in_words():
    upload = received()
    remove_file(upload.content_hash)
    upload = worked_on(upload)
    assert (upload.state, upload.problems[0]["message"]) == ("REFUSED", "the file is no longer there")


def test_is_forgotten_when_the_upload_was_cancelled_meanwhile():
    channel_at()
    upload = received()
    type(upload).objects.update(state="CANCELLED")
    check_reading_upload(upload=upload, hold=QuietHold(), at=SENT_AT + timedelta(minutes=1))
    assert (fresh(upload).state, fresh(upload).checked_at) == ("CANCELLED", None)


def test_queries_do_not_grow_with_the_file(count_statements, monkeypatch):
    # How often progress is written goes by the clock; that it is at most twice a second is a test of the hold.
    monkeypatch.setattr(UploadHold, "tell", lambda hold, done, total: None)
    for number in range(6):
        channel_at(f"400100000{number}")
    small = received(csv_of(*half_hours(48)))
    large = received(
        csv_of(*(row for number in range(6) for row in half_hours(400, point=f"400100000{number}")))
    )
    assert count_statements(worked_on, small) == count_statements(worked_on, large)


class QuietHold(UploadHold):
    def __init__(self):
        pass

    def tell(self, done, total):
        pass
