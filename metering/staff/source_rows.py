"""Rows of files as a page shows them: numbered, with the readings in question marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from metering.file_formats.api_json import API_JSON
from metering.file_formats.placed_readings import PlacedReading, WrittenText
from metering.queries.day_deliveries import DayDetail, DayInterval
from metering.queries.reading_origins import DeliveryOrigin, MadeReadings
from metering.staff.readings_around import stamp

_NAMED_ONE_BY_ONE: Final = 5
_LONG_ROW: Final = 1_200
_AROUND_THE_CHOSEN: Final = 300


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row in three parts, the middle one marked; what is cut off on either side is not shown."""

    number: int
    before: str
    marked: str
    after: str
    is_cut_before: bool
    is_cut_after: bool


@dataclass(frozen=True, slots=True)
class ShownMade:
    """Estimated or corrected readings: when, by the site's clock, and `made` says how."""

    first: datetime
    end: datetime
    made: MadeReadings


@dataclass(frozen=True, slots=True)
class ShownOrigin:
    """A delivery with its rows; `row_text` names them, empty when there are none."""

    origin: DeliveryOrigin
    row_text: str
    rows: tuple[ShownRow, ...]
    made: tuple[ShownMade, ...]


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """An interval and where it stands; `place` is None when that is not known or there is no file."""

    interval: DayInterval
    place: PlacedReading | None
    origin: DeliveryOrigin | None
    url: str
    is_chosen: bool


def shown_origin(origin: DeliveryOrigin, detail: DayDetail, chosen: DayInterval | None) -> ShownOrigin:
    """The delivery with the rows of the day's readings, or with that of the chosen one."""
    readings = [
        each
        for each in origin.found.readings
        if chosen is None or each.start == int(chosen.starts_at.timestamp())
    ]
    numbers = {each.row for each in readings} | {each.quality_row for each in readings if each.quality_row}
    rows = tuple(
        _row(text, [each for each in readings if each.row == text.row and each.end], chosen is not None)
        for text in origin.found.texts
        if text.row in numbers
    )
    return ShownOrigin(origin, _row_text(origin, sorted(numbers)), rows, _shown_made(origin, detail, chosen))


def interval_rows(
    detail: DayDetail,
    origins: Sequence[DeliveryOrigin],
    chosen: DayInterval | None,
    interval_url: Callable[[str], str],
) -> list[IntervalRow]:
    """All intervals of the day, each with its place in its file and the address that opens it."""
    by_number = {origin.delivery.number: origin for origin in origins}
    places = {
        (number, each.start): each for number, origin in by_number.items() for each in origin.found.readings
    }
    return [
        IntervalRow(
            each,
            places.get((each.delivery or 0, int(each.starts_at.timestamp()))),
            by_number.get(each.delivery or 0),
            interval_url(stamp(each.starts_at.astimezone(UTC))),
            each is chosen,
        )
        for each in detail.intervals
    ]


def _row(text: WrittenText, marked: Sequence[PlacedReading], is_chosen: bool) -> ShownRow:
    """The row with everything from the first to the last of the readings marked.

    Of a long row only the surroundings of a chosen reading are shown, so that it need not be searched for.
    """
    first = min((each.first for each in marked), default=len(text.text))
    end = max((each.end for each in marked), default=len(text.text))
    begin, last = 0, len(text.text)
    if is_chosen and marked and last > _LONG_ROW:
        begin, last = max(first - _AROUND_THE_CHOSEN, 0), min(end + _AROUND_THE_CHOSEN, last)
    return ShownRow(
        text.row,
        text.text[begin:first],
        text.text[first:end],
        text.text[end:last],
        text.is_cut_before or begin > 0,
        text.is_cut_after or last < len(text.text),
    )


def _row_text(origin: DeliveryOrigin, numbers: Sequence[int]) -> str:
    """Such as "row 1,234" or "rows 1,234 to 1,281"."""
    if not numbers:
        return ""
    word = "item" if origin.delivery.batch.format == API_JSON else "row"
    first, last = numbers[0], numbers[-1]
    if first == last:
        return f"{word} {first:,}"
    if last - first == len(numbers) - 1 and len(numbers) > 2:
        return f"{word}s {first:,} to {last:,}"
    if len(numbers) <= _NAMED_ONE_BY_ONE:
        return f"{word}s {', '.join(f'{number:,}' for number in numbers[:-1])} and {last:,}"
    return f"{len(numbers)} {word}s between {first:,} and {last:,}"


def _shown_made(
    origin: DeliveryOrigin, detail: DayDetail, chosen: DayInterval | None
) -> tuple[ShownMade, ...]:
    step = timedelta(minutes=detail.step_minutes)
    zone = detail.intervals[0].starts_at.tzinfo if detail.intervals else UTC
    shown = []
    for made in origin.made:
        end = made.starts_at + step * made.interval_count
        if chosen is None or made.starts_at <= chosen.starts_at < end:
            shown.append(ShownMade(made.starts_at.astimezone(zone), end.astimezone(zone), made))
    return tuple(shown)
