"""`manage.py estimate_readings`."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing_site.foundation.models import AuditEntry
from metering.models import ReadingBatch
from tests.factories.metering import ChannelFactory, ServicePointFactory, UtilityFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
JANUARY = ["--from", "2026-01-01", "--to", "2026-02-01"]
RECEIVED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    now = datetime(2026, 2, 2, 9, tzinfo=UTC)
    monkeypatch.setattr("metering.management.commands.estimate_readings.timezone.now", lambda: now)


def channel_at(code: str, utility: str = "NORTH", holes=(100, 101)):
    channel = ChannelFactory(
        service_point=ServicePointFactory(code=code, utility=UtilityFactory(code=utility))
    )
    store_readings(channel, date(2026, 1, 1), date(2026, 2, 1), 250, received_at=RECEIVED_AT, holes=holes)
    return channel


def run(*args: str) -> list[str]:
    out = StringIO()
    call_command("estimate_readings", *args, stdout=out)
    return out.getvalue().splitlines()


def test_tells_what_was_estimated():
    channel_at("A1")
    lines = run(*JANUARY)
    batch = ReadingBatch.objects.get(origin="ESTIMATION")
    assert lines == [f"batch {batch.pk}: 2 intervals estimated (North Grid)"]
    assert AuditEntry.objects.get().actor_label == "manage.py estimate_readings"
    assert run(*JANUARY) == ["nothing was estimated"]


def test_tells_what_was_not_filled():
    ChannelFactory(service_point=ServicePointFactory(code="B1", site__zone_name="Europe/Berlin"))
    assert run(*JANUARY) == [
        "nothing was estimated",
        "not filled: B1 E1, 1,488 half-hours from 2026-01-01 00:00: the channel has no readings yet",
    ]


def test_takes_only_the_utility_or_service_point_asked_for():
    channel_at("A1"), channel_at("A2", holes=[7]), channel_at("A1", "SOUTH", holes=range(100, 110))
    assert [line.split(": ")[1] for line in run(*JANUARY, "--utility", "SOUTH")] == [
        "10 intervals estimated (North Grid)"
    ]
    assert "1 intervals" in run(*JANUARY, "--service-point", "A2")[0]
    assert "2 intervals" in run(*JANUARY)[0]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--from", "1.1.2026", "--to", "2026-02-01"],
            "--from 1.1.2026 is not a date; write it as 2026-01-31",
        ),
        (["--from", "2026-02-01", "--to", "2026-02-01"], "there is no day from .* nothing was stored"),
        (
            ["--from", "2026-02-01", "--to", "2026-03-01"],
            "are not over yet in Europe/London.*nothing was stored",
        ),
        ([*JANUARY, "--utility", "EAST"], "no channel fits --utility and --service-point"),
    ],
)
def test_refuses_what_makes_no_sense(args, message):
    channel_at("A1")
    with pytest.raises(CommandError, match=message):
        run(*args)
