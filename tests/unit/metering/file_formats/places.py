"""Readings found in small files, and what the parser made of the same files."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import ParsedRun
from metering.file_formats.placed_readings import FoundReadings, WantedReadings
from metering.file_formats.reading_places import find_readings

NMI = "NMI0000001"


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def wanted(first: str, end: str, *, point=NMI, channel="E1", step=30) -> WantedReadings:
    """Readings from one instant to another, such as 2026-02-01T00:00Z."""
    return WantedReadings(point, channel, step, instant(first), instant(end))


def find(text: str | bytes, what: WantedReadings, file_format="LONG_CSV", **profile) -> FoundReadings:
    content = text if isinstance(text, bytes) else text.encode()
    return find_readings(
        io.BytesIO(content),
        is_packed=False,
        file_format=file_format,
        file_name=profile.pop("file_name", "readings.csv"),
        profile=LongCsvProfile(**{"zone_name": "UTC", **profile}),
        wanted=what,
    )


def places(found: FoundReadings) -> list[tuple[int, int, str]]:
    """Row, position and value of each reading."""
    return [(each.row, each.position, each.value) for each in found.readings]


def marked(found: FoundReadings) -> list[str]:
    """What stands at the place of each reading in the text of its row."""
    texts = {text.row: text.text for text in found.texts}
    return [texts[each.row][each.first : each.end] for each in found.readings]


def values(found: FoundReadings) -> dict[datetime, tuple[Decimal, int]]:
    """Value and quality by start, as the rows say."""
    return {
        datetime.fromtimestamp(each.start, UTC): (Decimal(each.value), each.quality)
        for each in found.readings
    }


def counted(items, what: WantedReadings) -> dict[datetime, tuple[Decimal, int]]:
    """The same as it is stored: of what a parser yields the better and later."""
    best: dict[datetime, tuple[Decimal, int]] = {}
    for run in items:
        if not isinstance(run, ParsedRun) or (run.service_point, run.channel) != (
            what.service_point,
            what.channel,
        ):
            continue
        codes = [60] * len(run.quantities) if run.qualities is None else run.qualities.tolist()
        for number, (quantity, code) in enumerate(zip(run.quantities.tolist(), codes, strict=True)):
            start = run.start + timedelta(minutes=run.step_minutes) * number
            is_wanted = what.first <= start.timestamp() < what.end
            if is_wanted and code and code >= best.get(start, (Decimal(0), 0))[1]:
                best[start] = Decimal(quantity).scaleb(-run.decimals), code
    return best
