"""A bill before there is one: of any plan and any usage, with nothing stored of it."""

import json

import pytest
from django.apps import apps

from billing_site.foundation.models import ApiKey, ApiKeyAddress, ApiRequest, ApiRequestCount
from tests.factories.api_keys import program
from tests.factories.pricing import PlanFactory, PlanVersionFactory, plan_document
from tests.factories.submissions import POINT, body, half_hourly, series, submitted

pytestmark = pytest.mark.django_db
# Every request of a program is counted, whatever it asks for.
COUNTED = {ApiKeyAddress, ApiRequest, ApiRequestCount}
DAY = {"from": "2026-03-01", "to": "2026-03-02"}


def usage(values=("0.5",) * 48, **changes):
    facts = {
        "metric": "ELECTRICITY_IMPORT",
        "start": "2026-03-01T00:00:00Z",
        "step_minutes": 30,
        "values": list(values),
        "unit": "kWh",
    }
    return facts | changes


def asked(**changes):
    facts = {"plan_code": "HOME", "zone": "Europe/London", "usage": [usage()], **DAY, **changes}
    return {name: value for name, value in facts.items() if value is not None}


def preview(status=200, sender=None, **changes):
    answer = (sender or program()).post("rate-previews", json.dumps(asked(**changes)).encode())
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def home():
    return PlanVersionFactory(plan=PlanFactory(code="HOME", name="Home", currency="GBP"))


def test_rates_usage_as_a_bill_would(home):
    # 24 kWh at 0.25 and one day at 0.45: 6.45, and 20 % VAT of it.
    found = preview()
    assert [(line["charge_code"], line["quantity"], line["amount"]) for line in found["lines"]] == [
        ("STANDING", "1", "0.45"),
        ("ENERGY", "24.0", "6.00"),
    ]
    assert (found["net"], found["tax"], found["total"], found["currency"]) == ("6.45", "1.29", "7.74", "GBP")
    assert found["replayed"]
    assert all(line["explanation"] and line["trace"] for line in found["lines"])


def test_rates_what_is_stored_for_a_service_point(home):
    half_hourly()
    submitted(body(series=[series(["0.5"] * 48)]))
    found = preview(zone=None, usage=None, service_point=POINT)
    assert (found["total"], found["zone"]) == (preview()["total"], "Europe/London")


def test_rates_a_plan_that_nobody_has_stored(home):
    document = {**plan_document(home.plan), "code": "OWN", "name": "Own idea"}
    found = preview(plan_code=None, plan=document)
    assert (found["plan"]["code"], found["total"]) == ("OWN", "7.74")


def test_stores_nothing(home):
    sender = program()
    models = set(apps.get_models()) - COUNTED
    before = {model: model.objects.count() for model in models}
    preview(sender=sender)
    assert {model: model.objects.count() for model in models} == before


def test_warns_of_what_is_missing(home):
    found = preview(usage=[usage([*["0.5"] * 40, *[None] * 8])])
    assert "8 of 48 intervals" in found["warnings"][0]
    assert found["usage"][0]["missing"] == 8


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"plan": {}}, "/plan"),
        ({"plan_code": None}, "/plan"),
        ({"plan_code": "NONE"}, "/plan_code"),
        ({"version": 99}, "/version"),
        ({"from": "2020-01-01", "to": "2020-01-02"}, "/version"),
        ({"usage": None}, "/usage"),
        ({"zone": None}, "/zone"),
        ({"zone": "Mars/Olympus"}, "/zone"),
        ({"service_point": "X"}, "/usage"),
        ({"usage": None, "zone": None, "service_point": "X"}, "/service_point"),
        ({"utility": "NORTH"}, "/utility"),
        ({"to": "2026-03-01"}, "/to"),
        ({"to": "2028-03-01"}, "/to"),
        ({"from": "2026-02-30"}, "/from"),
        ({"usage": [usage(["1,5"])]}, "/usage/0/values/0"),
        ({"usage": [usage(start="2026-03-01T00:00:00")]}, "/usage/0/start"),
        ({"usage": [usage(), usage(["1"])]}, "/usage/1/start"),
        ({"usage": [{**usage(), "evil": 1}]}, "/usage/0/evil"),
        ({"plan_code": None, "plan": {"format": "billing-plan/1"}}, "/plan"),
        ({"plan_code": None, "plan": {"a": 0.25}}, "/plan/a"),
    ],
)
def test_points_to_what_is_wrong(home, changes, pointer):
    problem = preview(422, **changes)
    assert problem["errors"][0]["pointer"].startswith(pointer)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"usage": [usage(metric="GAS")]}, "does not charge for GAS"),
        ({"usage": []}, "no readings"),
        ({"usage": [usage(start="2026-04-01T00:00:00Z")]}, "no reading in the period"),
        ({"usage": [usage(unit="m3")]}, "m3"),
        ({"usage": [usage(step_minutes=7)]}, "7-minute"),
        ({"usage": [usage(["999999999999999999"] * 48)]}, "too large"),
    ],
)
def test_says_why_it_cannot_be_rated(home, changes, words):
    problem = preview(422, **changes)
    assert problem["code"] == "preview.unable"
    assert words in problem["detail"]


def test_needs_the_right_to_readings_for_what_is_stored(home):
    sender = program(ApiKey.Scope.PLANS_READ)
    problem = preview(403, sender, zone=None, usage=None, service_point=POINT)
    assert (problem["code"], problem["scopes"]) == ("scope.missing", ["readings:read"])


@pytest.mark.parametrize(
    "text",
    [
        '{"plan":{"a":1,"a":2},"zone":"UTC","from":"2026-03-01","to":"2026-03-02","usage":[]}',
        '{"plan":'
        + "[" * 500
        + "]" * 500
        + ',"zone":"UTC","from":"2026-03-01","to":"2026-03-02","usage":[]}',
        '{"plan":5,"zone":"UTC","from":"2026-03-01","to":"2026-03-02","usage":[]}',
        '{"plan":{"a":1e999},"zone":"UTC","from":"2026-03-01","to":"2026-03-02","usage":[]}',
        '{"plan":{"a":"\\u0000"},"zone":"UTC","from":"2026-03-01","to":"2026-03-02","usage":[]}',
        '{"from":"0000-01-01","to":"2026-03-02"}',
        '{"plan_code":"x","zone":"UTC","from":"0001-01-01","to":"0001-01-02","usage":[]}',
        '{"plan_code":"x","zone":"../../etc/passwd","from":"2026-03-01","to":"2026-03-02","usage":[]}',
    ],
)
def test_is_not_broken_by_what_is_no_request(home, text):
    assert program().post("rate-previews", text.encode()).status_code in {400, 422}
