"""How the money of the usage pages adds up to the bill: its parts as rows with their sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from invoicing.queries.bill_parts import BillPart
from metering.usage.directions import is_export


@dataclass(frozen=True, slots=True)
class BillSum:
    """A row: a metric, or a charge by its name; `is_shown` is what the picture is about, and
    `is_fixed` what does not depend on use.
    """

    label: str
    place: str
    amount: Decimal
    is_shown: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class BillSums:
    """The rows, what is used before what is given away before what depends on neither, and their sum."""

    rows: tuple[BillSum, ...]
    total: Decimal

    @property
    def has_fixed(self) -> bool:
        """Whether there is a part that does not depend on use."""
        return any(row.is_fixed for row in self.rows)


def bill_sums(parts: Sequence[BillPart], shown: tuple[Any, str], names: Mapping[str, str]) -> BillSums | None:
    """The parts of one bill or of several, added up; None without any.

    `shown` is the subscription's id (None for all) and the metric that the picture is about; `names` those of
    the metrics. Places are named where there are several.
    """
    if not parts:
        return None
    subscription_id, shown_metric = shown
    places = len({part.service_point_code for part in parts}) > 1
    sums: dict[tuple[str, str, str, bool], Decimal] = {}
    for part in sorted(parts, key=_rank):
        label = names.get(part.metric, part.metric) if part.metric else part.label
        is_shown = part.metric == shown_metric and subscription_id in (None, part.subscription_id)
        key = (label, part.service_point_code if places else "", part.metric, is_shown)
        sums[key] = sums.get(key, Decimal(0)) + part.amount
    return BillSums(
        tuple(
            BillSum(label, place, amount, is_shown, not metric)
            for (label, place, metric, is_shown), amount in sums.items()
        ),
        sum((part.amount for part in parts), Decimal(0)),
    )


def _rank(part: BillPart) -> tuple[str, int]:
    return part.service_point_code, 2 if not part.metric else int(is_export(part.metric))
