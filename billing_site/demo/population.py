"""The demo's people, places and contracts, drawn once and always alike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from billing_site.demo.households import Household
from billing_site.demo.markets import GROUPS, METRICS, Group
from billing_site.demo.months import later_month, month_of
from billing_site.demo.names import Address, Party, company, draw_address, draw_person
from billing_site.demo.trouble import Move, Point
from billing_site.demo.trouble_places import place_trouble
from billing_site.demo.world import (
    DemoAccount,
    DemoChannel,
    DemoCustomer,
    DemoServicePoint,
    DemoSite,
    DemoSubscription,
    DemoWorld,
)

BILLED_MONTHS: Final = 12
# Who has two sites: utility, the first point's number, the second's, and whether one account pays for both.
_TWO_SITES: Final = (
    ("HARBOUR", 3, 40, True),
    ("CAPRICORN", 6, 12, True),
    ("RIDINGS", 50, 57, True),
    ("FOGBANK", 10, 27, False),
    ("FOOTHILL", 1, 5, True),
    ("LAGOA", 4, 15, False),
)


def demo_world(last_month: date) -> DemoWorld:
    """Everything the demo stores, for the 12 months to the one that `last_month` lies in.

    The same month gives the same world. People begin on the first billed day, those who move in later then.
    """
    last_month = month_of(last_month)
    first_month = later_month(last_month, 1 - BILLED_MONTHS)
    town = _Town(first_month)
    for group in GROUPS:
        town.settle(group)
    utilities = tuple(dict.fromkeys(group.market.utility for group in GROUPS))
    trouble = place_trouble(first_month, {utility.code: town.points(utility.code) for utility in utilities})
    for move in trouble.moves:
        town.move(move)
    return DemoWorld(
        first_month=first_month,
        last_month=last_month,
        utilities=utilities,
        metrics=METRICS,
        sites=tuple(town.sites),
        service_points=tuple(town.service_points),
        channels=tuple(town.channels),
        customers=tuple(town.customers),
        accounts=tuple(town.accounts),
        subscriptions=tuple(town.subscriptions),
        plan_codes=tuple(dict.fromkeys(group.plan_code for group in GROUPS)),
        trouble=trouble,
    )


@dataclass(slots=True)
class _Town:
    """The world while people move in."""

    first_month: date
    sites: list[DemoSite] = field(default_factory=list)
    service_points: list[DemoServicePoint] = field(default_factory=list)
    channels: list[DemoChannel] = field(default_factory=list)
    customers: list[DemoCustomer] = field(default_factory=list)
    accounts: list[DemoAccount] = field(default_factory=list)
    subscriptions: list[DemoSubscription] = field(default_factory=list)

    def points(self, utility_code: str) -> list[DemoServicePoint]:
        """The utility's service points in the order of their numbers."""
        return [point for point in self.service_points if point.utility_code == utility_code]

    def settle(self, group: Group) -> None:
        """Let the customers of a group move in on the first billed day."""
        taken = len(self.points(group.market.utility.code))
        for of_group in range(group.count):
            number = taken + of_group
            rng = np.random.default_rng([group.market.number, number])
            address = self._free_address(group, rng)
            party = (
                company(_region(group), of_group) if group.is_company else draw_person(_region(group), rng)
            )
            point = self._build(group, number, of_group, address, party, rng)
            account = self._account_shared_with(group, number)
            if account is None:
                account = self._sign_up(group, party, address, self._owner(group, number))
            self._subscribe(account, point, group.plan_code, group, self.first_month)

    def move(self, move: Move) -> None:
        """End the contract at a point, and begin the next customer's unless it stays vacant.

        The home is empty for some days before the next customer, and from then on when none follows.
        """
        index = next(i for i, one in enumerate(self.subscriptions) if _point(one) == move.point)
        leaving = replace(self.subscriptions[index], end_date=move.moved_on)
        self.subscriptions[index] = leaving
        self._leave_empty(move)
        if move.is_vacant:
            return
        sold = (leaving.utility_code, leaving.plan_code)
        group = next(one for one in GROUPS if (one.market.utility.code, one.plan_code) == sold)
        rng = np.random.default_rng([group.market.number, index, 1])
        site_code = next(p.site_code for p in self.service_points if _point_of(p) == move.point)
        site = next(site for site in self.sites if site.code == site_code)
        party = draw_person(_region(group), rng)
        account = self._sign_up(group, party, Address(site.street, site.city), None)
        arriving = replace(leaving, account_number=account, start_date=move.moved_on, end_date=None)
        self.subscriptions.append(arriving)

    def _leave_empty(self, move: Move) -> None:
        index = next(i for i, point in enumerate(self.service_points) if _point_of(point) == move.point)
        point = self.service_points[index]
        assert isinstance(point.consumer, Household)
        first = move.moved_on - timedelta(days=0 if move.is_vacant else 4)
        end = move.moved_on if not move.is_vacant else later_month(self.first_month, BILLED_MONTHS + 2)
        home = replace(point.consumer, away=(*point.consumer.away, (first, end)))
        self.service_points[index] = replace(point, consumer=home)

    def _free_address(self, group: Group, rng: np.random.Generator) -> Address:
        taken = {(site.street, site.city) for site in self.sites}
        while (address := draw_address(_region(group), rng)) in taken:
            pass
        return address

    def _build(
        self,
        group: Group,
        number: int,
        of_group: int,
        address: Address,
        party: Party,
        rng: np.random.Generator,
    ) -> DemoServicePoint:
        """A site with its service point, meter and channels."""
        market = group.market
        code = f"{market.utility.code}-{number + 1:03}"
        name = party.name if group.is_company else address.street
        self.sites.append(DemoSite(code, name, address.street, address.city, market.place.zone_name))
        consumer = group.draw(of_group, self.first_month, rng)
        point = DemoServicePoint(
            market.utility.code,
            market.identify(number),
            code,
            market.place,
            consumer,
            (market.number, number),
        )
        self.service_points.append(point)
        serial = f"{market.utility.code[:2]}{rng.integers(10_000_000, 99_999_999)}"
        self.channels += [
            DemoChannel(point.utility_code, point.code, channel, metric, market.step_minutes, serial)
            for channel, metric in group.channels or market.channels
        ]
        return point

    def _sign_up(self, group: Group, party: Party, address: Address, owner: str | None) -> str:
        """A new account, of a new customer unless `owner` has one already; returns its number."""
        if owner is None:
            owner = f"C-{100_001 + len(self.customers)}"
            self.customers.append(DemoCustomer(owner, party.name, party.email, address.street, address.city))
        account = DemoAccount(
            f"A-{200_001 + len(self.accounts)}",
            owner,
            group.market.currency,
            group.language,
            group.payment_days,
            group.billing_cycle,
        )
        self.accounts.append(account)
        return account.number

    def _subscribe(
        self, account: str, point: DemoServicePoint, plan_code: str, group: Group, start: date
    ) -> None:
        self.subscriptions.append(
            DemoSubscription(account, point.utility_code, point.code, plan_code, group.role, start)
        )

    def _account_shared_with(self, group: Group, number: int) -> str | None:
        """The account that pays for this point too, if its owner has one account for both sites."""
        return self._first_site(group, number, is_one_account=True)

    def _owner(self, group: Group, number: int) -> str | None:
        """The customer who has this point as a second site on an account of its own."""
        account_number = self._first_site(group, number, is_one_account=False)
        return next((a.customer_number for a in self.accounts if a.number == account_number), None)

    def _first_site(self, group: Group, number: int, is_one_account: bool) -> str | None:
        """The account of the first site of whoever has point `number` as a second one."""
        for utility_code, first, second, one_account in _TWO_SITES:
            if (utility_code, second, one_account) == (group.market.utility.code, number, is_one_account):
                code = self.points(utility_code)[first].code
                return next(s.account_number for s in self.subscriptions if s.service_point_code == code)
        return None


def _region(group: Group) -> str:
    return group.region or group.market.region


def _point(subscription: DemoSubscription) -> Point:
    return Point(subscription.utility_code, subscription.service_point_code)


def _point_of(service_point: DemoServicePoint) -> Point:
    return Point(service_point.utility_code, service_point.code)
