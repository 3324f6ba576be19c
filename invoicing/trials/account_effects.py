"""What an account's months come to by the terms it has, and what they would by others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.totals import invoice_totals

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthAmounts:
    """An account's month by both terms: net amounts and taxes, each rounded as on a bill of its own."""

    old_net: Decimal
    old_tax: Decimal
    new_net: Decimal
    new_tax: Decimal


@dataclass(frozen=True, slots=True)
class AccountEffect:
    """An account's months that could be rated by both terms, added up; net amounts, with taxes apart.

    `usage` is what was used of the first metric that the other terms count, in its unit; None where they count
    none. `plan_id` and `utility_id` are None for an account that has several.
    """

    account_id: int
    months: int
    old: Decimal
    new: Decimal
    old_tax: Decimal
    new_tax: Decimal
    usage: Decimal | None = None
    plan_id: int | None = None
    utility_id: int | None = None

    @property
    def change(self) -> Decimal:
        """How much more the account would pay, without tax; less, below zero."""
        return self.new - self.old

    @property
    def change_per_month(self) -> Decimal:
        """The change of an average month."""
        return self.change / self.months

    @property
    def usage_per_month(self) -> Decimal | None:
        """The usage of an average month."""
        return None if self.usage is None else self.usage / self.months

    @property
    def ratio(self) -> Decimal | None:
        """The change as a share of what it is now; None where that is nothing or a credit."""
        return self.change / self.old if self.old > 0 else None


def month_amounts(old: Sequence[RatedService], new: Sequence[RatedService], currency: str) -> MonthAmounts:
    """The two totals of one account's services in one month, taxed as one bill each."""
    before, after = (
        invoice_totals(
            [(line, rated.service.version.terms) for rated in services for line in rated.lines], currency
        )
        for services in (old, new)
    )
    return MonthAmounts(before.net, before.tax, after.net, after.tax)


def sum_of(months: Sequence[MonthAmounts]) -> MonthAmounts:
    """The months added up."""
    return MonthAmounts(
        sum((month.old_net for month in months), _NOTHING),
        sum((month.old_tax for month in months), _NOTHING),
        sum((month.new_net for month in months), _NOTHING),
        sum((month.new_tax for month in months), _NOTHING),
    )
