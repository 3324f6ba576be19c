"""What came of estimating, as messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from metering.use_cases.estimate_missing_readings import EstimatedReadings

_REASONS_TOLD: Final = 3


def tell_estimates(request: HttpRequest, results: Sequence[EstimatedReadings]) -> None:
    """Say how many readings were estimated, and why others are still missing."""
    count = sum(result.interval_count for result in results)
    if count:
        messages.success(request, f"{counted(count, 'reading')} estimated.")
    unfilled = [one for result in results for one in result.unfilled]
    for one in unfilled[:_REASONS_TOLD]:
        place = f"{one.channel.service_point_code} {one.channel.code}"
        still = counted(one.gap.interval_count, "reading")
        messages.warning(request, f"{place}: {still} still missing, because {one.gap.reason}.")
    if len(unfilled) > _REASONS_TOLD:
        messages.warning(
            request, f"{counted(len(unfilled) - _REASONS_TOLD, 'more gap')} could not be filled."
        )


def counted(count: int, what: str) -> str:
    """Such as 1 reading, or 2 readings."""
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
