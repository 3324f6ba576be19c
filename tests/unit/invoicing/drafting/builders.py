"""Services of a small plan, and readings in matrices, for tests to bend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from invoicing.drafting.billable_service import BillableService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.service_groups import MeteredChannel
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import LineKind, RatedLine
from pricing.rating.plan_terms import PerUnitPrice, TaxTerms, Total
from tests.unit.pricing.rating.builders import METRIC, charge, terms

BERLIN = "Europe/Berlin"
MARCH = DaySpan(date(2026, 3, 1), date(2026, 4, 1))  # the clock goes forward on the 29th
VAT = TaxTerms("VAT", "VAT 19 %", Decimal(19))
ENERGY = charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.30")), tax_code="VAT")


def version(*charges: Any, version_id: int = 7, **facts: Any) -> VersionTerms:
    """A plan version in euros; of 0.30 a kWh and VAT unless told otherwise."""
    return VersionTerms(version_id, terms(*(charges or (ENERGY,)), **{"taxes": (VAT,), **facts}))


def service(number: int = 1, **facts: Any) -> BillableService:
    """Subscription, account and service point `number` in Berlin, for all of March."""
    return BillableService(
        **{
            "subscription_id": number,
            "account_id": number,
            "service_point_id": number,
            "service_point_code": f"DE{number}",
            "zone_name": BERLIN,
            "span": MARCH,
            "version": version(),
            **facts,
        }
    )


def matrix(
    *rows: int | Sequence[int],
    step_minutes: int = 60,
    unit: str = "kWh",
    decimals: int = 0,
    span: DaySpan = MARCH,
    zone_name: str = BERLIN,
    qualities: Any = None,
) -> UsageMatrix:
    """A row of readings for each argument; one number stands for every interval."""
    period = LocalCalendar(zone_name).span(span.from_date, span.to_date)
    grid = IntervalGrid.filling(period, step_minutes)
    quantities = np.stack([np.broadcast_to(np.asarray(row, dtype=np.int64), grid.count) for row in rows])
    return UsageMatrix(grid, quantities.copy(), qualities, unit, decimals)


def with_gap(readings: UsageMatrix, row: int, *intervals: int) -> UsageMatrix:
    """The readings without those of some intervals of a row."""
    qualities = (
        np.full(readings.quantities.shape, ReadingQuality.ACTUAL, dtype=np.uint8)
        if readings.qualities is None
        else readings.qualities.copy()
    )
    qualities[row, list(intervals)] = ReadingQuality.MISSING
    quantities = readings.quantities.copy()
    quantities[row, list(intervals)] = 0
    return UsageMatrix(readings.grid, quantities, qualities, readings.unit, readings.decimals)


def channel(readings: UsageMatrix, row: int = 0, code: str = "E1", **facts: Any) -> MeteredChannel:
    """A channel of METRIC whose readings are a row of the matrix."""
    return MeteredChannel(
        **{
            "channel_id": row + 1,
            "code": code,
            "metric_code": METRIC,
            "metric_is_additive": True,
            "matrix": readings,
            "row": row,
            **facts,
        }
    )


def line(amount: str, tax_code: str | None = "VAT", /, **facts: Any) -> RatedLine:
    """A rated line of an amount."""
    return RatedLine(
        **{
            "charge_code": "energy",
            "label": "Energy",
            "kind": LineKind.CHARGE,
            "quantity": Decimal(1),
            "unit": "kWh",
            "unit_price": Decimal(amount),
            "exact_amount": Decimal(amount),
            "amount": Decimal(amount),
            "tax_code": tax_code,
            "trace": {"rule": "per_unit"},
            **facts,
        }
    )
