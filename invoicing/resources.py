"""Customers, accounts and subscriptions as rows of bulk files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q

from billing_site.foundation.bulk_data.columns import (
    ChoiceColumn,
    Column,
    DateColumn,
    EmailColumn,
    NumberColumn,
    PartColumn,
)
from billing_site.foundation.bulk_data.master_data_resource import MasterDataResource
from billing_site.foundation.bulk_data.reference_column import ReferenceColumn
from billing_site.foundation.bulk_data.row_outcomes import RowOutcome
from billing_site.foundation.bulk_data.rows_in_database import words_of_constraint
from invoicing.models import Account, BillingCycle, Customer, Invoice, Subscription
from invoicing.queries.billed_days import billed_among, load_billed_until_of_each
from metering.models import ServicePoint
from pricing.models import Plan

_CUSTOMERS: Final = ("C-20417", "C-20418", "C-20419")
_ACCOUNTS: Final = ("A-204171", "A-204181", "A-204191")
_DEFAULT_PAYMENT_DAYS: Final = 14
_OVERLAP: Final = "subscription_one_per_service_point_and_role"

_Objection = tuple[RowOutcome, str, str]


def other_currency(plan: Plan, account: Account) -> str:
    """What is wrong with a plan in another currency than the account's."""
    return (
        f"Plan {plan.code} is in {plan.currency}, account {account.number} in {account.currency}: "
        "choose a plan in the account's currency."
    )


def ends_in_billed_days(billed_until: date) -> str:
    """What is wrong with a move-out before the last billed day."""
    return (
        f"Move-out lies in days that are on an invoice: write {billed_until} or later, "
        "or credit the invoice first."
    )


class CustomerResource(MasterDataResource):
    """Persons and firms, each by its number."""

    key = ("number",)

    number = Column(
        "number", most=20, meaning="What tells customers apart; never changes.", examples=_CUSTOMERS
    )
    name = Column(
        "name", most=200, meaning="As it is printed on bills.",
        examples=("Ada Whitfield", "Harbour Cold Storage Ltd", "Jürgen Groß"),
    )  # fmt: skip
    email = EmailColumn(
        "email", most=254, empty="", meaning="Where to write to.",
        examples=("ada@example.com", "accounts@harbour.example", ""),
    )  # fmt: skip
    street = Column(
        "street", most=200, empty="", meaning="Street and number of the postal address.",
        examples=("12 Hollow Lane", "Pier 4", "Hauptstraße 7"),
    )  # fmt: skip
    city = Column(
        "city", most=200, empty="", meaning="Postcode and town of the postal address.",
        examples=("Leeds LS1 4AP", "Hull HU1 1UU", "10117 Berlin"),
    )  # fmt: skip

    class Meta:
        model = Customer
        fields = ("number", "name", "email", "street", "city")


class AccountResource(MasterDataResource):
    """What is billed, each by its number."""

    key = ("number",)
    related = ("customer", "billing_cycle")
    fixed_once_used = ("currency",)
    fixed_because = "Fixed: this account has invoices."

    number = Column(
        "number", most=20, meaning="What tells accounts apart; never changes.", examples=_ACCOUNTS
    )
    customer = ReferenceColumn(
        "customer_id", model=Customer, paths={"customer": "number"}, examples=_CUSTOMERS,
        meaning="Number of the customer who pays; it must exist.",
    )  # fmt: skip
    billing_cycle = ReferenceColumn(
        "billing_cycle_id", model=BillingCycle, paths={"billing_cycle": "code"},
        meaning="Code of the rhythm of its bills.", examples=("MONTHLY", "MONTHLY", "QUARTERLY"),
    )  # fmt: skip
    currency = Column(
        "currency", most=3, meaning="Code of ISO 4217 in capitals. Fixed once there are invoices.",
        examples=("GBP", "GBP", "EUR"),
    )  # fmt: skip
    language = ChoiceColumn(
        "language", choices=[(code, code) for code in Account.Language.values], empty=Account.Language.ENGLISH,
        meaning="Language of its bills: en or de; empty means en.", examples=("en", "", "de"),
    )  # fmt: skip
    payment_days = NumberColumn(
        "payment_days", largest=365, empty=_DEFAULT_PAYMENT_DAYS,
        meaning="Days from the invoice to its due date; empty means 14.", examples=("14", "30", ""),
    )  # fmt: skip

    class Meta:
        model = Account
        fields = ("number", "customer", "billing_cycle", "currency", "language", "payment_days")

    @classmethod
    def used_among(cls, ids: Collection[int]) -> set[int]:
        """Those with invoices: these and the ledger are in the account's currency."""
        invoices = Invoice.objects.filter(account__in=ids)
        return set(invoices.values_list("account_id", flat=True).distinct())


class SubscriptionResource(MasterDataResource):
    """Which account is supplied where, each by its service point, role and move-in."""

    key = ("role", "move_in", "service_point")
    related = ("account", "service_point__utility", "plan")
    fixed_once_used = ("account", "service_point", "plan", "role", "start_date")
    fixed_because = "Fixed: days of this subscription are billed."

    account = ReferenceColumn(
        "account_id", model=Account, paths={"account": "number"}, examples=_ACCOUNTS,
        meaning="Number of the account that pays; it must exist. Fixed once days are billed.",
    )  # fmt: skip
    utility = PartColumn(
        "service_point__utility__code", examples=("NORTH", "NORTH", "WATERCO"),
        meaning="Code of the service point's utility.",
    )  # fmt: skip
    service_point = ReferenceColumn(
        "service_point_id", model=ServicePoint, examples=("10 0042 7731", "10 0042 7732", "W-2209-01"),
        paths={"utility": "utility__code", "service_point": "code"},
        meaning="Code of the place of supply; it must exist.",
    )  # fmt: skip
    role = ChoiceColumn(
        "role", choices=Subscription.Role.choices, empty=Subscription.Role.SUPPLY,
        meaning="supply, delivery or add-on; empty means supply.", examples=("supply", "", "supply"),
    )  # fmt: skip
    plan = ReferenceColumn(
        "plan_id", model=Plan, paths={"plan": "code"}, examples=("UK-HOME", "UK-BUSINESS", "WATER-BLOCKS"),
        meaning="Code of the plan, in the account's currency. Fixed once days are billed.",
    )  # fmt: skip
    move_in = DateColumn(
        "start_date", meaning="First local day supplied.", examples=("2026-01-01", "2026-02-15", "2025-11-01")
    )
    move_out = DateColumn(
        "end_date", empty=None, meaning="First local day not supplied any more; empty while it goes on.",
        examples=("", "2026-12-31", ""),
    )  # fmt: skip

    class Meta:
        model = Subscription
        fields = ("account", "utility", "service_point", "role", "plan", "move_in", "move_out")

    @classmethod
    def used_among(cls, ids: Collection[int]) -> set[int]:
        """Those with billed days: an invoice says what was supplied to whom."""
        return billed_among(ids)

    def objections(self, rows: Sequence[RowOutcome]) -> Iterator[_Objection]:
        """One currency, no billed day lost, and no day supplied twice."""
        yield from _currency_objections(rows)
        ended = [row for row in rows if row.instance.pk and row.instance.end_date]
        until = load_billed_until_of_each([row.instance.pk for row in ended])
        for row in ended:
            billed_until = until.get(row.instance.pk)
            if billed_until and row.instance.end_date < billed_until:
                yield row, "move_out", ends_in_billed_days(billed_until)
        yield from _overlaps(rows)


def _currency_objections(rows: Sequence[RowOutcome]) -> Iterator[_Objection]:
    accounts = Account.objects.in_bulk({row.instance.account_id for row in rows})
    plans = Plan.objects.in_bulk({row.instance.plan_id for row in rows})
    for row in rows:
        account, plan = accounts[row.instance.account_id], plans[row.instance.plan_id]
        if account.currency != plan.currency:
            yield row, "plan", other_currency(plan, account)


def _overlaps(rows: Sequence[RowOutcome]) -> Iterator[_Objection]:
    """Rows that share days with another of the file or with a stored one that the file does not change."""
    _, message = words_of_constraint(Subscription, _OVERLAP)
    by_id = {row.instance.pk: row for row in rows if row.instance.pk}
    stored = Subscription.objects.filter(
        Q(service_point__in={row.instance.service_point_id for row in rows}) & ~Q(pk__in=by_id)
    )
    spans: dict[tuple[int, int], list[tuple[date, date, RowOutcome | None]]] = {}
    for place, role, start, end in stored.values_list("service_point_id", "role", "start_date", "end_date"):
        spans.setdefault((place, role), []).append((start, end or date.max, None))
    for row in rows:
        one: Any = row.instance
        spans.setdefault((one.service_point_id, one.role), []).append(
            (one.start_date, one.end_date or date.max, row)
        )
    for days in spans.values():
        yield from ((row, "move_in", message) for row in _overlapping(days))


def _overlapping(days: list[tuple[date, date, RowOutcome | None]]) -> Iterator[RowOutcome]:
    days.sort(key=lambda span: (span[0], span[1]))
    told: set[int] = set()
    latest_end, latest = date.min, None
    for start, end, row in days:
        if start < latest_end:
            # Of a row of the file and a stored one the row is to blame; of two rows, the later.
            for candidate in (row, latest):
                if candidate is not None and id(candidate) not in told:
                    told.add(id(candidate))
                    yield candidate
                    break
        if end > latest_end:
            latest_end, latest = end, row
