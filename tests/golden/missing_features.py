"""What the engine cannot do yet: the golden cases that are expected to fail, and why.

The adapters refuse such cases on their own by raising MissingFeature. A case that is listed here and passes
turns red (strict), as does one that is refused and not listed, so the list is always exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.golden.bill_calendars import scheduled_periods, schedules_of

Case = dict[str, Any]


class MissingFeature(Exception):
    """The engine has no such feature yet."""


USAGE: tuple[tuple[str, Callable[[Case], bool]], ...] = ()

BILLS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("a bank of units per time-of-use bucket", lambda case: _banks_by_bucket(case["tariff"])),
)


def _banks_by_bucket(tariff: dict[str, Any]) -> bool:
    """No case is known; PySAM itself gives a surplus to periods as no utility does."""
    is_banked = tariff["metering"]["rule"] == "net_metering_kwh_rollover"
    return is_banked and len(scheduled_periods(schedules_of(tariff["energy"]))) > 1


def missing_features(case: Case) -> list[str]:
    """The missing features of a usage or bill case; empty when it must pass."""
    table = BILLS if "tariff" in case else USAGE
    return list(dict.fromkeys(feature for feature, concerns in table if concerns(case)))


def marks(case: Case) -> list[pytest.MarkDecorator]:
    """The mark of a case that is expected to fail, if it is."""
    missing = missing_features(case)
    if not missing:
        return []
    reason = f"missing feature: {', '.join(missing)}"
    return [pytest.mark.xfail(strict=True, raises=MissingFeature, reason=reason)]
