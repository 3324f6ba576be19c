"""A program's first day: a key, readings over an unreliable line, a preview, and a bill explained."""

import gzip
import json

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from billing_site.foundation.models import ApiKey
from metering.models import IntervalDay, ReadingBatch
from tests.factories.api_keys import made_key
from tests.factories.invoicing import finalized_invoice
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.factories.submissions import POINT, half_hourly

pytestmark = pytest.mark.django_db(transaction=True)


class Head:
    """A head-end that repeats what was not answered, with the same Idempotency-Key."""

    def __init__(self, address, key):
        self.address = f"{address}/api/v1/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        retry = Retry(3, backoff_factor=0, status_forcelist=[429, 503], allowed_methods=None)
        self.session.mount("http://", HTTPAdapter(max_retries=retry))

    def get(self, path, **parameters):
        answer = self.session.get(self.address + path, params=parameters, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer

    def send(self, body, key, lose_the_answer=False, **headers):
        headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            timeout = (5, 0.001) if lose_the_answer else 30
            return requests.post(
                self.address + "readings/batches",
                data=body,
                headers={**self.session.headers, **headers},
                timeout=timeout,
            )
        except requests.Timeout:
            return self.send(body, key, **headers)


def test_loses_and_doubles_nothing_over_a_line_that_breaks(live_server):
    half_hourly()
    PlanVersionFactory(plan=PlanFactory(code="HOME"))
    invoice = finalized_invoice()
    head = Head(live_server.url, made_key(*ApiKey.Scope).text)

    (point,) = head.get("service-points", code=POINT).json()["data"]
    days = [
        {
            "utility": point["utility"],
            "mode": "atomic",
            "series": [
                {
                    "service_point": POINT,
                    "channel": point["channels"][0]["channel"],
                    "start": f"2026-03-{day:02}T00:00:00Z",
                    "step_minutes": 30,
                    "values": ["0.125"] * 48,
                    "unit": "kWh",
                }
            ],
        }
        for day in (1, 2, 3)
    ]
    answers = [
        head.send(
            gzip.compress(json.dumps(day).encode(), mtime=0),
            key=f"day-{number}",
            lose_the_answer=number == 1,
            **{"Content-Encoding": "gzip"},
        )
        for number, day in enumerate(days)
    ]
    assert [answer.json()["accepted"] for answer in answers] == [48, 48, 48]
    assert ReadingBatch.objects.count() == IntervalDay.objects.count() == 3

    usage = head.get(
        f"service-points/{POINT}/usage", **{"from": "2026-03-01", "to": "2026-03-04", "step": "day"}
    )
    assert usage.json()["series"][0]["values"] == ["6.000"] * 3

    preview = head.session.post(
        head.address + "rate-previews",
        json={"plan_code": "HOME", "service_point": POINT, "from": "2026-03-01", "to": "2026-03-04"},
        timeout=30,
    ).json()
    # 18 kWh at 0.25 and three days at 0.45 are 5.85, and 20 % of it 1.17.
    assert (preview["net"], preview["total"]) == ("5.85", "7.02")

    wrong = answers[2].json()["id"]
    head.session.post(
        f"{head.address}readings/batches/{wrong}/withdraw", json={"reason": "test data"}, timeout=30
    )
    assert head.get(f"readings/batches/{wrong}").json()["status"] == "withdrawn"
    assert IntervalDay.objects.count() == 2

    listed = head.get("invoices", account=invoice.account.number).json()["data"]
    assert [one["number"] for one in listed] == [invoice.number]
    explained = head.get(f"invoices/{invoice.number}/lines/2/explanation").json()
    assert (explained["amount"], explained["replays"]) == ("75.00", True)
    assert head.get(f"invoices/{invoice.number}/pdf").content.startswith(b"%PDF-")
