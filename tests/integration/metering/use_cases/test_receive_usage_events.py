"""Events are stored once, and stay."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import UsageEvent
from metering.models.period_gate import fix_cut_off
from metering.queries.usage_events import ReadEvent, load_usage_events
from metering.usage.periods import Period
from tests.factories.metering import ServicePointFactory, UtilityFactory
from tests.factories.usage_events import RECEIVED_AT, calls_channel, receive
from tests.faults.boundaries import watched

pytestmark = pytest.mark.django_db
JANUARY = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))


def counts(received):
    return received.received, received.accepted, received.duplicates, len(received.problems)


def test_stores_events_and_finds_them_in_order_of_time():
    channel = calls_channel()
    received = receive(
        channel,
        {"key": "late", "at": "2026-01-31T23:59:59Z", "quantity": "2.5", "properties": {"to": "DE"}},
        {"key": "early"},
        {"key": "after", "at": "2026-02-01T00:00:00Z"},
    )
    assert counts(received) == (3, 3, 0, 0)
    assert load_usage_events([channel.pk], JANUARY, RECEIVED_AT) == {
        channel.pk: [
            ReadEvent(datetime(2026, 1, 5, 8, tzinfo=UTC), Decimal(1), {}, "early"),
            ReadEvent(datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), Decimal("2.5"), {"to": "DE"}, "late"),
        ]
    }
    assert AuditEntry.objects.get(action="EVENTS_RECEIVED").details == {"received": 3, "accepted": 3}


def test_counts_an_event_once_however_often_it_is_sent():
    channel = calls_channel()
    assert counts(receive(channel, {"key": "a"}, {"key": "a"}, {"key": "b"})) == (3, 2, 1, 0)
    assert counts(receive(channel, {"key": "b"}, {"key": "c"})) == (2, 1, 1, 0)
    assert counts(receive(channel, {"key": "a"}, {"key": "b"})) == (2, 0, 2, 0)
    assert UsageEvent.objects.count() == 3
    assert AuditEntry.objects.filter(action="EVENTS_RECEIVED").count() == 2


@pytest.mark.parametrize(
    "change", [{"quantity": "2"}, {"at": "2026-01-05T08:00:01Z"}, {"properties": {"to": "FR"}}]
)
def test_never_changes_an_event_and_says_so(change):
    channel = calls_channel()
    receive(channel, {"key": "a"})
    received = receive(channel, {"key": "b"}, {"key": "a"} | change)
    assert counts(received) == (2, 1, 0, 1)
    assert (received.problems[0].number, received.problems[0].field) == (1, "key")
    assert UsageEvent.objects.get(event_key="a").quantity == 1


def test_one_key_may_stand_for_events_of_two_channels():
    first = calls_channel()
    second = calls_channel(ServicePointFactory(code="2", utility=first.service_point.utility))
    receive(first, {"key": "a"})
    assert counts(receive(second, {"key": "a", "quantity": "7"})) == (1, 1, 0, 0)


def test_tells_of_places_that_are_not_there_or_anothers():
    channel = calls_channel()
    other = calls_channel(ServicePointFactory(code="2", utility=UtilityFactory(code="SOUTH")))
    received = receive(
        channel,
        {"key": "a", "channel": "E9"},
        {"key": "b", "service_point": "NOWHERE\0"},
        {"key": "c", "service_point": other.service_point.code},
        {"key": "d", "at": "yesterday"},
        {"key": "e"},
    )
    assert counts(received) == (5, 1, 0, 4)
    assert [(one.number, one.field, one.message) for one in received.problems] == [
        (0, "channel", "this service point has no such channel"),
        (1, "service_point", "it is not known for this utility"),
        (2, "service_point", "it is not known for this utility"),
        (3, "at", "it is no instant with an offset"),
    ]


def test_events_received_after_a_cut_off_are_not_seen_by_it():
    channel = calls_channel()
    cut_off = fix_cut_off(RECEIVED_AT + timedelta(days=1))
    receive(channel, {"key": "a"}, received_at=RECEIVED_AT)
    assert load_usage_events([channel.pk], JANUARY, cut_off) == {}
    assert len(load_usage_events([channel.pk], JANUARY, cut_off + timedelta(seconds=1))) == 1


def test_asks_the_same_number_of_questions_for_any_number_of_events():
    channel = calls_channel()

    def statements(count, name):
        seen = []
        with watched(seen.append):
            receive(channel, *({"key": f"{name}{number}"} for number in range(count)))
        return len([statement for statement in seen if statement.startswith("before")])

    assert statements(1, "a") == statements(50, "b")
