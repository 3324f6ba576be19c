"""Which accounts a trial or a move is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import Account, Subscription

MOST_LISTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Accounts that meet all of what is given; with nothing given, all.

    `numbers` name accounts one by one, and so do `ids`. With a `sample_size`, so many of them, drawn by the seed: the same
    seed draws the same accounts from the same set, and a larger sample has the smaller one in it.
    """

    billing_cycle_id: int | None = None
    only_plan_id: int | None = None
    numbers: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()
    sample_size: int | None = None
    sample_seed: int = 1


class UnknownAccounts(ValueError):
    """No account has these numbers."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = tuple(numbers)
        shown = ", ".join(self.numbers[:5])
        more = f" and {len(self.numbers) - 5:,} more" if len(self.numbers) > 5 else ""
        super().__init__(f"there is no account {shown}{more}: correct the numbers or leave them out")


def load_account_ids(wanted: AccountFilter, span: DaySpan) -> list[int]:
    """The ids of the accounts that are supplied on a day of the span, ascending; one query, two with numbers.

    Raises UnknownAccounts when there is no account of one of the numbers.
    """
    supplied = Subscription.objects.filter(
        supplied_in(span), plan_condition(wanted.only_plan_id), account=OuterRef("pk")
    )
    accounts = Account.objects.filter(Exists(supplied))
    if wanted.billing_cycle_id is not None:
        accounts = accounts.filter(billing_cycle=wanted.billing_cycle_id)
    if wanted.numbers:
        refuse_unknown(wanted.numbers)
        accounts = accounts.filter(number__in=wanted.numbers)
    if wanted.ids:
        accounts = accounts.filter(pk__in=wanted.ids)
    if wanted.sample_size is None:
        return list(accounts.order_by("pk").values_list("pk", flat=True))
    drawn = Func(
        Concat(Value(f"{wanted.sample_seed}:"), Cast("pk", TextField())),
        function="md5",
        output_field=TextField(),
    )
    ids = accounts.order_by(drawn, F("pk")).values_list("pk", flat=True)[: wanted.sample_size]
    return sorted(ids)


def plan_condition(plan_id: int | None) -> Q:
    """Of subscriptions: on the plan, or on any."""
    return Q() if plan_id is None else Q(plan=plan_id)


def supplied_in(span: DaySpan) -> Q:
    """Of subscriptions: that supply on a day of the span."""
    return Q(start_date__lt=span.to_date) & (Q(end_date=None) | Q(end_date__gt=span.from_date))


def refuse_unknown(numbers: Collection[str]) -> None:
    """Raise UnknownAccounts when there is no account of one of the numbers; one query."""
    known = set(Account.objects.filter(number__in=numbers).values_list("number", flat=True))
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise UnknownAccounts(unknown)
