"""Requests made from the API's own description, right and wrong ones, over HTTP: none is our fault."""

import io
import json
import logging

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings

from tests.factories.api_keys import made_key
from tests.factories.invoicing import finalized_invoice
from tests.factories.submissions import half_hourly

REQUESTS_PER_OPERATION = 13  # 16 operations: about 200 requests


def description():
    out = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=out)
    return json.loads(out.getvalue())


SCHEMA = schemathesis.openapi.from_dict(description())
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


@pytest.fixture
def address(live_server, monkeypatch):
    """Of a server that is never tired."""
    monkeypatch.setattr("billing_site.foundation.api.throttling.READS_PER_WINDOW", 10**6)
    monkeypatch.setattr("billing_site.foundation.api.throttling.WRITES_PER_WINDOW", 10**6)
    logging.getLogger("django.server").setLevel(logging.CRITICAL)
    half_hourly()
    finalized_invoice()
    return live_server.url


@pytest.mark.django_db(transaction=True)
def test_none_is_answered_with_a_failure_of_ours(address):
    headers = {"Authorization": f"Bearer {made_key().text}"}
    asked = []

    def ask(operation):
        strategy = operation.as_strategy() | operation.as_strategy(
            generation_mode=schemathesis.GenerationMode.NEGATIVE
        )

        @settings(
            max_examples=REQUESTS_PER_OPERATION,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def run(case):
            case.headers = {**(case.headers or {}), **headers}  # the description makes up keys too
            answer = case.call(base_url=address)
            asked.append((operation.label, answer.status_code))
            assert answer.status_code < 500, answer.text
            assert str(answer.status_code) in case.operation.definition.raw["responses"], answer.text
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == ["application/problem+json"]

        run()

    for operation in OPERATIONS:
        ask(operation)
    assert len({label for label, _ in asked}) == len(OPERATIONS) == 20
    assert len(asked) >= 100
