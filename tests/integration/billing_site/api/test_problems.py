"""Whatever goes wrong has one shape, one request id, and no trace of our insides."""

import pytest
from django.db import DataError, OperationalError
from django.test import Client

from pricing.api import plans
from tests.factories.api_keys import Program, program

pytestmark = pytest.mark.django_db


def failing(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(plans, "page_of", fail)
    return program().get("plans")


def test_names_itself_completely():
    answer = Program().get("plans", headers={"Request-Id": "mine.1:2-3_4"})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/problem+json", "no-store")
    assert answer.json() == {
        "type": "urn:problem:unauthenticated",
        "title": "Unauthorized",
        "status": 401,
        "code": "unauthenticated",
        "detail": "Send a valid API key: Authorization: Bearer ub_…",
        "instance": "/api/v1/plans",
        "request_id": "mine.1:2-3_4",
        "retryable": False,
    }


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "é", "<script>"])
def test_gives_a_request_an_id_of_its_own_where_it_has_none_worth_keeping(given):
    answer = program().get("plans", headers={"Request-Id": given})
    assert answer["Request-Id"].startswith("req_")
    assert len(answer["Request-Id"]) == 28


@pytest.mark.parametrize(
    ("error", "status", "code", "retryable"),
    [
        (ZeroDivisionError("secret"), 500, "internal", True),
        (OperationalError("secret"), 503, "unavailable", True),
        (DataError("secret"), 400, "request.malformed", False),
    ],
)
def test_tells_nothing_of_our_insides(monkeypatch, error, status, code, retryable):
    answer = failing(monkeypatch, error)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["retryable"]) == (status, code, retryable)
    assert b"secret" not in answer.content
    assert problem["request_id"] == answer["Request-Id"]
    assert ("Retry-After" in answer) == (status == 503)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/", "/api/v2/plans", "/api/v1/plans/", "/api/v1/%00"]
)
def test_says_in_the_same_shape_that_there_is_no_such_address(path):
    answer = Client().get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Content-Type"] == "application/problem+json"


def test_answers_an_unknown_host_in_the_same_shape():
    answer = Client(raise_request_exception=False).get("/api/v1/plans", headers={"Host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_leaves_the_pages_alone():
    answer = Client().get("/nowhere")
    assert answer.status_code in {302, 404}
    assert "Request-Id" not in answer


def test_gives_json_or_nothing():
    answer = program().get("plans", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (406, "media_type.not_acceptable")
