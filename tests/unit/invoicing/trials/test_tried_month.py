"""Months of both sides, added up per account; what only one side can rate counts on neither."""

from dataclasses import replace
from decimal import Decimal

from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.refusals import RefusalCode
from invoicing.trials.tried_month import EffectTally, concerned, tried_month
from pricing.rating.plan_terms import Days, PerUnitPrice, Total
from tests.unit.invoicing.drafting.builders import line, service, version
from tests.unit.pricing.rating.builders import charge

ONE = PerUnitPrice(Decimal(1))
TRIED = version(version_id=8)


def rated(number, amount, **facts):
    return RatedService(service(number, **facts), [line(amount, None)])


def month(old, new, refusals=(), usage=None, idle=()):
    return tried_month(old, new, list(refusals), usage or {}, list(idle))


def tally(*months, members=(1,)):
    found = EffectTally(members, len(months), {1: (11, 21), 2: (12, 21), 3: (11, 22)})
    for place, each in enumerate(months):
        found.add(place, each, "EUR")
    return found


def test_adds_up_the_months_of_an_account():
    one = month([rated(1, "10.00")], [rated(1, "12.00")], usage={1: Decimal(100)})
    two = month([rated(1, "20.00")], [rated(1, "19.00")], usage={1: Decimal(50)})
    (found,) = tally(one, two).accounts()
    assert (found.effect.months, found.effect.old, found.effect.new) == (
        2,
        Decimal("30.00"),
        Decimal("31.00"),
    )
    assert (found.old_months, found.new_months) == (
        (Decimal("10.00"), Decimal("20.00")),
        (Decimal("12.00"), Decimal("19.00")),
    )
    assert found.effect.usage == 150
    assert (found.effect.plan_id, found.effect.utility_id) == (11, 21)


def test_leaves_a_refused_month_out_of_both_sides_and_says_why():
    no = service(1).refused(RefusalCode.MISSING_READINGS, "DE1: no reading")
    found = tally(
        month([rated(1, "10.00")], [rated(1, "12.00")]), month([rated(1, "20.00")], [], refusals=[no, no])
    )
    (account,) = found.accounts()
    assert (account.effect.months, account.effect.old) == (1, Decimal("10.00"))
    assert account.old_months == (Decimal("10.00"), None)
    (left_out,) = found.left_out()
    assert (left_out.account_id, left_out.months, left_out.code, left_out.reason) == (
        1,
        1,
        "MISSING_READINGS",
        "DE1: no reading",
    )


def test_refuses_an_account_as_a_whole_for_one_of_its_services():
    no = service(1).refused(RefusalCode.UNABLE_TO_RATE, "too large")
    second = rated(2, "5.00", account_id=1)
    found = tally(month([rated(1, "10.00"), second], [second], refusals=[no]))
    assert found.accounts() == []


def test_an_account_with_several_plans_is_of_none_alone():
    both = [rated(1, "1.00"), rated(2, "2.00", account_id=1)]
    (account,) = tally(month(both, both)).accounts()
    assert (account.effect.plan_id, account.effect.utility_id) == (None, 21)


def test_tells_accounts_that_the_version_is_nothing_to():
    found = tally(month([rated(1, "1.00")], [rated(1, "1.00")]), members=(1, 9))
    assert [(one.account_id, one.code) for one in found.left_out()] == [(9, "NOTHING_TO_PRICE")]


def test_a_version_concerns_services_that_count_what_it_counts():
    assert concerned(service(), TRIED)
    assert concerned(service(), version(charge("fee", Days(), ONE)))
    assert not concerned(service(), version(charge("gas", Total("GAS"), ONE)))
    assert not concerned(
        service(version=replace(version(), terms=replace(version().terms, currency="USD"))), TRIED
    )


def test_refuses_what_is_larger_than_can_be_stated():
    small, large = rated(1, "1.00"), rated(1, "1000000000000")
    found = tally(
        month([small], [small]), month([small], [large]), month([small], [small], usage={1: Decimal("1e16")})
    )
    assert found.accounts()[0].effect.months == 1
    (left_out,) = found.left_out()
    assert (left_out.months, left_out.code, left_out.reason) == (
        2,
        "UNABLE_TO_RATE",
        "an amount or quantity is larger than a trial can state",
    )
