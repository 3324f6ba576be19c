"""Importing and withdrawing a file of readings: its world, what half of it looks like, what all of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

from metering.models import Channel, IntervalDay, IntervalPiece, ReadingBatch, ReadingFinding, Utility
from metering.queries.usage import load_usage
from metering.use_cases.import_readings import import_readings
from metering.use_cases.withdraw_reading_batch import (
    UnableToWithdrawReadingBatch,
    withdraw_reading_batch,
)
from tests.factories.meter_files import days_from, half_hour_file
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)
from tests.faults.crash import Operation
from tests.faults.evidence import RECEIVED_AT, audit_count

DAYS = range(1, 32)
_worlds = count(1)


@dataclass(frozen=True)
class Delivery:
    """A utility with two half-hourly channels in Brisbane, and the file it sends."""

    utility: Utility
    channels: tuple[Channel, Channel]
    content: bytes


def january(service_point: str, days: range, values: dict[str, str]) -> bytes:
    """Every half-hour of days of January 2026 with one value per channel."""
    first = date(2026, 1, days.start)
    channels = {channel: days_from(first, len(days), value) for channel, value in values.items()}
    return half_hour_file({service_point: channels})


def delivery() -> Delivery:
    number = next(_worlds)
    utility: Any = UtilityFactory(code=f"U{number}")
    point: Any = ServicePointFactory(
        utility=utility, code=f"QB{number:08}", site=SiteFactory(zone_name="Australia/Brisbane")
    )
    channels: Any = tuple(
        ChannelFactory(service_point=point, code=code, metric=MetricFactory(code=metric))
        for code, metric in (("E1", "ELECTRICITY_IMPORT"), ("B1", "ELECTRICITY_EXPORT"))
    )
    return Delivery(utility, channels, january(point.code, DAYS, {"E1": "0.5", "B1": "0.1"}))


def deliver(world: Delivery, content: bytes | None = None, name: str = "january.csv") -> ReadingBatch:
    return import_readings(
        utility=world.utility,
        source=BytesIO(content or world.content),
        source_name=name,
        received_at=RECEIVED_AT,
        actor=None,
    ).batch


def totals(world: Delivery) -> list[int]:
    """Watt-hours of January in each channel."""
    usage = load_usage(
        channel_ids=[channel.pk for channel in world.channels],
        step_minutes=30,
        unit="kWh",
        decimals=3,
        zone_name="Australia/Brisbane",
        from_date=date(2026, 1, 1),
        to_date=date(2026, 2, 1),
    )
    return [int(total) for total in usage.quantities.sum(axis=1)]


def day_rows(world: Delivery) -> int:
    ids = [channel.pk for channel in world.channels]
    days = IntervalDay.objects.filter(channel__in=ids).count()
    return days + IntervalPiece.objects.filter(channel__in=ids).count()


def import_half_done(world: Delivery) -> list[str]:
    batches, rows = world.utility.reading_batches.count(), day_rows(world)
    return [] if (batches, rows) in {(0, 0), (1, 62)} else [f"{batches} batches with {rows} rows"]


def import_wrong(world: Delivery) -> list[str]:
    batches = list(world.utility.reading_batches.values_list("state", "reading_count", "rejected_count"))
    found = (batches, day_rows(world), totals(world), audit_count(world.utility.reading_batches.all()))
    expected = ([("STORED", 2976, 0)], 62, [744_000, 148_800], 1)
    return [] if found == expected else [f"{found} instead of {expected}"]


@dataclass(frozen=True)
class Withdrawal:
    """Two overlapping deliveries, of which the later is taken back."""

    delivery: Delivery
    batch: ReadingBatch
    findings_before: list[Any]


def withdrawal() -> Withdrawal:
    world = delivery()
    deliver(world)
    findings_before = open_findings(world)
    point = world.channels[0].service_point.code
    correction = january(point, range(10, 13), {"E1": "0.7"})
    batch = deliver(world, correction, "correction.csv")
    assert totals(world) == [744_000 + 3 * 48 * 200, 148_800]
    return Withdrawal(world, batch, findings_before)


def open_findings(world: Delivery) -> list[Any]:
    found = ReadingFinding.objects.filter(channel__in=world.channels, state="OPEN")
    return list(found.order_by("channel", "rule", "starts_at").values_list("channel", "rule", "starts_at"))


def withdraw(world: Withdrawal) -> None:
    try:
        withdraw_reading_batch(
            batch=world.batch, withdrawn_at=RECEIVED_AT, reason="sent by mistake", actor=None
        )
    except UnableToWithdrawReadingBatch:
        world.batch.refresh_from_db()
        if world.batch.state != ReadingBatch.State.WITHDRAWN:
            raise


def withdrawal_half_done(world: Withdrawal) -> list[str]:
    world.batch.refresh_from_db()
    expected = {"STORED": 744_000 + 3 * 48 * 200, "WITHDRAWN": 744_000}[world.batch.state]
    found = totals(world.delivery)[0]
    return [] if found == expected else [f"{found} Wh count while the batch is {world.batch.state}"]


def withdrawal_wrong(world: Withdrawal) -> list[str]:
    world.batch.refresh_from_db()
    found = (world.batch.state, totals(world.delivery), open_findings(world.delivery))
    expected = ("WITHDRAWN", [744_000, 148_800], world.findings_before)
    return [] if found == expected else [f"{found} instead of {expected}"]


READING_OPERATIONS = (
    Operation(
        "import", delivery, deliver, import_wrong, import_half_done, r'INSERT INTO "metering_readingbatch"'
    ),
    Operation(
        *("withdraw", withdrawal, withdraw, withdrawal_wrong, withdrawal_half_done),
        r"UPDATE metering_intervalpiece SET withdrawn_at|COPY metering_intervalpiece",
    ),
)
