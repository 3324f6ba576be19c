"""What happens to the priced lines, in this order: percentage discounts, then minimum bills."""

from __future__ import annotations

from collections.abc import Sequence

from pricing.rating.adjustments.discounts import discount_lines
from pricing.rating.adjustments.minimum_bill import minimum_lines
from pricing.rating.lines import RatedLine
from pricing.rating.request import RatingBatch


def adjusted(lines: Sequence[RatedLine], batch: RatingBatch) -> tuple[RatedLine, ...]:
    """One account's charge lines with the plan's discount and minimum lines after them."""
    result = list(lines)
    for discount in batch.terms.discounts:
        result += discount_lines(discount, result, batch.terms)
    for minimum in batch.terms.minimums:
        result += minimum_lines(minimum, result, batch.terms, batch.days, batch.full_days)
    return tuple(result)
