"""A body becomes the batch of its submission, in each kind that programs send."""

import json

import pytest

from billing_site.foundation.strict_json import NotStrictJson
from metering.models import IntervalDay, ReadingBatch, ReadingSubmission
from metering.use_cases.store_reading_submission import store_reading_submission
from metering.use_cases.store_readings import UnableToImportReadings
from tests.factories.api_keys import made_key
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import POINT, SENT_AT, body, half_hourly, reading, series

pytestmark = pytest.mark.django_db
CSV = f"service_point,channel,start,value,unit,step_minutes\n{POINT},E1,2026-03-01T00:00:00Z,0.5,kWh,30\n"


def store(content, media_type="application/json", **facts):
    submission = ReadingSubmission(
        utility=UtilityFactory(),
        api_key=made_key(name="head-end").api_key,
        request_id="req_1",
        media_type=media_type,
        size_bytes=len(content),
        received_at=SENT_AT,
        **{"accepts_partial": True, "content_hash": "b" * 64, **facts},
    )
    return submission, store_reading_submission(submission=submission, content=content, at=SENT_AT)


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (body(series=[series(["0.5"])]), "application/json", "API_JSON"),
        (body(readings=[reading()]), "application/json", "API_JSON"),
        (json.dumps(reading()).encode(), "application/x-ndjson", "API_JSON_LINES"),
        (CSV.encode(), "text/csv", "LONG_CSV"),
    ],
)
def test_stores_each_kind_of_body_alike(content, media_type, name):
    half_hourly()
    submission, imported = store(content, media_type)
    assert (imported.batch.format, imported.batch.origin) == (name, "API")
    assert imported.batch.source_name == f"head-end: {submission.reference}"
    assert IntervalDay.objects.get().total == 500
    assert ReadingSubmission.objects.get().state == "STORED"


def test_counts_what_came_of_it():
    half_hourly()
    submission, _ = store(
        body(
            series=[series(["1", "x", None])],
            readings=[reading(service_point="?"), reading("2"), reading("3")],
        )
    )
    submission.refresh_from_db()
    assert (submission.batch.reading_count, submission.rejected_count) == (3, 2)
    assert (submission.series_count, submission.duplicate_count, submission.day_count) == (1, 1, 1)
    assert submission.error_count == 2


@pytest.mark.parametrize(
    ("content", "media_type", "failure"),
    [
        (b"{", "application/json", NotStrictJson),
        (body(series=[series(unit="m3")]), "application/json", UnableToImportReadings),
        (b"{", "application/x-ndjson", UnableToImportReadings),
        (b"\n", "application/x-ndjson", UnableToImportReadings),
        (b"<html>", "text/csv", UnableToImportReadings),
    ],
)
def test_stores_nothing_of_what_cannot_be_taken(content, media_type, failure):
    half_hourly()
    with pytest.raises(failure):
        store(content, media_type)
    assert not ReadingBatch.objects.exists()
    assert not ReadingSubmission.objects.exists()


def test_asks_once_for_the_steps_of_all_channels(count_statements):
    for number in range(4):
        half_hourly(code=f"P{number}")

    def sent(count):
        readings = [reading(service_point=f"P{number}") for number in range(count)]
        return count_statements(store, body(readings=readings), content_hash=str(count) * 64)

    assert sent(1) == sent(4)
