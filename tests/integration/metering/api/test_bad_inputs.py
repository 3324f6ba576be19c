# ruff: noqa: RUF001 - digits and signs of other scripts are what is tested
"""Inputs that have broken other APIs: each has its answer, stores nothing, and is never our fault."""

import gzip
import json

import pytest

from metering.models import IntervalDay, ReadingBatch, ReadingSubmission, RejectedRow
from tests.factories.api_keys import program
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import POINT, body, half_hourly, reading, series

pytestmark = pytest.mark.django_db


def raw(value: str, name="value") -> bytes:
    """A body with one reading of which one field is written exactly so."""
    written = json.dumps(reading(**{name: "@@"})).replace('"@@"', value)
    return f'{{"utility":"NORTH","readings":[{written}]}}'.encode()


def rows(*readings):
    return body(readings=list(readings))


VALUES = [
    *('"NaN"', '"sNaN"', '"Infinity"', "1e400", '"1E+1000000000"', '"1e-400"', "9" * 5000, '"1_000"'),
    *(
        '"١٢٣"',
        '"１２"',
        '" 1 "',
        '"1,5"',
        '"1."',
        '".5"',
        '"+5"',
        '"0x10"',
        '"−5"',
        "true",
        "null",
        "[]",
        "{}",
    ),
]
STARTS = [
    *("2026-01-01T00:00:00", "2026-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *("2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T23:59:60Z", "2026-01-01T00:00:00+99:99"),
    *("2199-01-01T00:00:00Z", "", "soon"),
]
BODIES = [
    pytest.param(b"[" * 990 + b"]" * 990, 422, "shape.type", id="A1 deep"),
    pytest.param(b"[" * 100_000, 422, "shape.type", id="A1 deeper"),
    pytest.param(raw("[" * 100_000), 400, "json.too_deep", id="A1 deep inside"),
    pytest.param(raw("[" * 100_000 + "]" * 100_000), 400, "json.too_deep", id="A1 deep inside and closed"),
    *(
        pytest.param(raw(text), 400, "json.malformed", id=f"A2 {text}")
        for text in ("NaN", "Infinity", "-Infinity")
    ),
    *(pytest.param(raw(text), 422, "row.value", id=f"A3-A11 {text[:20]}") for text in VALUES),
    pytest.param(rows(reading("0.0000001")), 422, "row.reading", id="A12 seven decimals"),
    pytest.param(rows(reading(service_point="a\0b")), 400, "json.characters", id="A14 NUL"),
    pytest.param(raw('"\\ud800"', "service_point"), 400, "json.malformed", id="A15 half a surrogate pair"),
    pytest.param(body(utility="N\0"), 400, "json.characters", id="A16 NUL in the head"),
    *(
        pytest.param(rows(reading(service_point=code)), 422, "row.service_point", id=f"A17 {code!a}")
        for code in ("\u202eabc", f"{POINT}\u200b", f"{POINT} ")
    ),
    *(
        pytest.param(raw(text, "service_point"), 422, "shape.type", id=f"A18 {text}")
        for text in ("5", "true", '["M1"]')
    ),
    pytest.param(rows(reading(service_point="M" * 1_000_000)), 422, "shape.type", id="A19 long"),
    *(
        pytest.param(rows(reading(start=text)), 422, "row.start", id=f"A20-A22, A24 {text}")
        for text in STARTS
    ),
    pytest.param(raw("1700000000", "start"), 422, "shape.type", id="A23 a number for an instant"),
    pytest.param(raw('"1","value":"999"'), 400, "json.duplicate_key", id="A25 a key twice"),
    *(
        pytest.param(rows(reading(**{name: 1})), 422, "shape.unknown_field", id=f"A26 {name}")
        for name in ("evil", "id", "state", "customer")
    ),
    pytest.param(body(readings=[]), 422, "shape.empty", id="A27 empty"),
    *(
        pytest.param(text, 422, "shape.type", id=f"A28 {text!a}")
        for text in (b"null", b'"x"', b"1", b"[null]", b"[[]]")
    ),
    pytest.param(rows(reading(), 5), 422, "shape.type", id="A28 a number among readings"),
    pytest.param(
        b'{"utility":"NORTH","readings":[' + b",".join([b"{}"] * 100_000) + b"]}",
        422,
        "shape.missing_field",
        id="A29 100,000 empty objects",
    ),
    pytest.param(
        body(utility="é").decode("unicode_escape").encode("latin-1"), 400, "json.malformed", id="A36 latin-1"
    ),
    pytest.param(body().decode().encode("utf-16"), 400, "json.malformed", id="A36 UTF-16"),
    pytest.param(b"\xef\xbb\xbf" + body(), 400, "json.malformed", id="A36 a mark before it"),
    pytest.param(body() + b"x", 400, "json.malformed", id="A36 something after it"),
    pytest.param(b"", 400, "json.malformed", id="nothing"),
    pytest.param(body(utility="SOUTH"), 422, "utility.unknown", id="an unknown utility"),
    pytest.param(body(series=[series(quality="sure")]), 422, "row.quality", id="an unknown quality"),
    pytest.param(rows(reading(unit="gallons")), 422, "row.unit", id="another unit"),
    pytest.param(rows(reading(step_minutes=15)), 422, "row.interval_length", id="another step"),
    pytest.param(rows(reading("999999999999999999")), 422, "row.reading", id="a number that is too large"),
]


def assert_nothing_stored():
    models = (ReadingBatch, ReadingSubmission, RejectedRow, IntervalDay)
    assert [model.__name__ for model in models if model.objects.exists()] == []


def code_of(answer) -> str:
    """The code of the first error, or of the problem if it has none."""
    assert answer["Content-Type"] == "application/problem+json", answer.content[:300]
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["request_id"] == answer["Request-Id"]
    return str(problem["errors"][0]["code"] if problem.get("errors") else problem["code"])


@pytest.mark.parametrize("mode", ["partial", "atomic"])
@pytest.mark.parametrize(("content", "status", "code"), BODIES)
def test_answers_a_bad_body(content, status, code, mode):
    half_hourly()
    if mode == "atomic":
        content = content.replace(b'"utility": "NORTH"', b'"utility": "NORTH", "mode": "atomic"', 1)
    answer = program().post("readings/batches", content)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert_nothing_stored()


@pytest.mark.parametrize(
    ("value", "total"),
    [
        ("123456.123", 123456123),
        ('"123456.123"', 123456123),
        ('"-0"', 0),
        ('"1.500000000000"', 1500),
        ('"-1"', -1000),
    ],
)
def test_takes_what_is_unusual_and_exact(value, total):
    half_hourly()
    assert program().post("readings/batches", raw(value)).status_code == 201
    assert IntervalDay.objects.get().total == total


def test_points_to_the_one_row_of_a_thousand_that_is_wrong():
    half_hourly()
    sent = [
        reading(start=f"2026-03-{1 + row // 48:02}T{row % 48 // 2:02}:{row % 2 * 30:02}:00Z")
        for row in range(1000)
    ]
    sent[499]["value"] = "1,5"
    answer = program().post("readings/batches", body(mode="atomic", readings=sent))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/readings/499/value"]
    assert_nothing_stored()


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        *(("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415), ("", 415)),
        *(
            ("text/plain", 415),
            ("application/json; charset=bogus", 201),
            ("application/json; charset=utf-7", 201),
        ),
        ("APPLICATION/JSON;charset=rot13", 201),
    ],
)
def test_goes_by_the_media_type_and_never_by_a_charset(content_type, status):
    half_hourly()
    assert program().post("readings/batches", body(), content_type).status_code == status


@pytest.mark.parametrize(
    ("content", "coding", "status", "code"),
    [
        (body(), "gzip", 400, "encoding.broken"),
        (gzip.compress(body())[:-9], "gzip", 400, "encoding.broken"),
        (b"", "gzip", 400, "encoding.broken"),
        (body(), "br", 415, "encoding.unsupported"),
        (gzip.compress(bytes(65 << 20)), "gzip", 413, "body.too_large"),
    ],
    ids=["no gzip", "half of it", "nothing", "brotli", "a bomb"],
)
def test_unpacks_carefully(content, coding, status, code):
    answer = program().post("readings/batches", content, headers={"Content-Encoding": coding})
    assert (answer.status_code, code_of(answer)) == (status, code)


def test_refuses_a_body_by_its_length_before_reading_it():
    answer = program().post("readings/batches", b"{}", headers={"Content-Length": str(65 << 20)})
    assert (answer.status_code, code_of(answer)) == (413, "body.too_large")


def test_tells_another_utilitys_meter_like_one_that_is_nowhere():
    south = UtilityFactory(code="SOUTH", name="South Grid")
    half_hourly(code="SOUTH-1", utility=south)
    half_hourly()
    sender = program()
    foreign, unknown = (
        sender.post("readings/batches", rows(reading(service_point=code))).json()
        for code in ("SOUTH-1", "SOUTH-2")
    )
    assert foreign["errors"][0] | {"value": ""} == unknown["errors"][0] | {"value": ""}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        *(
            (f"service-points?{query}", 400, code)
            for query, code in {
                "x=1": "parameter.unknown",
                "limit=abc": "parameter.invalid",
                "limit=0": "parameter.invalid",
                "limit=1001": "parameter.invalid",
                "limit=%D9%A1": "parameter.invalid",
                "limit=1&limit=2": "parameter.repeated",
                "utility=%00": "parameter.invalid",
                "code=%F0%9F%98%80%00": "parameter.invalid",
                "ordering=customer__user__password": "parameter.unknown",
                "utility__users__password__startswith=a": "parameter.unknown",
                "after=x": "parameter.invalid",
                "after=": "parameter.invalid",
                "%00=1": "parameter.unknown",
                "&".join(f"p{number}=1" for number in range(5000)): "parameter.too_many",
            }.items()
        ),
        (f"service-points/{POINT}/usage?from=2026-03-01", 400, "parameter.missing"),
        (f"service-points/{POINT}/usage?from=x&to=2026-03-02", 400, "parameter.invalid"),
        (f"service-points/{POINT}/usage?from=2026-02-30&to=2026-03-02", 400, "parameter.invalid"),
        (f"service-points/{POINT}/usage?from=2026-03-02&to=2026-03-02", 400, "parameter.invalid"),
        (f"service-points/{POINT}/usage?from=1901-01-01&to=2199-01-01", 422, "usage.unavailable"),
        (f"service-points/{POINT}/usage?from=2026-03-01&to=2026-03-02&step=7", 422, "usage.unavailable"),
        (f"service-points/{POINT}/usage?from=2026-03-01&to=2026-03-02&step=week", 400, "parameter.invalid"),
        *(
            (f"readings/batches/{name}", 404, "not_found")
            for name in ("99999999999999999999999", "%00", "%D9%A1", "1" * 5000, "rb_x", "%F0%9F%98%80")
        ),
        ("invoices/%00", 404, "not_found"),
        ("invoices/1/lines/99999999999/explanation", 404, "not_found"),
        (f"invoices/1/lines/{'9' * 5000}/explanation", 404, "not_found"),
        ("plans/X/versions/99999999999", 404, "not_found"),
        ("plans/%00/versions/1", 404, "not_found"),
        ("accounts/%00", 404, "not_found"),
        ("invoices?issued_from=9999-99-99", 400, "parameter.invalid"),
        ("invoices?state=FINAL", 400, "parameter.invalid"),
        ("nothing", 404, "not_found"),
    ],
    ids=lambda part: str(part)[:60],
)
def test_answers_a_bad_address(path, status, code):
    half_hourly()
    answer = program().send("GET", path)
    assert (answer.status_code, code_of(answer)) == (status, code)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_knows_no_other_methods(method):
    answer = program().send(method, "readings/batches?x=1")
    assert (answer.status_code, code_of(answer)) == (405, "method.not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_lets_no_header_change_the_method():
    half_hourly()
    answer = program().get("readings/batches", headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 200
