"""The running period as one bar: so far, the band it will end in, and the bill before. Geometry only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicing.queries.period_so_far import PeriodSoFar

_ROOM = Decimal("1.06")


@dataclass(frozen=True, slots=True)
class ForecastPicture:
    """Places and widths in percent of the picture's width; empty where there is nothing to draw."""

    so_far: str
    band_from: str
    band_width: str
    expected: str
    before: str


def forecast_picture(so_far: PeriodSoFar, before: Decimal | None) -> ForecastPicture | None:
    """The picture of amounts; None when nothing is above zero (an account that is paid for what it exports)."""
    known = [so_far.cost, so_far.high, before]
    widest = max((amount for amount in known if amount is not None), default=Decimal(0))
    if widest <= 0:
        return None

    def percent(amount: Decimal) -> str:
        return f"{max(amount, Decimal(0)) / (widest * _ROOM) * 100:.2f}%"

    has_band = so_far.low is not None and so_far.high is not None and so_far.high > 0
    low, high = so_far.low or Decimal(0), so_far.high or Decimal(0)
    return ForecastPicture(
        so_far=percent(so_far.cost) if so_far.cost is not None else "",
        band_from=percent(low) if has_band else "",
        band_width=percent(high - max(low, Decimal(0))) if has_band else "",
        expected=percent(so_far.expected) if has_band and so_far.expected is not None else "",
        before=percent(before) if before is not None and before > 0 else "",
    )
