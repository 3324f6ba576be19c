"""Readings per second into the database, against a row per reading."""

from __future__ import annotations

import csv
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO

from django.db import connection, transaction

from billing_site.benchmarks.figures import Figure, fastest_s
from billing_site.benchmarks.sample_world import PER_DAY, RECEIVED_AT, SampleWorld
from metering.file_formats.detection import parse_meter_file
from metering.use_cases.import_readings import import_readings

_BASELINE_LINES = 1_500  # a row per reading is slow: a part of the file will do


def measure_parsing(world: SampleWorld) -> Figure:
    """The NEM12 parser alone, against csv and Decimal."""

    def parse() -> None:
        for _ in parse_meter_file(BytesIO(world.nem12), file_name="benchmark.csv"):
            pass

    plain_s = fastest_s(lambda: _plain_rows(world.nem12))
    return Figure(
        "parse NEM12",
        "readings",
        world.reading_count / fastest_s(parse),
        "csv and Decimal",
        _baseline_readings(world) / plain_s,
    )


def measure_import(world: SampleWorld) -> Figure:
    """The whole import with validation, against COPY of a row per reading without any."""
    started = time.perf_counter()
    import_readings(
        utility=world.utility,
        source=BytesIO(world.nem12),
        source_name="benchmark.csv",
        received_at=RECEIVED_AT,
        actor="manage.py benchmark",
    )
    seconds = time.perf_counter() - started
    return Figure(
        "import NEM12",
        "readings",
        world.reading_count / seconds,
        "a row per reading",
        _baseline_readings(world) / fastest_s(lambda: _copy_rows(world.nem12)),
    )


def stored_bytes_per_reading(world: SampleWorld) -> float:
    """Bytes on disk per stored reading: the table of interval days with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('metering_intervalday')")
        (size,) = cursor.fetchone()
    return float(size / world.reading_count)


def _baseline_readings(world: SampleWorld) -> int:
    return len(_plain_rows(world.nem12))


def _plain_rows(content: bytes) -> list[tuple[str, datetime, Decimal]]:
    """The first part of the file as anyone would read it: one tuple per reading."""
    rows, channel = [], ""
    lines = content.decode().splitlines()[:_BASELINE_LINES]
    for row in csv.reader(StringIO("\n".join(lines))):
        if row[0] == "200":
            channel = f"{row[1]}/{row[4]}"
        elif row[0] == "300":
            start = datetime.strptime(row[1], "%Y%m%d").replace(tzinfo=UTC) - timedelta(hours=10)
            rows += [
                (channel, start + timedelta(minutes=30 * number), Decimal(value))
                for number, value in enumerate(row[2 : 2 + PER_DAY])
            ]
    return rows


def _copy_rows(content: bytes) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE plain_reading (channel text, at timestamptz, quantity numeric,"
            " PRIMARY KEY (channel, at)) ON COMMIT DROP"
        )
        with cursor.copy("COPY plain_reading FROM STDIN") as copy:
            for row in _plain_rows(content):
                copy.write_row(row)
