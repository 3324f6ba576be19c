"""Programs send readings, see what became of them, and take them back."""

import gzip
import json

import pytest

from billing_site.foundation.models import AuditEntry, Job
from metering.api import reading_batches
from metering.models import IntervalDay, ReadingBatch, ReadingSubmission
from metering.tasks import work_on_reading_submission
from tests.factories.api_keys import made_key, program
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import POINT, body, half_hourly, reading, series, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
CSV = f"service_point,channel,start,value,unit,step_minutes\n{POINT},E1,2026-03-01T00:00:00Z,0.5,kWh,30\n"


def facts_of(answer, status=201):
    assert answer.status_code == status, answer.content
    return answer.json()


class TestSending:
    def test_stores_a_batch_at_once_and_says_where_it_is(self):
        half_hourly()
        answer = program().post("readings/batches", body(), headers={"Request-Id": "mine-1"})
        batch = facts_of(answer)
        assert answer["Location"] == f"/api/v1/readings/batches/{batch['id']}"
        assert (batch["status"], batch["received"], batch["accepted"], batch["rejected"]) == (
            "stored",
            2,
            2,
            0,
        )
        assert (batch["utility"], batch["mode"], batch["request_id"]) == ("NORTH", "partial", "mine-1")
        assert IntervalDay.objects.get().total == 1750
        assert AuditEntry.objects.get(action="IMPORTED").actor_label.startswith("API key head-end (")

    def test_tells_every_row_that_it_did_not_take_and_counts_add_up(self):
        half_hourly()
        sent = body(
            series=[series(["1", "x", None, "4"])],
            readings=[
                reading(start="2026-03-02T00:00:00"),
                reading(start="2026-03-02T00:00:00Z"),
                reading(service_point="NOWHERE"),
                reading(start="2026-03-02T00:10:00Z"),
            ],
        )
        batch = facts_of(program().post("readings/batches", sent))
        assert (batch["received"], batch["accepted"], batch["rejected"]) == (7, 3, 4)
        assert [(error["row"], error["pointer"], error["code"]) for error in batch["errors"]] == [
            (1, "/series/0/values/1", "row.values"),
            (2, "/readings/0/start", "row.start"),
            (5, "/readings/3/start", "row.start"),
            (4, "/readings/2/service_point", "row.service_point"),
        ]
        assert all(error["detail"] and error["hint"] for error in batch["errors"])

    def test_stores_all_or_nothing_if_asked_to(self):
        half_hourly()
        sent = body(mode="atomic", readings=[reading(), reading("x", start="2026-03-01T00:30:00Z")])
        problem = facts_of(program().post("readings/batches", sent), 422)
        assert (problem["code"], problem["rejected"], problem["error_count"]) == ("readings.refused", 1, 1)
        assert [error["pointer"] for error in problem["errors"]] == ["/readings/1/value"]
        assert not ReadingBatch.objects.exists()
        assert not ReadingSubmission.objects.exists()

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (
                "\n".join(json.dumps(one) for one in (series(["1"]), reading(start="2026-03-02T00:00:00Z"))),
                "x-ndjson",
            ),
            (CSV + CSV.splitlines()[1].replace("01T", "02T"), "csv"),
        ],
    )
    def test_takes_lines_and_csv(self, content, kind):
        half_hourly()
        media_type = "text/csv" if kind == "csv" else f"application/{kind}"
        answer = program().post("readings/batches?utility=NORTH&mode=atomic", content, media_type)
        batch = facts_of(answer)
        assert (batch["accepted"], batch["mode"], batch["media_type"]) == (2, "atomic", media_type)

    @pytest.mark.parametrize("parts", [1, 3])
    def test_takes_gzip_of_one_member_or_several(self, parts):
        half_hourly()
        content = body()
        size = -(-len(content) // parts)
        packed = b"".join(
            gzip.compress(content[start : start + size]) for start in range(0, len(content), size)
        )
        answer = program().post("readings/batches", packed, headers={"Content-Encoding": "gzip"})
        assert facts_of(answer)["accepted"] == 2

    def test_finds_the_same_content_again(self):
        half_hourly()
        sender = program()
        first = facts_of(sender.post("readings/batches", body()))
        assert facts_of(sender.post("readings/batches", body()), 200) == first
        packed = sender.post("readings/batches", gzip.compress(body()), headers={"Content-Encoding": "gzip"})
        assert facts_of(packed, 200) == first

    def test_does_not_ask_more_of_the_database_for_more_readings(self, count_statements):
        for number in range(3):
            half_hourly(code=f"P{number}")
        sender = program()

        def sent(count):
            content = body(series=[series(["1"] * 48, service_point=f"P{number}") for number in range(count)])
            return count_statements(sender.post, "readings/batches", content)

        sent(1)
        assert sent(2) == sent(3)


class TestSendingMuch:
    def test_keeps_a_large_body_for_a_worker(self, monkeypatch):
        monkeypatch.setattr(reading_batches, "AT_ONCE_BYTES", 10)
        half_hourly()
        sender = program()
        answer = sender.post("readings/batches", body())
        batch = facts_of(answer, 202)
        assert (batch["status"], batch["received"], answer["Retry-After"]) == ("received", 0, "2")
        assert facts_of(sender.post("readings/batches", body()), 202) == batch
        work_on_reading_submission(job_id=Job.objects.get().pk)
        found = facts_of(sender.get(answer["Location"].removeprefix("/api/v1/")), 200)
        assert (found["status"], found["accepted"]) == ("stored", 2)
        assert facts_of(sender.post("readings/batches", body()), 200) == found

    def test_says_why_a_large_body_was_refused(self, monkeypatch):
        monkeypatch.setattr(reading_batches, "AT_ONCE_BYTES", 10)
        sender = program()
        UtilityFactory()
        batch = facts_of(sender.post("readings/batches", body()), 202)
        work_on_reading_submission(job_id=Job.objects.get().pk)
        found = facts_of(sender.get(f"readings/batches/{batch['id']}"), 200)
        assert (found["status"], found["accepted"], found["error_count"]) == ("refused", 0, 1)
        assert [error["pointer"] for error in found["errors"]] == ["/readings/0/service_point"]
        listed = facts_of(sender.get(f"readings/batches/{batch['id']}/errors"), 200)
        assert listed == {"data": found["errors"], "has_more": False, "next": None}

    def test_says_that_its_work_failed(self, monkeypatch):
        monkeypatch.setattr(reading_batches, "AT_ONCE_BYTES", 10)
        UtilityFactory()
        sender = program()
        batch = facts_of(sender.post("readings/batches", body()), 202)
        Job.objects.update(state="FAILED", error="no", finished_at="2026-03-01T00:00:00Z")
        assert facts_of(sender.get(f"readings/batches/{batch['id']}"), 200)["status"] == "failed"


class TestLookingUp:
    def test_lists_batches_the_latest_first(self):
        half_hourly()
        sender = program()
        ids = [
            facts_of(sender.post("readings/batches", body(series=[series([str(value)])])))["id"]
            for value in range(3)
        ]
        page = facts_of(sender.get("readings/batches", limit=2), 200)
        assert [one["id"] for one in page["data"]] == ids[:0:-1]
        rest = facts_of(sender.get("readings/batches", limit=2, after=page["next"]), 200)
        assert [one["id"] for one in rest["data"]] == ids[:1]
        assert facts_of(sender.get("readings/batches", utility="SOUTH"), 200)["data"] == []

    def test_gives_the_errors_in_pages_and_as_csv(self):
        half_hourly()
        sender = program()
        batch = facts_of(sender.post("readings/batches", body(series=[series(["1", "=2", "b", "c"])])))
        address = f"readings/batches/{batch['id']}/errors"
        page = facts_of(sender.get(address, limit=2), 200)
        assert (len(page["data"]), page["has_more"]) == (2, True)
        rest = facts_of(sender.get(address, after=page["next"]), 200)
        assert page["data"] + rest["data"] == batch["errors"]
        answer = sender.get(f"{address}.csv", headers={"Accept": "text/csv"})
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0] == "row,pointer,code,value,detail,hint"
        assert lines[1].startswith("1,/series/0/values/1,row.values,'=2,")
        assert len(lines) == 4

    def test_pages_the_errors_of_a_refused_batch(self):
        submission = submitted_and_refused(250)
        reader = program()
        address = f"readings/batches/{submission.reference}/errors"
        page = facts_of(reader.get(address), 200)
        assert (len(page["data"]), page["data"][0]["row"]) == (100, 1)
        rest = facts_of(reader.get(address, limit=1000, after=page["next"]), 200)
        assert ([one["row"] for one in rest["data"]], rest["has_more"]) == (list(range(101, 251)), False)


def submitted_and_refused(count):
    problem = {"field": "value", "value": "x", "message": "wrong", "cure": "send it right"}
    return ReadingSubmission.objects.create(
        utility=UtilityFactory(),
        api_key=made_key().api_key,
        request_id="req_1",
        media_type="text/csv",
        accepts_partial=False,
        content_hash="c" * 64,
        size_bytes=1,
        state="REFUSED",
        problems=[{"row": row, **problem} for row in range(1, count + 1)],
        error_count=count,
        received_at="2026-03-01T00:00:00Z",
        finished_at="2026-03-01T00:00:00Z",
    )


class TestTakingBack:
    def test_takes_every_reading_out_of_the_count_and_does_so_once(self):
        half_hourly()
        sender = program()
        batch = facts_of(sender.post("readings/batches", body()))
        address = f"readings/batches/{batch['id']}/withdraw"
        found = facts_of(sender.post(address, b'{"reason":"wrong meter"}'), 200)
        assert found["status"] == "withdrawn"
        assert found["withdrawn_at"] is not None
        assert not IntervalDay.objects.exists()
        assert facts_of(sender.post(address, b'{"reason":"again"}'), 200) == found
        assert AuditEntry.objects.filter(action="WITHDRAWN").count() == 1

    def test_takes_nothing_back_where_nothing_is_stored(self):
        address = f"readings/batches/{submitted_and_refused(1).reference}/withdraw"
        assert facts_of(program().post(address, b'{"reason":"x"}'), 409)["code"] == "batch.not_stored"

    @pytest.mark.parametrize("content", [b"", b"{}", b'{"reason":""}', b'{"reason":" "}', b'{"reason":5}'])
    def test_wants_a_reason(self, content):
        half_hourly()
        address = f"readings/batches/{submitted().reference}/withdraw"
        answer = program().post(address, content)
        assert answer.status_code in {400, 409, 422}
        assert ReadingBatch.objects.get().state == "STORED"
