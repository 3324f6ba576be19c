"""A row that cannot be taken is told by itself, and takes no neighbour with it."""

import json

import pytest

from metering.models import IntervalDay, RejectedRow
from tests.factories.api_keys import program
from tests.factories.submissions import POINT, body, half_hourly, reading, series

pytestmark = pytest.mark.django_db
TIMES = [f"2026-03-01T{half // 2:02}:{half % 2 * 30:02}:00Z" for half in range(48)]
TOO_PRECISE, TOO_LARGE, WRONG_UNIT, UNKNOWN = 3, 5, 7, 9
SENT = [
    reading(start=time)
    | {
        TOO_PRECISE: {"value": "0.0005"},
        TOO_LARGE: {"value": "99999999999999.5"},
        WRONG_UNIT: {"unit": "m3"},
        UNKNOWN: {"channel": "E9"},
    }.get(half, {})
    for half, time in enumerate(TIMES[:12])
]
# Which of the readings are wrong, in which field, and what stands there.
WRONG = {
    TOO_PRECISE: ("row.reading", "0.0005 kWh"),
    TOO_LARGE: ("row.reading", "99999999999999.5"),
    WRONG_UNIT: ("row.unit", "m3"),
    UNKNOWN: ("row.channel", "E9"),
}
POINTERS = {"row.reading": "value", "row.unit": "unit", "row.channel": "channel"}


def sent_as_json(sender, mode="partial"):
    return sender.post("readings/batches", body(mode=mode, readings=SENT))


def sent_as_lines(sender, mode="partial"):
    lines = "\n".join(map(json.dumps, SENT)).encode()
    return sender.post(f"readings/batches?utility=NORTH&mode={mode}", lines, "application/x-ndjson")


def sent_as_csv(sender, mode="partial"):
    rows = [
        ",".join([each["service_point"], each["channel"], each["start"], each["value"], each["unit"]])
        for each in SENT
    ]
    text = "\n".join(["service_point,channel,start,value,unit", *rows]).encode()
    return sender.post(f"readings/batches?utility=NORTH&mode={mode}", text, "text/csv")


WAYS = [(sent_as_json, 1), (sent_as_lines, 1), (sent_as_csv, 2)]


@pytest.mark.parametrize(("send", "first_row"), WAYS)
def test_stores_the_good_rows_and_tells_each_of_the_others(send, first_row):
    half_hourly()
    answer = send(program())
    assert answer.status_code == 201, answer.content
    batch = answer.json()
    assert (batch["received"], batch["accepted"], batch["rejected"]) == (12, 8, 4)
    assert batch["error_count"] == 4
    told = {error["row"] - first_row: (error["code"], error["value"]) for error in batch["errors"]}
    if send is sent_as_csv:  # one reading of a channel that nobody knows does not tell its length either
        told[UNKNOWN] = WRONG[UNKNOWN]
    assert {half: (code, value.replace(".5000", ".5")) for half, (code, value) in told.items()} == WRONG
    assert all(error["detail"] and error["hint"] for error in batch["errors"])
    if send is sent_as_json:
        for error in batch["errors"]:
            assert error["pointer"] == f"/readings/{error['row'] - 1}/{POINTERS[error['code']]}"
    assert IntervalDay.objects.get().total == 8 * 500


@pytest.mark.parametrize(("send", "first_row"), WAYS)
def test_stores_nothing_of_them_when_all_or_nothing_is_asked_for(send, first_row):
    half_hourly()
    answer = send(program(), "atomic")
    assert (answer.status_code, answer.json()["code"]) == (422, "readings.refused")
    assert sorted(error["row"] - first_row for error in answer.json()["errors"]) == sorted(WRONG)
    assert not IntervalDay.objects.exists()


def test_points_to_each_value_of_a_series():
    half_hourly()
    values = ["0.5", "0.0005", None, "0.5", "9999999999999", "0.00005", "0.5", "999999999999999999"]
    batch = (
        program().post("readings/batches", body(series=[series(), series(values, start=TIMES[10])])).json()
    )
    assert (batch["received"], batch["accepted"], batch["rejected"]) == (9, 5, 4)
    assert [(error["row"], error["code"], error["pointer"]) for error in batch["errors"]] == [
        (2, "row.values", "/series/1/values/7"),
        (2, "row.reading", "/series/1/values/4"),
        (2, "row.reading", "/series/1/values/1"),
        (2, "row.reading", "/series/1/values/5"),
    ]
    assert IntervalDay.objects.get().total == 500 + 1250 + 3 * 500


def test_a_series_in_the_wrong_unit_is_one_row():
    half_hourly()
    batch = (
        program().post("readings/batches", body(series=[series(), series(start=TIMES[9], unit="m3")])).json()
    )
    assert (batch["accepted"], batch["rejected"]) == (2, 2)
    assert [error["pointer"] for error in batch["errors"]] == ["/series/1/unit"]


def test_leaves_what_an_earlier_batch_said_of_a_refused_interval():
    half_hourly()
    sender = program()
    sender.post("readings/batches", body(series=[series(["1", "1", "1"])]))
    sender.post("readings/batches", body(series=[series(["2", "0.0005", "2"])]))
    assert IntervalDay.objects.order_by("-pk").first().total == 5000


def test_tells_of_many_rows_the_first_thousand_and_of_each_problem_one():
    half_hourly()
    half_hourly("1012345678902")
    bad = [
        reading("0.0005", start=f"2026-01-{1 + row // 48:02}T{row % 48 // 2:02}:{row % 2 * 30:02}:00Z")
        for row in range(1100)
    ]
    sent = [*bad, reading(), reading("0.0005", service_point="1012345678902")]
    batch = program().post("readings/batches", body(readings=sent)).json()
    assert (batch["received"], batch["accepted"], batch["rejected"]) == (1102, 1, 1101)
    assert batch["error_count"] == 1101
    rows = list(RejectedRow.objects.order_by("pk").values_list("row", flat=True))
    assert rows == [*range(1, 1000), 1102]


def test_tells_every_row_of_a_service_point_that_is_unknown():
    half_hourly()
    sent = [reading(start=time, service_point=POINT if half % 2 else "X") for half, time in enumerate(TIMES)]
    batch = program().post("readings/batches", body(readings=sent)).json()
    assert (batch["accepted"], batch["rejected"], batch["error_count"]) == (24, 24, 24)
    assert [error["row"] for error in batch["errors"]] == list(range(1, 49, 2))


def test_tells_every_row_that_lies_in_the_future():
    half_hourly()
    sent = [reading(), *(reading(start=f"2199-01-0{day}T00:00:00Z") for day in (1, 2, 3))]
    batch = program().post("readings/batches", body(readings=sent)).json()
    assert (batch["accepted"], batch["rejected"]) == (1, 3)
    told = [(error["row"], error["code"], error["value"]) for error in batch["errors"]]
    assert told == [(row, "row.start", f"2199-01-0{row - 1} 00:00Z") for row in (2, 3, 4)]
