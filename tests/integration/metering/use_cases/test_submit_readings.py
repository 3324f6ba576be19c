"""Readings that a program sends are taken once, however often they come."""

import pytest

from metering.models import IntervalDay, ReadingBatch, ReadingSubmission
from metering.use_cases.import_readings import import_readings
from metering.use_cases.submit_readings import submit_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.api_keys import made_key
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import POINT, SENT_AT, body, half_hourly, series

pytestmark = pytest.mark.django_db


def submit(content, **facts):
    return submit_readings(
        **{
            "utility": UtilityFactory(),
            "api_key": made_key().api_key,
            "content": content,
            "media_type": "application/json",
            "accepts_partial": True,
            "request_id": "req_1",
            "received_at": SENT_AT,
            **facts,
        }
    )


def test_gives_the_first_submission_to_whoever_sends_the_same_again():
    half_hourly()
    (first, is_new), (again, is_new_again) = submit(body()), submit(body())
    assert (first, is_new, is_new_again) == (again, True, False)
    assert ReadingBatch.objects.count() == IntervalDay.objects.count() == 1


def test_takes_another_content_as_another_batch():
    half_hourly()
    first, second = submit(body()), submit(body(series=[series(["9"])]))
    assert first != second
    assert ReadingBatch.objects.count() == 2


def test_takes_the_same_again_once_it_was_withdrawn():
    half_hourly()
    first, _ = submit(body())
    withdraw_reading_batch(batch=first.batch, withdrawn_at=SENT_AT, reason="wrong meter", actor=None)
    again, is_new = submit(body())
    assert is_new
    assert again != first


def test_finds_what_came_as_a_file(tmp_path):
    half_hourly()
    content = f"service_point,channel,start,value,unit,step_minutes\n{POINT},E1,2026-03-01T00:00Z,1,kWh,30\n"
    path = tmp_path / "readings.csv"
    path.write_text(content)
    with path.open("rb") as source:
        batch = import_readings(
            utility=UtilityFactory(), source=source, source_name="readings.csv", received_at=SENT_AT
        ).batch
    submission, is_new = submit(content.encode(), media_type="text/csv")
    assert (submission.batch, is_new) == (batch, False)
    assert submit(content.encode(), media_type="text/csv") == (submission, False)
    assert ReadingSubmission.objects.count() == 1


def test_keeps_the_batches_of_utilities_apart():
    half_hourly()
    south = UtilityFactory(code="SOUTH", name="South Grid")
    half_hourly(utility=south)
    first, _ = submit(body())
    second, is_new = submit(body(), utility=south)
    assert is_new
    assert (first.batch.utility.code, second.batch.utility.code) == ("NORTH", "SOUTH")
