"""The parts of a plan document that list things with a code, and what one of each is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ADJUSTMENTS: Final[Mapping[str, str]] = {
    "discounts": "discount",
    "money_banks": "bank of credits",
    "maximums": "maximum bill",
    "commitments": "commitment",
    "minimums": "minimum bill",
    "riders": "rider",
}
"""In the order in which the document has them; the engine's own order is in pricing.rating.adjustments."""

LINES: Final[Mapping[str, str]] = {"charges": "charge", **ADJUSTMENTS}
"""What gives lines on a bill: their codes are unique together."""

CODED: Final[Mapping[str, str]] = {**LINES, "taxes": "tax"}
"""All of them."""
