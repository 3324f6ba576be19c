"""Drafts beside their account's earlier bills."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.drafting.bill_checks import (
    AccountHistory,
    EarlierPeak,
    HoldCode,
    Objection,
    PastBill,
    check_draft,
)
from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.drafts import draft_invoice
from tests.unit.invoicing.drafting.builders import MARCH, line, service, version

USED = {"rule": "per_unit", "of": "total", "m": "ELECTRICITY", "q": "310", "n": 743}


def draft(total, trace=USED, currency="EUR", **facts):
    """A draft of March, 31 days, without tax."""
    rated = line(total, None, trace=trace)
    return draft_invoice([RatedService(service(version=version(currency=currency), **facts), (rated,))])


def bill(first, days, per_day):
    return PastBill(DaySpan(first, first + timedelta(days=days)), Decimal(per_day) * days)


def winter(*per_day):
    """Bills of 31 days, the last until 1 March."""
    return AccountHistory(
        [
            bill(MARCH.from_date - timedelta(days=31 * back), 31, one)
            for back, one in zip(range(len(per_day), 0, -1), per_day, strict=True)
        ]
    )


def held(*args, **kwargs):
    found = check_draft(*args, **kwargs)
    return None if found is None else found.code


def test_lets_a_usual_bill_go():
    assert check_draft(draft("62.00"), winter("2.00", "2.10", "1.90")) is None


def test_holds_a_bill_of_more_than_two_and_a_half_times_the_median_of_the_last_three():
    history = winter("9.00", "2.00", "2.10", "1.90")
    assert check_draft(draft("155.00"), history) is None
    assert check_draft(draft("155.31"), history) == Objection(
        HoldCode.HIGH, "2.5 times the usual bill: 5.01 a day, the last 3 bills came to 2.00"
    )


def test_holds_a_bill_of_less_than_two_fifths_of_the_median():
    history = winter("2.00", "2.10", "1.90")
    assert check_draft(draft("24.80"), history) is None
    assert check_draft(draft("24.49"), history) == Objection(
        HoldCode.LOW, "40 % of the usual bill: 0.79 a day, the last 3 bills came to 2.00"
    )


def test_measures_against_the_same_season_of_last_year_where_there_is_one():
    last_year = bill(date(2025, 3, 3), 30, "1.00")
    history = AccountHistory([last_year, *winter("9.00", "9.00", "9.00").bills])
    assert check_draft(draft("62.00"), history) is None
    assert check_draft(draft("62.31"), history) == Objection(
        HoldCode.HIGH, "2.0 times the usual bill: 2.01 a day, the same season last year came to 1.00"
    )
    too_early = AccountHistory([bill(date(2025, 1, 14), 30, "1.00"), *winter("9.00", "9.00", "9.00").bills])
    assert held(draft("62.31"), too_early) == HoldCode.LOW


def test_does_not_bother_anybody_with_small_change():
    # 2.00 instead of 0.10 a day for 15 days: 28.50; for 16 days: 30.40.
    history = winter("0.10", "0.10", "0.10")
    for days, code in ((15, None), (16, HoldCode.HIGH)):
        span = DaySpan(MARCH.from_date, MARCH.from_date + timedelta(days=days))
        assert held(draft(str(2 * days), span=span), history) == code


def test_counts_small_change_in_the_coins_of_the_currency():
    history = winter("10", "10", "10")
    assert held(draft("900", currency="JPY"), history) is None
    assert held(draft("3500", currency="JPY"), history) == HoldCode.HIGH


def test_asks_for_two_bills_at_least_and_leaves_very_short_ones_out():
    assert held(draft("900.00"), winter("2.00")) is None
    short = [bill(date(2026, 2, 20), 6, "2.00"), bill(date(2026, 2, 26), 3, "2.00")]
    assert held(draft("900.00"), AccountHistory(short)) is None
    assert (
        held(draft("900.00", span=DaySpan(date(2026, 3, 1), date(2026, 3, 7))), winter("2.00", "2.00"))
        is None
    )
    assert held(draft("900.00"), winter("2.00", "2.00")) == HoldCode.HIGH


def test_compares_a_bill_of_few_days_by_the_day():
    span = DaySpan(date(2026, 3, 1), date(2026, 3, 11))
    assert held(draft("20.00", span=span), winter("2.00", "2.00")) is None


def test_holds_a_first_bill_only_for_its_sign_and_its_readings():
    assert check_draft(draft("9000.00"), AccountHistory()) is None
    assert check_draft(draft("0.00", {**USED, "q": "0"}), AccountHistory()) is None
    assert check_draft(draft("-4.10"), AccountHistory()) == Objection(
        HoldCode.NEGATIVE, "a credit of 4.10: this is the first bill"
    )


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        (["1.00"], "a credit of 18.02: the bill before was not"),
        (["1.00", "1.00"], "a credit of 18.02: none of the 2 bills before was one"),
        (
            ["-1.00", "1.00", "1.00", "1.00"],
            "a credit of 18.02: 1 of the 4 bills before was one, none lately or in this season",
        ),
        (
            ["-1.00", "-1.00", "1.00", "1.00", "1.00"],
            "a credit of 18.02: 2 of the 5 bills before were one, none lately or in this season",
        ),
    ],
)
def test_holds_a_credit_where_none_is_usual(earlier, told):
    assert check_draft(draft("-18.02"), winter(*earlier)) == Objection(HoldCode.NEGATIVE, told)


def test_lets_a_credit_go_after_another_one():
    assert check_draft(draft("-18.02"), winter("1.00", "-1.00", "2.00")) is None


def test_lets_a_credit_go_that_is_usual_in_this_season():
    spring = bill(date(2025, 3, 10), 31, "-0.50")
    recent = winter(*["2.00"] * 10).bills
    assert check_draft(draft("-18.02"), AccountHistory([spring, *recent])) is None
    autumn = bill(date(2025, 10, 1), 31, "-0.50")
    assert held(draft("-18.02"), AccountHistory([autumn, *recent])) == HoldCode.NEGATIVE


def test_holds_a_credit_that_is_much_larger_than_the_usual_ones():
    assert check_draft(draft("-124.00"), winter("2.00", "-2.00")) is None
    assert check_draft(draft("-155.00"), winter("2.00", "-2.00")) == Objection(
        HoldCode.NEGATIVE, "a credit of 155.00: 5.00 a day, the largest usual one came to 2.00"
    )
    assert check_draft(draft("-15.50"), winter("-0.01")) is None, "it is not worth a clerk's time"


def test_holds_a_bill_without_usage_that_is_lower_than_usual():
    nothing = {**USED, "q": "0.000"}
    assert check_draft(draft("14.00", nothing), winter("0.50", "0.60")) == Objection(
        HoldCode.ZERO_USAGE, "DE1: no usage on 31 days: 0.45 a day, the last 2 bills came to 0.55"
    )


def test_lets_a_house_go_that_is_always_empty():
    assert check_draft(draft("15.50", {**USED, "q": "0"}), winter("0.50", "0.50")) is None


def test_tells_all_reasons_with_the_weightiest_first():
    nothing = {**USED, "q": "0", "e": 743}
    assert check_draft(draft("3.10", nothing), winter("2.00", "2.00")) == Objection(
        HoldCode.LOW,
        "5 % of the usual bill: 0.10 a day, the last 2 bills came to 2.00;"
        " DE1: no usage on 31 days: 0.10 a day, the last 2 bills came to 2.00;"
        " 100 % of the readings are not actual: 743 of 743 intervals",
    )


def test_holds_a_bill_of_which_more_than_fifteen_percent_are_not_measured():
    assert check_draft(draft("62.00", {**USED, "n": 100, "e": 15}), AccountHistory()) is None
    assert check_draft(draft("62.00", {**USED, "n": 1488, "e": 774}), AccountHistory()) == Objection(
        HoldCode.ESTIMATED, "52 % of the readings are not actual: 774 of 1,488 intervals"
    )


def test_holds_a_demand_of_more_than_one_and_a_half_times_the_highest_so_far():
    peak = {"rule": "per_unit", "of": "peak_demand", "m": "ELECTRICITY", "q": "106.80"}
    key = (1, "ELECTRICITY")
    assert held(draft("62.00", peak), AccountHistory(peaks={key: EarlierPeak(Decimal("71.2"), 3)})) is None
    higher = draft("62.00", {**peak, "q": "120.50"})
    assert check_draft(higher, AccountHistory(peaks={key: EarlierPeak(Decimal("71.20"), 3)})) == Objection(
        HoldCode.PEAK, "DE1: a demand of 120.5 kWh is 1.7 times the highest of 3 bills before, 71.2 kWh"
    )
    for peaks in ({}, {key: EarlierPeak(Decimal("71.20"), 2)}, {key: EarlierPeak(Decimal(0), 9)}):
        assert held(higher, AccountHistory(peaks=peaks)) is None


def test_cuts_very_long_reasons():
    idle = [
        RatedService(
            service(number, account_id=1, service_point_code=f"{number}".ljust(60, "P")),
            (line("0.10", None, trace={**USED, "q": "0"}),),
        )
        for number in range(1, 9)
    ]
    found = check_draft(draft_invoice(idle), winter("9.00", "9.00"))
    assert found.code == HoldCode.LOW
    assert len(found.reason) == 500
    assert found.reason.endswith("…")


@given(st.decimals("0.01", 1_000, places=2), st.integers(2, 12))
def test_a_bill_like_all_before_it_is_never_held(per_day, count):
    history = winter(*[per_day] * count)
    assert check_draft(draft(str(per_day * 31)), history) is None
