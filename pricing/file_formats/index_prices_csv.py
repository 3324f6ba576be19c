"""Prices of an index as CSV: `start,price`, one row for each interval."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

LARGEST_BYTES: Final = 20_000_000
_MOST_PROBLEMS: Final = 20
_COLUMNS: Final = ("start", "price")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row (the header is row 1), in which field, and the cure."""

    row: int
    field: str
    message: str
    cure: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.field}: {self.message} ({self.cure})"


class UnreadableIndexPrices(ValueError):
    """The file has no prices that could be taken; `problems` say where and why, the first of them."""

    def __init__(self, *problems: RowProblem) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class PricedDay:
    """The prices of a UTC day as whole numbers of 10^-decimals.

    `prices`: int64, `known`: bool, both with one entry for each interval of the day; 0 where not known.
    """

    prices: NDArray[np.int64]
    known: NDArray[np.bool_]


def read_index_prices(content: bytes, step_minutes: int, decimals: int) -> dict[date, PricedDay]:
    """The prices by UTC day, in order of time.

    `start` is ISO 8601 with an offset and begins an interval; prices keep no more than `decimals` decimals.
    A comma or a semicolon parts the columns. Raises UnreadableIndexPrices.
    """
    problems: list[RowProblem] = []
    prices: dict[datetime, int] = {}
    for row, start, price in _rows(content):
        try:
            at, whole = _instant(row, start, step_minutes), _whole(row, price, decimals)
            if prices.setdefault(at, whole) != whole:
                raise UnreadableIndexPrices(
                    RowProblem(row, "start", f"{start} has two prices", "keep the one that holds")
                )
        except UnreadableIndexPrices as error:
            problems += error.problems
            if len(problems) == _MOST_PROBLEMS:
                break
    if problems:
        raise UnreadableIndexPrices(*problems)
    if not prices:
        raise UnreadableIndexPrices(
            RowProblem(2, "start", "there is no price", "add a row for each interval")
        )
    return _days(prices, step_minutes)


def _rows(content: bytes) -> Iterator[tuple[int, str, str]]:
    """Number, start and price of every row that is not empty."""
    if len(content) > LARGEST_BYTES:
        raise UnreadableIndexPrices(
            RowProblem(1, "file", f"it is larger than {LARGEST_BYTES:,} bytes", "send it in parts")
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableIndexPrices(
            RowProblem(1, "file", f"byte {error.start} is not UTF-8", "save the file as UTF-8")
        ) from error
    first, _, _ = text.partition("\n")
    delimiter = ";" if ";" in first else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if any(header.count(name) != 1 for name in _COLUMNS):
            raise UnreadableIndexPrices(
                RowProblem(1, "header", "it does not name start and price once", "begin with: start,price")
            )
        places = [header.index(name) for name in _COLUMNS]
        for number, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                start, price = (row[place].strip() if place < len(row) else "" for place in places)
                yield number, start, price
    except csv.Error as error:
        raise UnreadableIndexPrices(
            RowProblem(rows.line_num, "row", f"it is not CSV: {error}", "check its quotes")
        ) from error


def _instant(row: int, text: str, step_minutes: int) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise UnreadableIndexPrices(
            RowProblem(
                row,
                "start",
                f"{text!r} is no time with an offset",
                "write it such as 2026-01-31T23:00Z or 2026-02-01T00:00+01:00",
            )
        )
    try:
        at = at.astimezone(UTC)
    except OverflowError:
        at = datetime.max.replace(tzinfo=UTC)
    if at.second or at.microsecond or (at.hour * 60 + at.minute) % step_minutes:
        raise UnreadableIndexPrices(
            RowProblem(
                row,
                "start",
                f"{text} does not begin an interval of {step_minutes} minutes",
                "check the index's step",
            )
        )
    return at


def _whole(row: int, text: str, decimals: int) -> int:
    if not _NUMBER.fullmatch(text):
        raise UnreadableIndexPrices(
            RowProblem(row, "price", f"{text!r} is not a number", "write it such as 85.32 or -3.10")
        )
    scaled = Decimal(text).scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise UnreadableIndexPrices(
            RowProblem(
                row, "price", f"{text} has more than {decimals} decimals", "round it where it is published"
            )
        )
    if abs(scaled) >= 2**62:
        raise UnreadableIndexPrices(RowProblem(row, "price", f"{text} is too large", "check the unit"))
    return int(scaled)


def _days(prices: Mapping[datetime, int], step_minutes: int) -> dict[date, PricedDay]:
    found: dict[date, PricedDay] = {}
    count = _MINUTES_A_DAY // step_minutes
    for at, price in sorted(prices.items()):
        day = found.get(at.date())
        if day is None:
            day = found[at.date()] = PricedDay(np.zeros(count, np.int64), np.zeros(count, np.bool_))
        number = (at - datetime.combine(at.date(), datetime.min.time(), UTC)) // timedelta(
            minutes=step_minutes
        )
        day.prices[number], day.known[number] = price, True
    return found
