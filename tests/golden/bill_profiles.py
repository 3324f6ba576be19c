"""Load profiles of bill cases as whole numbers, each read once."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from metering.usage.interval_grid import IntervalGrid
from metering.usage.usage_series import UsageSeries
from pricing.rating.index_series import IndexSeries

ZONE_NAME = "Etc/GMT+6"
"""Local standard time all year: a zone without clock changes, apart from UTC so that a mix-up shows."""

DECIMALS = 4
_PRICE_DECIMALS = 9
YEAR = 2018
_FIRST = datetime(YEAR, 1, 1)  # noqa: DTZ001 - local standard time, as the files write it
_ACTUAL = 60


@cache
def read_profile(path: Path, column: str, step_minutes: int) -> NDArray[np.int64]:
    """Each interval's quantity in 10^-4 kWh, int64, read-only; the rows must fill 2018 without a gap."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    header, *rows = csv.reader(content.decode().splitlines())
    start, quantity = header.index("start"), header.index(column)
    step = timedelta(minutes=step_minutes)
    stamps = [datetime.fromisoformat(row[start]) for row in rows]
    assert stamps == [_FIRST + step * number for number in range(365 * 24 * 60 // step_minutes)]
    # Cents of a watt-hour from their digits: a float would have to be rounded first.
    quantities = np.array([_whole(row[quantity]) for row in rows], dtype=np.int64)
    quantities.setflags(write=False)
    return quantities


def month_usage(quantities: NDArray[np.int64], step_minutes: int, month: int) -> UsageSeries:
    """The usage of one month of 2018."""
    per_day = 24 * 60 // step_minutes
    first, end = ((start - _FIRST).days for start in (month_start(month), month_start(month + 1)))
    chosen = quantities[first * per_day : end * per_day]
    local_midnight_utc = (month_start(month) + timedelta(hours=6)).replace(tzinfo=UTC)
    grid = IntervalGrid(local_midnight_utc, step_minutes, len(chosen))
    return UsageSeries(grid, chosen, np.full(len(chosen), _ACTUAL, dtype=np.uint8), "kWh", DECIMALS)


def month_start(month: int) -> datetime:
    """Local midnight of the month's first day; month 13 is the next January."""
    return datetime(YEAR + (month - 1) // 12, (month - 1) % 12 + 1, 1)  # noqa: DTZ001 - as above


@cache
def read_hourly_prices(path: Path, column: str) -> IndexSeries:
    """The prices of 2018 by the hour (or finer), one row each, in order; whatever other columns there are."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    header, *rows = csv.reader(content.decode().splitlines())
    place = header.index(column)
    prices = np.array([_whole(row[place], _PRICE_DECIMALS) for row in rows], dtype=np.int64)
    step_minutes = 365 * 24 * 60 // len(prices)
    grid = IntervalGrid((_FIRST + timedelta(hours=6)).replace(tzinfo=UTC), step_minutes, len(prices))
    assert grid.end.year == 2019
    return IndexSeries(grid, prices, np.ones(len(prices), dtype=np.bool_), _PRICE_DECIMALS)


def _whole(text: str, decimals: int = DECIMALS) -> int:
    whole, _, fraction = text.strip().partition(".")
    digits = fraction.rstrip("0")
    assert len(digits) <= decimals
    return int(f"{whole}{digits:0<{decimals}}")
