"""A month of many accounts rated by the terms they have and by others, and what becomes of several months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from invoicing.drafting.billable_service import BillableService, RatedService, VersionTerms
from invoicing.drafting.refusals import Refusal, RefusalCode, one_per_account
from invoicing.trials.account_effects import AccountEffect, MonthAmounts, month_amounts, sum_of

NOTHING_TO_PRICE: Final = "NOTHING_TO_PRICE"
_NOTHING: Final = Decimal(0)
# The columns of an effect hold 14 digits of money and 18 of usage, over up to 24 months.
_MOST_MONEY: Final = Decimal(10) ** 12
_MOST_USAGE: Final = Decimal(10) ** 16
_TOO_LARGE: Final = "an amount or quantity is larger than a trial can state"
Segment = tuple[int, int]
"""The ids of a subscription's plan and of the utility of its service point."""


@dataclass(frozen=True, slots=True)
class TriedMonth:
    """The accounts that both terms could rate, by their ids; and why others could not be rated.

    `usage` is of the first metric that the tried version counts. Accounts of `idle` have services, but none of
    them is anything to the version.
    """

    old: Mapping[int, Sequence[RatedService]]
    new: Mapping[int, Sequence[RatedService]]
    usage: Mapping[int, Decimal]
    refusals: Sequence[Refusal]
    idle: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class TriedAccount:
    """An account's effect, and its net amounts month by month; None for a month that was not rated."""

    effect: AccountEffect
    old_months: tuple[Decimal | None, ...]
    new_months: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An account of which so many months were not rated, and why; `code` is one of TrialRefusal.Code."""

    account_id: int
    months: int
    code: str
    reason: str


@dataclass(slots=True)
class EffectTally:
    """Adds up the months of a trial; every month of `month_count` is added once, by its place.

    `members` are the accounts that the trial is about, whether or not anything of them is rated.
    """

    members: Sequence[int]
    month_count: int
    segments: Mapping[int, Segment]
    _amounts: defaultdict[int, dict[int, MonthAmounts]] = field(default_factory=lambda: defaultdict(dict))
    _usage: dict[int, Decimal] = field(default_factory=dict)
    _segments: defaultdict[int, set[Segment]] = field(default_factory=lambda: defaultdict(set))
    _refusals: defaultdict[int, list[Refusal]] = field(default_factory=lambda: defaultdict(list))
    _refused_months: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, place: int, month: TriedMonth, currency: str) -> None:
        """Take in what a month came to, in the currency of the tried version."""
        for account_id, new in month.new.items():
            old = month.old[account_id]
            amounts = month_amounts(old, new, currency)
            usage = month.usage.get(account_id)
            if _is_too_large(amounts, usage):
                self._refuse(place, old[0].service.refused(RefusalCode.UNABLE_TO_RATE, _TOO_LARGE))
                continue
            self._amounts[account_id][place] = amounts
            self._segments[account_id].update(self.segments[rated.service.subscription_id] for rated in old)
            if usage is not None:
                self._usage[account_id] = self._usage.get(account_id, _NOTHING) + usage
        for refusal in month.refusals:
            self._refuse(place, refusal)

    def accounts(self) -> list[TriedAccount]:
        """The accounts with at least one month, by id."""
        return [self._account(account_id, months) for account_id, months in sorted(self._amounts.items())]

    def left_out(self) -> list[LeftOut]:
        """The accounts with a month that was not rated, by id, each with all its reasons."""
        found = [
            LeftOut(
                merged.account_id,
                len(self._refused_months[merged.account_id]),
                merged.code.value,
                merged.reason,
            )
            for merged in one_per_account(
                refusal for refusals in self._refusals.values() for refusal in refusals
            )
        ]
        idle = set(self.members) - self._amounts.keys() - self._refusals.keys()
        reason = "nothing that the version charges for is measured here"
        found += [LeftOut(account_id, self.month_count, NOTHING_TO_PRICE, reason) for account_id in idle]
        return sorted(found, key=lambda one: one.account_id)

    def _refuse(self, place: int, refusal: Refusal) -> None:
        self._refusals[refusal.account_id].append(refusal)
        self._refused_months[refusal.account_id].add(place)

    def _account(self, account_id: int, months: Mapping[int, MonthAmounts]) -> TriedAccount:
        total = sum_of(list(months.values()))
        plans = {plan_id for plan_id, _ in self._segments[account_id]}
        utilities = {utility_id for _, utility_id in self._segments[account_id]}
        places = [months.get(place) for place in range(self.month_count)]
        return TriedAccount(
            AccountEffect(
                account_id=account_id,
                months=len(months),
                old=total.old_net,
                new=total.new_net,
                old_tax=total.old_tax,
                new_tax=total.new_tax,
                usage=self._usage.get(account_id),
                plan_id=_only(plans),
                utility_id=_only(utilities),
            ),
            tuple(None if month is None else month.old_net for month in places),
            tuple(None if month is None else month.new_net for month in places),
        )


def counts_alike(own: VersionTerms, other: VersionTerms) -> bool:
    """Whether the other version counts something that a service's own version counts too, or nothing at all."""
    return not other.metrics or not set(other.metrics).isdisjoint(own.metrics)


def concerned(service: BillableService, version: VersionTerms) -> bool:
    """Whether the version could price the service: it counts something of it, in its currency."""
    own = service.version
    return own.terms.currency == version.terms.currency and counts_alike(own, version)


def tried_month(
    old: Sequence[RatedService],
    new: Sequence[RatedService],
    refusals: Sequence[Refusal],
    usage: Mapping[int, Decimal],
    idle: Sequence[int],
) -> TriedMonth:
    """The month of the accounts of which no service was refused, each with the services of both sides."""
    refused = {refusal.account_id for refusal in refusals}
    return TriedMonth(_by_account(old, refused), _by_account(new, refused), usage, refusals, idle)


def _is_too_large(amounts: MonthAmounts, usage: Decimal | None) -> bool:
    money = (amounts.old_net, amounts.old_tax, amounts.new_net, amounts.new_tax)
    return any(abs(amount) >= _MOST_MONEY for amount in money) or abs(usage or _NOTHING) >= _MOST_USAGE


def _by_account(services: Sequence[RatedService], refused: set[int]) -> dict[int, list[RatedService]]:
    by_account: dict[int, list[RatedService]] = {}
    for rated in services:
        if rated.service.account_id not in refused:
            by_account.setdefault(rated.service.account_id, []).append(rated)
    return by_account


def _only(ids: set[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None
