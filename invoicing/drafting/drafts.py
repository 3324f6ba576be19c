"""Rated services become drafts of invoices: frozen values, ready to be stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from invoicing.drafting.billable_service import BillableService, RatedService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.rating_basis import NO_BASIS, RatingBasis
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.drafting.totals import invoice_totals
from pricing.rating import RatedLine, RatedTax
from pricing.rating.carried import State

# What the columns of an invoice hold: 14 digits of money, 12 of a unit price, 18 of a quantity.
_MOST_MONEY: Final = Decimal(10) ** 14
_MOST_UNIT_PRICE: Final = Decimal(10) ** 12
_MOST_QUANTITY: Final = Decimal(10) ** 18


class AmountOutOfRange(ValueError):
    """An amount, price or quantity is larger than an invoice can state."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a draft: of which service it is, what was rated, and its share of the taxes."""

    service: BillableService
    rated: RatedLine
    tax_amount: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """Days of a subscription's charge group that a draft bills, and that nothing else may."""

    subscription_id: int
    charge_group: str
    span: DaySpan


@dataclass(frozen=True, slots=True)
class DraftBasis:
    """What a subscription's part of a draft was rated with, and what it leaves to the next bill."""

    subscription_id: int
    basis: RatingBasis
    carried: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice of one account that has no number yet."""

    account_id: int
    currency: str
    span: DaySpan
    net: Decimal
    tax: Decimal
    total: Decimal
    lines: tuple[DraftLine, ...]
    taxes: tuple[RatedTax, ...]
    claims: tuple[Claim, ...]
    bases: tuple[DraftBasis, ...] = ()


def draft_invoice(services: Sequence[RatedService]) -> Draft:
    """The draft of all services of one account, in the order given; they share currency and language.

    Lines and taxes are called what the plan calls them in that language: an issued invoice keeps it for good.

    Raises AmountOutOfRange when an invoice cannot state an amount.
    """
    first = services[0].service
    lines = [(rated.service, _named(line, rated.service)) for rated in services for line in rated.lines]
    currency = first.version.terms.currency
    totals = invoice_totals(
        [(line, service.version.terms) for service, line in lines], currency, first.language
    )
    _refuse_out_of_range(totals.net, totals.tax, totals.total, [line for _, line in lines])
    return Draft(
        account_id=first.account_id,
        currency=currency,
        span=DaySpan(
            min(rated.service.span.from_date for rated in services),
            max(rated.service.span.to_date for rated in services),
        ),
        net=totals.net,
        tax=totals.tax,
        total=totals.total,
        lines=tuple(
            DraftLine(service, line, tax)
            for (service, line), tax in zip(lines, totals.line_taxes, strict=True)
        ),
        taxes=totals.taxes,
        claims=tuple(
            Claim(rated.service.subscription_id, group, rated.service.span)
            for rated in services
            for group in rated.service.version.charge_groups
        ),
        bases=tuple(
            DraftBasis(rated.service.subscription_id, rated.service.basis, rated.carried)
            for rated in services
            if rated.carried or rated.service.basis != NO_BASIS
        ),
    )


def draft_accounts(
    rated: Iterable[RatedService], refused: Collection[int]
) -> tuple[list[Draft], list[Refusal]]:
    """A draft for each account, in the order of their ids, but for the refused ones; and further refusals.

    An account with one service that cannot be billed is not billed at all, so the refused ids are passed in.
    """
    by_account: dict[int, list[RatedService]] = defaultdict(list)
    for one in rated:
        if one.service.account_id not in refused:
            by_account[one.service.account_id].append(one)
    drafts, refusals = [], []
    for account_id, services in sorted(by_account.items()):
        services.sort(key=lambda one: one.service.subscription_id)
        try:
            drafts.append(draft_invoice(services))
        except AmountOutOfRange as error:
            refusals.append(Refusal(account_id, RefusalCode.UNABLE_TO_RATE, str(error)))
    return drafts, refusals


def _named(line: RatedLine, service: BillableService) -> RatedLine:
    words = service.version.terms.words_in(service.language)
    label = words.lines.get(line.charge_code, line.label)
    return line if label == line.label else replace(line, label=label)


def _refuse_out_of_range(net: Decimal, tax: Decimal, total: Decimal, lines: Sequence[RatedLine]) -> None:
    for amount in (net, tax, total, *(line.exact_amount for line in lines)):
        if abs(amount) >= _MOST_MONEY:
            raise AmountOutOfRange(f"an amount of {amount:.2f} is larger than an invoice can state")
    for line in lines:
        if abs(line.quantity) >= _MOST_QUANTITY or abs(line.unit_price) >= _MOST_UNIT_PRICE:
            raise AmountOutOfRange(
                f"{line.label}: a quantity of {line.quantity:f} at {line.unit_price:f} is larger than an invoice"
                " can state"
            )
