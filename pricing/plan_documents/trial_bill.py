"""What a plan that is being written would cost somebody, and what the version in force costs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from metering.usage.series_assembly import ReadingRun
from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.plan_documents.quotation import UnableToQuote, counted_metrics, quote_runs, quote_usage
from pricing.plan_documents.sample_usage import ZONE, LoadProfile, sample_usage


class UnableToTryBill(Exception):
    """There is no bill for this usage; the message says why."""


@dataclass(frozen=True, slots=True)
class ChargeDifference:
    """What one charge, or one tax, comes to on both; None where a plan has none of that code."""

    label: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """After less before."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class BillDifference:
    """Two bills for the same usage, charge by charge; amounts in the plan's currency."""

    charges: tuple[ChargeDifference, ...]
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """After less before."""
        return self.after - self.before

    @property
    def share(self) -> Decimal | None:
        """The difference as a share of what it was before; None from nothing."""
        return self.difference / self.before if self.before > 0 else None


def sample_bill(
    document: dict[str, Any], profile: LoadProfile, from_date: date, to_date: date
) -> dict[str, Any]:
    """The quote (see `quote_usage`) for a profile's usage, on every metric that the plan charges for.

    Raises UnableToTryBill.
    """
    try:
        usage = {
            metric: sample_usage(profile, metric, document["metrics"][metric]["unit"], from_date, to_date)
            for metric in counted_metrics(document)
        }
        return quote_usage(document, usage, ZONE, from_date, to_date)
    except (UnableToQuote, InvalidPlanDocument, ValueError, ArithmeticError) as error:
        raise UnableToTryBill(str(error)) from error


def metered_bill(
    document: dict[str, Any],
    runs: Mapping[str, Sequence[ReadingRun]],
    zone_name: str,
    from_date: date,
    to_date: date,
) -> dict[str, Any]:
    """The quote for readings by metric; those that the plan does not charge for are left out.

    Raises UnableToTryBill.
    """
    try:
        wanted = {metric: runs[metric] for metric in counted_metrics(document) if metric in runs}
        return quote_runs(document, wanted, zone_name, from_date, to_date)
    except (UnableToQuote, InvalidPlanDocument, ValueError, ArithmeticError) as error:
        raise UnableToTryBill(str(error)) from error


def bill_difference(before: dict[str, Any], after: dict[str, Any]) -> BillDifference:
    """The difference between two quotes, in the order of the newer one."""
    old, new = _sums(before), _sums(after)
    return BillDifference(
        charges=tuple(
            ChargeDifference(
                label=(new.get(key) or old[key])[0],
                before=old[key][1] if key in old else None,
                after=new[key][1] if key in new else None,
            )
            for key in [*new, *(key for key in old if key not in new)]
        ),
        before=Decimal(before["total"]),
        after=Decimal(after["total"]),
    )


def _sums(quote: dict[str, Any]) -> dict[tuple[str, str], tuple[str, Decimal]]:
    """Label and amount of each charge and tax."""
    sums: dict[tuple[str, str], tuple[str, Decimal]] = {}
    for line in quote["lines"]:
        key = line["kind"], line["charge_code"]
        amount = sums.get(key, ("", Decimal(0)))[1] + Decimal(line["amount"])
        sums[key] = line["label"], amount
    for tax in quote["taxes"]:
        sums["TAX", tax["code"]] = tax["label"], Decimal(tax["amount"])
    return sums
