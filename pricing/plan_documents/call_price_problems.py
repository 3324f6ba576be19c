"""Problems of the prices of calls."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pricing.plan_documents.calendar_terms import DAY_NAMES
from pricing.plan_documents.price_terms import band_weekdays
from pricing.plan_documents.problems import PlanProblem, Severity, json_path


def call_price_problems(price: dict[str, Any], path: str) -> Iterator[PlanProblem]:
    """Bands that begin together or never, and rates that do not follow each other; the shape is right."""
    taken: dict[tuple[int, str], int] = {}
    for number, band in enumerate(price["bands"]):
        band_path = json_path("bands", number, root=path)
        if band["from"] == "24:00":
            yield PlanProblem(
                f"{band_path}.from", "no day begins anything at 24:00", 'write "00:00" of the next day'
            )
        for weekday in sorted(band_weekdays(band)):
            other = taken.setdefault((weekday, band["from"]), number)
            if other != number:
                yield PlanProblem(
                    f"{band_path}.from",
                    f"band {other + 1} begins on {DAY_NAMES[weekday]} at {band['from']} too",
                    "let each band begin at another time",
                )
                break
        yield from _rate_problems(band["rates"], band_path)
    if len(price["bands"]) == 1 and "split_at_bands" in price:
        yield PlanProblem(
            f"{path}.split_at_bands",
            "there is one band only, so it changes nothing",
            "remove it",
            Severity.WARNING,
        )


def _rate_problems(rates: list[dict[str, Any]], path: str) -> Iterator[PlanProblem]:
    if Decimal(rates[0]["from_s"]):
        yield PlanProblem(
            f"{path}.rates[0].from_s",
            f"nothing says what the first {rates[0]['from_s']} seconds cost",
            'write "0"',
        )
    for number, rate in enumerate(rates):
        rate_path = json_path("rates", number, root=path)
        for name in ("per_s", "increment_s"):
            if not Decimal(rate[name]):
                yield PlanProblem(f"{rate_path}.{name}", "no seconds cannot be counted", "write more than 0")
        if number and Decimal(rate["from_s"]) <= Decimal(rates[number - 1]["from_s"]):
            yield PlanProblem(
                f"{rate_path}.from_s",
                f"{rate['from_s']} is not after {rates[number - 1]['from_s']}, where the rate before begins",
                "let the seconds rise from rate to rate",
            )
