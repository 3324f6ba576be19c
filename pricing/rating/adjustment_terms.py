"""What happens to priced lines, as frozen values; the functions are in adjustments/ and taxes.py.

Each is applied to the charges it names (to all of them when it names none), in the order of adjustments/.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pricing.money import RoundingMode


class Span(StrEnum):
    """What an amount is given for."""

    PERIOD = "period"
    DAY = "day"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PercentDiscount:
    """A share of the named charges that is taken off."""

    code: str
    label: str
    percent: Decimal
    charges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedDiscount:
    """An amount that is taken off the named charges, never more than they come to.

    It is spread over them by weight, so that each line's tax follows it.
    """

    code: str
    label: str
    amount: Decimal
    charges: tuple[str, ...] = ()
    prorated: bool = False


@dataclass(frozen=True, slots=True)
class MaximumBill:
    """A ceiling over the named charges, after discounts."""

    code: str
    label: str
    amount: Decimal
    per: Span = Span.PERIOD
    charges: tuple[str, ...] = ()
    prorated: bool = True


@dataclass(frozen=True, slots=True)
class MinimumBill:
    """A floor under the named charges, after discounts and before tax.

    A floor per year is looked at in the period that ends `year_end_month`, with all periods of the year.
    """

    code: str
    label: str
    amount: Decimal
    per: Span = Span.PERIOD
    charges: tuple[str, ...] = ()
    tax_code: str | None = None
    prorated: bool = True
    year_end_month: int = 12


@dataclass(frozen=True, slots=True)
class Commitment:
    """Money promised for a period or a year: beyond it usage costs `overage_factor` times as much.

    Where the named charges stay below, the rest is charged at the end of the span if `true_up` says so.
    """

    code: str
    label: str
    amount: Decimal
    overage_factor: Decimal = Decimal(1)
    true_up: bool = True
    per: Span = Span.PERIOD
    charges: tuple[str, ...] = ()
    tax_code: str | None = None
    prorated: bool = True
    year_end_month: int = 12


@dataclass(frozen=True, slots=True)
class Rider:
    """A percentage on top of the named charges, such as a fuel adjustment; negative for a reduction."""

    code: str
    label: str
    percent: Decimal
    charges: tuple[str, ...] = ()
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class MoneyBank:
    """Credits for what is fed in (`credits`), set against `charges` now and carried to later periods.

    What is earned is used in the same period, or from the next one on. In the period that ends
    `true_up_month` the rest is paid out, or lost if it `expires`.
    """

    code: str
    label: str
    charges: tuple[str, ...]
    credits: tuple[str, ...]
    used_at_once: bool = True
    true_up_month: int | None = None
    expires: bool = False


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """A tax on every line that carries its code, and on the lines of `charges`.

    `on_taxes` are codes of earlier taxes whose amount is taxed too. `mode` is the rounding that the law asks
    for, where it is not the plan's.
    """

    code: str
    label: str
    percent: Decimal
    charges: tuple[str, ...] = ()
    on_taxes: tuple[str, ...] = ()
    mode: RoundingMode | None = None
