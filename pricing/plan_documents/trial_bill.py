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
class TrialLine:
    """A line of the bill; a tax has kind "TAX"."""

    kind: str
    code: str
    label: str
    bucket: str
    tier: int | None
    amount: Decimal
    explanation: str


@dataclass(frozen=True, slots=True)
class TrialUsage:
    """How much of a metric was used."""

    metric: str
    total: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class TrialBill:
    """A quote, to be shown; amounts in `currency`."""

    lines: tuple[TrialLine, ...]
    taxes: tuple[TrialLine, ...]
    total: Decimal
    currency: str
    days: int
    usage: tuple[TrialUsage, ...]
    warnings: tuple[str, ...]


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


def sample_bill(document: dict[str, Any], profile: LoadProfile, from_date: date, to_date: date) -> TrialBill:
    """The bill for a profile's usage, on every metric that the plan charges for.

    Raises UnableToTryBill.
    """
    try:
        usage = {
            metric: sample_usage(profile, metric, document["metrics"][metric]["unit"], from_date, to_date)
            for metric in counted_metrics(document)
        }
        return _bill(quote_usage(document, usage, ZONE, from_date, to_date))
    except (UnableToQuote, InvalidPlanDocument, ValueError, ArithmeticError) as error:
        raise UnableToTryBill(str(error)) from error


def metered_bill(
    document: dict[str, Any],
    runs: Mapping[str, Sequence[ReadingRun]],
    zone_name: str,
    from_date: date,
    to_date: date,
) -> TrialBill:
    """The bill for readings by metric; those that the plan does not charge for are left out.

    Raises UnableToTryBill.
    """
    try:
        wanted = {metric: runs[metric] for metric in counted_metrics(document) if metric in runs}
        return _bill(quote_runs(document, wanted, zone_name, from_date, to_date))
    except (UnableToQuote, InvalidPlanDocument, ValueError, ArithmeticError) as error:
        raise UnableToTryBill(str(error)) from error


def bill_difference(before: TrialBill, after: TrialBill) -> BillDifference:
    """The difference between two bills, in the order of the newer one."""
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
        before=before.total,
        after=after.total,
    )


def _sums(bill: TrialBill) -> dict[tuple[str, str], tuple[str, Decimal]]:
    """Label and amount of each charge and tax."""
    sums: dict[tuple[str, str], tuple[str, Decimal]] = {}
    for line in (*bill.lines, *bill.taxes):
        key = line.kind, line.code
        sums[key] = line.label, sums.get(key, ("", Decimal(0)))[1] + line.amount
    return sums


def _bill(quote: dict[str, Any]) -> TrialBill:
    return TrialBill(
        lines=tuple(
            TrialLine(
                kind=line["kind"],
                code=line["charge_code"],
                label=line["label"],
                bucket=(line["bucket"] or "").replace("_", " "),
                tier=line["tier"],
                amount=Decimal(line["amount"]),
                explanation=line["explanation"],
            )
            for line in quote["lines"]
        ),
        taxes=tuple(
            TrialLine("TAX", tax["code"], tax["label"], "", None, Decimal(tax["amount"]), "")
            for tax in quote["taxes"]
        ),
        total=Decimal(quote["total"]),
        currency=quote["currency"],
        days=quote["period"]["days"],
        usage=tuple(
            TrialUsage(one["metric"].replace("_", " ").lower(), Decimal(one["total"]), one["unit"])
            for one in quote["usage"]
        ),
        warnings=tuple(quote["warnings"]),
    )
