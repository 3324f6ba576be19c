"""Programs send usage events."""

import gzip
import json

import pytest

from billing_site.foundation.models import ApiKey, AuditEntry
from metering.api import usage_events
from metering.models import UsageEvent
from tests.factories.api_keys import program
from tests.factories.metering import UtilityFactory
from tests.factories.usage_events import calls_channel, event, events_body

pytestmark = pytest.mark.django_db


def send(*events, by=None, **facts):
    return (by or program()).post("usage-events", events_body(*events), **facts)


def test_stores_events_and_tells_what_became_of_each():
    calls_channel()
    answer = send(event("a", quantity="184.5"), event("b"), event("b"), event("c", at="soon"))
    assert answer.status_code == 201
    assert answer.json() == {
        "object": "usage_event_batch",
        "utility": "NORTH",
        "received": 4,
        "accepted": 2,
        "duplicates": 1,
        "rejected": 1,
        "errors": [
            {
                "row": 4,
                "pointer": "/events/3/at",
                "code": "row.at",
                "value": "soon",
                "detail": "it is no instant with an offset",
                "hint": "write it such as 2026-01-31T23:30:00+01:00 or 2026-01-31T22:30:00Z",
            }
        ],
    }
    assert str(UsageEvent.objects.get(event_key="a").quantity.normalize()) == "184.5"
    assert AuditEntry.objects.get(action="EVENTS_RECEIVED").actor_label.startswith("API key head-end (")


def test_may_be_sent_again():
    calls_channel()
    by = program()
    assert [send(event("a"), by=by).status_code for _ in range(2)] == [201, 200]
    keyed = [send(event("b"), by=by, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in keyed] == [201, 201]
    assert keyed[1].json() == keyed[0].json()
    assert keyed[1]["Idempotency-Replayed"] == "true"
    assert UsageEvent.objects.count() == 2


def test_takes_gzip():
    calls_channel()
    body = gzip.compress(events_body())
    assert program().post("usage-events", body, headers={"Content-Encoding": "gzip"}).status_code == 201


def test_refuses_a_body_of_which_nothing_can_be_taken():
    calls_channel()
    answer = send(event(channel="E9"), event(key=""))
    assert (answer.status_code, answer.json()["code"]) == (422, "events.refused")
    assert (answer.json()["rejected"], len(answer.json()["errors"])) == (2, 2)
    assert not UsageEvent.objects.exists()


def test_of_none_takes_none():
    UtilityFactory()
    answer = program().post("usage-events", json.dumps({"utility": "NORTH", "events": []}).encode())
    assert (answer.status_code, answer.json()["received"]) == (200, 0)


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"{", 400, "json.malformed", ""),
        (b'{"utility": "NORTH", "utility": "NORTH", "events": []}', 400, "json.duplicate_key", ""),
        (b'{"utility": "NORTH"}', 422, "shape.missing_field", "/events"),
        (events_body(event(colour="red")), 422, "shape.unknown_field", "/events/0/colour"),
        (events_body(event(at=7)), 422, "shape.type", "/events/0/at"),
        (events_body(utility="NOWHERE"), 422, "utility.unknown", "/utility"),
        (events_body(event(key="\0")), 400, "json.characters", ""),
    ],
)
def test_points_to_what_is_wrong_with_the_body(body, status, code, pointer):
    calls_channel()
    answer = program().post("usage-events", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_takes_only_so_many_at_once(monkeypatch):
    calls_channel()
    monkeypatch.setattr(usage_events, "MOST_EVENTS", 1)
    assert send(event("a"), event("b")).status_code == 413
    monkeypatch.setattr(usage_events, "LARGEST_BYTES", 10)
    assert send(event("a")).status_code == 413


def test_is_for_keys_that_may_send_for_the_utility():
    calls_channel()
    assert send(by=program(ApiKey.Scope.READINGS_READ)).status_code == 403
    other = program(utility=UtilityFactory(code="SOUTH"))
    assert send(by=other).json()["code"] == "utility.unknown"
    assert program().get("usage-events").status_code == 405
    assert not UsageEvent.objects.exists()
