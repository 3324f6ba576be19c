"""Where in the demo's world things go wrong: one table, so that everybody can find them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from billing_site.demo.months import later_month
from billing_site.demo.trouble import (
    Gap,
    LateCorrection,
    Move,
    Point,
    Replacement,
    Spike,
    Trouble,
    UnreadableRow,
)
from billing_site.demo.world import DemoServicePoint
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality

Points = Mapping[str, Sequence[DemoServicePoint]]
MARKET_CLOCK: Final = "Etc/GMT-10"
"""NEM12's clock: UTC+10 all year (the sign of such names is reversed)."""

# Utility, number of the point, month counted from the first billed one, day, local hour, length in hours.
_GAPS: Final = (
    ("HARBOUR", 5, 3, 9, 10, 6),
    ("RIDINGS", 11, 6, 22, 3, 6),
    ("FOGBANK", 7, 8, 14, 15, 6),
    ("OCOTILLO", 3, 10, 5, 20, 6),
    ("POLDERTEL", 2, 9, 11, 9, 6),
    ("CAPRICORN", 4, 5, 12, 0, 72),
    ("RIDINGS", 20, 9, 17, 0, 72),
    ("FOGBANK", 15, 4, 8, 0, 72),
    ("LAGOA", 6, 7, 19, 0, 72),
    ("CAPRICORN", 8, 11, 4, 0, 240),
)
# The same, and how the sender says that it made the readings up.
_REPLACED: Final = (
    ("HARBOUR", 9, 2, 5, 0, 72, ReadingQuality.SUBSTITUTED),
    ("HARBOUR", 14, 4, 20, 12, 5, ReadingQuality.FINAL_SUBSTITUTED),
    ("HARBOUR", 60, 7, 13, 8, 3, ReadingQuality.SUBSTITUTED),
    ("CAPRICORN", 2, 6, 24, 0, 48, ReadingQuality.ESTIMATED),
    ("RIDINGS", 25, 7, 1, 0, 720, ReadingQuality.ESTIMATED),
    ("FOGBANK", 22, 5, 16, 0, 24, ReadingQuality.ESTIMATED),
)
_SPIKE: Final = ("RIDINGS", 1, 10, 17, 19)
_UNREADABLE: Final = ("OCOTILLO", 12, 7, 8, 14)
_MOVES: Final = (
    ("HARBOUR", 30, 5, 17, False),
    ("RIDINGS", 16, 6, 14, False),
    ("OCOTILLO", 20, 8, 16, True),
)
_SILENT: Final = (("RIDINGS", 30), ("CAPRICORN", 22))
_CORRECTED_MONTH, _CORRECTED_DAYS, _CORRECTED_ON = 8, (11, 16), (11, 17)


def place_trouble(first_month: date, points: Points) -> Trouble:
    """All trouble of the year that begins with `first_month`, among each utility's points in their order."""
    year = _Year(first_month, points)
    return Trouble(
        gaps=tuple(Gap(year.point(*row[:2]), year.span(*row)) for row in _GAPS),
        replacements=tuple(
            Replacement(year.point(*row[:2]), year.span(*row[:6]), row[6]) for row in _REPLACED
        )
        + year.estimates_before_correction(),
        spikes=(Spike(year.point(*_SPIKE[:2]), year.span(*_SPIKE, 1).start, 20),),
        unreadable_rows=(
            UnreadableRow(year.point(*_UNREADABLE[:2]), year.span(*_UNREADABLE, 1).start, "#VALUE!"),
        ),
        late_correction=year.late_correction(),
        moves=tuple(
            Move(year.point(utility, number), year.date(month, day), is_vacant)
            for utility, number, month, day, is_vacant in _MOVES
        ),
        silent=tuple(year.point(*row) for row in _SILENT),
    )


class _Year:
    """The table's relative places as points, dates and spans."""

    def __init__(self, first_month: date, points: Points) -> None:
        self.first_month = first_month
        self.points = points

    def point(self, utility_code: str, number: int) -> Point:
        return Point(utility_code, self.points[utility_code][number].code)

    def date(self, month: int, day: int) -> date:
        return later_month(self.first_month, month).replace(day=day)

    def span(self, utility_code: str, number: int, month: int, day: int, hour: int, length_h: int) -> Period:
        """From the local hour; whole days of 24 hours by the file's clock, so that NEM12 lacks whole rows."""
        zone_name = self.points[utility_code][number].place.zone_name
        if utility_code == "CAPRICORN" or (utility_code == "HARBOUR" and length_h % 24 == 0):
            zone_name = MARKET_CLOCK
        start = LocalCalendar(zone_name).day_start(self.date(month, day)) + timedelta(hours=hour)
        return Period(start, start + timedelta(hours=length_h))

    def late_correction(self) -> LateCorrection:
        first, end = (self.date(_CORRECTED_MONTH, day) for day in _CORRECTED_DAYS)
        month, day = _CORRECTED_ON
        estimated = tuple(self.point("HARBOUR", number) for number in (20, 21))
        return LateCorrection(
            utility_code="HARBOUR",
            from_date=first,
            to_date=end,
            span=LocalCalendar(MARKET_CLOCK).span(first, end),
            received_at=datetime.combine(self.date(month, day), datetime.min.time(), UTC)
            + timedelta(hours=4),
            estimated=estimated,
            misread=(self.point("HARBOUR", 22),),
            percent=80,
        )

    def estimates_before_correction(self) -> tuple[Replacement, ...]:
        correction = self.late_correction()
        return tuple(
            Replacement(point, correction.span, ReadingQuality.ESTIMATED) for point in correction.estimated
        )
