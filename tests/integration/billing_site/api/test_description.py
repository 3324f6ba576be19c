"""The API's description is valid, complete and true, and can be read and tried where it is served."""

import io
import json

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from billing_site.foundation.access import Role
from invoicing.use_cases.issue_credit_note import issue_credit_note
from tests.factories.api_keys import Program, program
from tests.factories.invoicing import ISSUE_DATE, ISSUED_AT, finalized_invoice
from tests.factories.metering import UtilityFactory
from tests.factories.people import browser_of, user_with
from tests.factories.submissions import POINT, body, half_hourly, series
from tests.integration.billing_site.api.test_access import PAGES, api_views

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def description():
    out = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", stdout=out)
    return json.loads(out.getvalue())


def validate(value, schema, description):
    """Raise unless the value is as the schema says; `nothing unexpected` is not asked for."""
    jsonschema.Draft202012Validator(
        {**schema, "components": description["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    ).validate(value)


def schema_of(description, method, path, status):
    answer = description["paths"][f"/api/v1/{path}"][method]["responses"][str(status)]
    (content,) = answer["content"].values()
    return content["schema"]


def test_is_openapi_3_1_and_names_every_address(description):
    assert description["openapi"] == "3.1.0"
    routes = [route for name, route, _ in api_views() if name not in PAGES]
    assert len(description["paths"]) == len(routes)


def test_tells_of_each_operation_how_it_may_fail(description):
    operations = [one for methods in description["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for operation in operations:
        assert {"400", "401", "403", "429", "503"} <= operation["responses"].keys()
        assert operation["security"] == [{"ApiKey": []}]
        assert operation["description"]


def test_gives_examples_that_are_valid(description):
    seen = 0
    for methods in description["paths"].values():
        for operation in methods.values():
            bodies = operation.get("requestBody", {}).get("content", {})
            answers = [
                content
                for answer in operation["responses"].values()
                for content in answer.get("content", {}).values()
            ]
            for content in (*bodies.values(), *answers):
                for example in content.get("examples", {}).values():
                    validate(example["value"], content["schema"], description)
                    seen += 1
    assert seen == 6


def test_takes_its_own_examples(description):
    half_hourly()
    content = description["paths"]["/api/v1/readings/batches"]["post"]["requestBody"]["content"]
    for example in content["application/json"]["examples"].values():
        answer = program().post("readings/batches", json.dumps(example["value"]).encode())
        assert answer.status_code in {201, 422}
        assert "shape" not in answer.json().get("code", "")
    content = description["paths"]["/api/v1/rate-previews"]["post"]["requestBody"]["content"]
    (example,) = content["application/json"]["examples"].values()
    answer = program().post("rate-previews", json.dumps(example["value"]).encode())
    assert (answer.status_code, answer.json()["total"]) == (200, "3.40")


def test_answers_as_it_says(description):
    half_hourly()
    invoice = finalized_invoice()
    version = invoice.lines.first().plan_version
    note = issue_credit_note(
        invoice=invoice, reason="x", issued_at=ISSUED_AT, issue_date=ISSUE_DATE, actor=None
    )
    sender = program()
    batch = sender.post("readings/batches", body(series=[series(["1", "x"])])).json()
    point = {"code": POINT}
    line = {"number": invoice.number, "position": 2}
    cases = [
        ("readings/batches/{reference}", {"reference": batch["id"]}, {}),
        ("readings/batches", {}, {}),
        ("readings/batches/{reference}/errors", {"reference": batch["id"]}, {}),
        ("service-points", {}, {}),
        ("service-points/{code}/usage", point, {"from": "2026-03-01", "to": "2026-03-02"}),
        ("service-points/{code}/usage", point, {"from": "2026-03-01", "to": "2026-03-02", "step": "day"}),
        ("plans", {}, {}),
        ("plans/{code}/versions/{number}", {"code": version.plan.code, "number": version.number}, {}),
        ("accounts/{number}", {"number": invoice.account.number}, {}),
        ("invoices", {}, {}),
        ("invoices/{number}", {"number": invoice.number}, {}),
        ("credit-notes", {}, {}),
        ("credit-notes/{number}", {"number": note.number}, {}),
        ("invoices/{number}/lines/{position}/explanation", line, {}),
        ("invoices/{number}/lines/{position}/explanation", line, {"day": "2026-01-05", "language": "de"}),
    ]
    for path, names, parameters in cases:
        answer = sender.get(path.format(**names), **parameters)
        assert answer.status_code == 200, (path, answer.content)
        schema = schema_of(description, "get", path, 200)
        validate(answer.json(), {**schema, "unevaluatedProperties": False}, description)
    validate(batch, schema_of(description, "post", "readings/batches", 201), description)
    problem = sender.get("plans", x=1).json()
    validate(problem, schema_of(description, "get", "plans", 400), description)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CLERK, 200), (Role.MANAGER, 200), (Role.AUDITOR, 200), (Role.UPLOADER, 200), (Role.CUSTOMER, 403)],
)
def test_is_for_whoever_gives_out_or_uses_keys(role, status):
    browser = browser_of(user_with(role, utilities=[UtilityFactory()]))
    assert browser.get(reverse("api-description")).status_code == status
    assert browser.get(reverse("api-docs")).status_code == status


def test_is_for_programs_with_a_key():
    assert program().get("openapi.json").json()["openapi"] == "3.1.0"
    assert Program().get("openapi.json").status_code == 401


def test_is_tried_on_a_page_without_inline_scripts():
    browser = browser_of(user_with(Role.MANAGER))
    page = browser.get(reverse("api-docs")).content.decode()
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=")
    script = browser.get(reverse("api-docs"), {"script": ""})
    assert script["Content-Type"] == "application/javascript"
    assert reverse("api-description") in script.content.decode()


def test_settings_serve_it_from_our_own_files():
    assert settings.SPECTACULAR_SETTINGS["SWAGGER_UI_DIST"] == "SIDECAR"
