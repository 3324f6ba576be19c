"""A month of many accounts rated by the terms they have and by others, and what becomes of several months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from invoicing.drafting.billable_service import BillableService, RatedService, VersionTerms
from invoicing.drafting.refusals import Refusal, one_per_account
from invoicing.trials.account_effects import AccountEffect, MonthAmounts, month_amounts, sum_of

NOTHING_TO_PRICE: Final = "NOTHING_TO_PRICE"
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
    """Adds up the months of a trial; every month of `month_count` is added once, by its place."""

    month_count: int
    segments: Mapping[int, Segment]
    _amounts: defaultdict[int, dict[int, MonthAmounts]] = field(default_factory=lambda: defaultdict(dict))
    _usage: dict[int, Decimal] = field(default_factory=dict)
    _segments: defaultdict[int, set[Segment]] = field(default_factory=lambda: defaultdict(set))
    _refusals: defaultdict[int, list[Refusal]] = field(default_factory=lambda: defaultdict(list))
    _refused_months: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    _idle: set[int] = field(default_factory=set)

    def add(self, place: int, month: TriedMonth, currency: str) -> None:
        """Take in what a month came to, in the currency of the tried version."""
        for account_id, new in month.new.items():
            old = month.old[account_id]
            self._amounts[account_id][place] = month_amounts(old, new, currency)
            self._segments[account_id].update(self.segments[rated.service.subscription_id] for rated in old)
            if account_id in month.usage:
                self._usage[account_id] = self._usage.get(account_id, Decimal(0)) + month.usage[account_id]
        for refusal in month.refusals:
            self._refusals[refusal.account_id].append(refusal)
            self._refused_months[refusal.account_id].add(place)
        self._idle.update(month.idle)

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
        idle = self._idle - self._amounts.keys() - self._refusals.keys()
        reason = "nothing that the version charges for is measured here"
        found += [LeftOut(account_id, self.month_count, NOTHING_TO_PRICE, reason) for account_id in idle]
        return sorted(found, key=lambda one: one.account_id)

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


def concerned(service: BillableService, version: VersionTerms) -> bool:
    """Whether the version could price the service: it counts something that the service's own plan counts too.

    A version that counts nothing (a fee alone) could price any. Both are to be in one currency.
    """
    if service.version.terms.currency != version.terms.currency:
        return False
    return not version.metrics or not set(version.metrics).isdisjoint(service.version.metrics)


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


def _by_account(services: Sequence[RatedService], refused: set[int]) -> dict[int, list[RatedService]]:
    by_account: dict[int, list[RatedService]] = {}
    for rated in services:
        if rated.service.account_id not in refused:
            by_account.setdefault(rated.service.account_id, []).append(rated)
    return by_account


def _only(ids: set[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None
