"""Demand as it is billed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pricing.rating import UnableToRate, rate_accounts
from pricing.rating.carried import Carried
from pricing.rating.determinants.billed_demand import measure_billed_demand
from pricing.rating.plan_terms import BilledDemand, MetricTerms, PeakDemand, PerUnitPrice, Ratchet
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import METRIC, batch, charge, local_days, request, series, terms

KEY = f"peaks:{METRIC}:60"
METRICS = {METRIC: MetricTerms("kWh"), "REACTIVE": MetricTerms("kvarh")}
NIGHT = TouCalendar("c", ("night", "day"), (TouWindow("night", to_minute=360), TouWindow("day")))
ALL_YEAR = (Decimal(80),) * 12
DEMAND = BilledDemand(PeakDemand(METRIC, 60), ratchet=Ratchet(11, ALL_YEAR))
LIFTED = BilledDemand(PeakDemand(METRIC, 60), reactive_metric="REACTIVE", target_power_factor=Decimal("0.90"))


def plan(determinant):
    buckets = [None] if determinant.peak.calendar is None else NIGHT.buckets
    prices = dict.fromkeys(buckets, PerUnitPrice(Decimal(18)))
    return terms(charge("demand", determinant, prices), calendars={"c": NIGHT}, metrics=METRICS)


def asked(determinant, loads, month=8, reactive=0, history=(), contracted=()):
    """The first day of a month of 2026 with these loads, over and over."""
    day = local_days("UTC", date(2026, month, 1), date(2026, month, 2))
    hours = [loads[hour % len(loads)] for hour in range(24)]
    return replace(
        request(plan(determinant), day),
        usage={METRIC: series(day, 60, hours), "REACTIVE": series(day, 60, reactive, unit="kvarh")},
        carried=Carried({KEY: {"peaks": dict(history)}}),
        contracted={name: Decimal(value) for name, value in contracted},
    )


def billed(determinant, loads, **facts):
    (measured,) = measure_billed_demand(determinant, asked(determinant, loads, **facts).as_batch())
    return measured


def test_never_falls_under_80_percent_of_the_highest_earlier_peak():
    """Peaks of June to October at 18 a kW (tariform.com, demand charge ratchets explained)."""
    state, amounts = Carried(), []
    for month, peak in enumerate([300, 500, 280, 250, 220], start=6):
        one = replace(asked(DEMAND, [peak, 10], month=month), carried=state)
        (account,) = rate_accounts(one.as_batch())
        state = Carried(account.carried)
        amounts.append(account.lines[0].amount)
    assert amounts == [5400, 9000, 7200, 7200, 7200]
    peaks = {
        f"2026-{month:02}": peak
        for month, peak in zip(range(6, 11), ["300", "500", "280", "250", "220"], strict=True)
    }
    assert state.of(KEY) == {"peaks": peaks}


@pytest.mark.parametrize(
    ("determinant", "facts", "demand", "by"),
    [
        (DEMAND, {}, "300", ["peak", "100"]),
        (DEMAND, {"history": [("2026-01", "500")]}, "400", ["ratchet", "80", "500", "2026-01"]),
        (DEMAND, {"history": [("2026-01", "375")]}, "300", ["peak", "100"]),  # a tie
        (replace(DEMAND, minimum=Decimal(350)), {}, "350", ["minimum"]),
        (
            replace(DEMAND, contract="kw", contract_percent=Decimal(50)),
            {"contracted": [("kw", "700")]},
            "350",
            ["contract", "50", "700"],
        ),
        (
            replace(DEMAND, current_percents=(Decimal(100),) * 7 + (Decimal("62.5"),) * 5),
            {},
            "187.5",
            ["peak", "62.5"],
        ),
    ],
)
def test_is_the_largest_of_what_the_terms_name(determinant, facts, demand, by):
    measured = billed(determinant, [300, 10], **facts)
    assert (measured.unit, measured.quantities) == ("kW", [Decimal(demand)])
    assert measured.facts == {"of": "billed_demand", "m": METRIC, "w": 60}
    assert measured.account_facts == [{"n": 24, "at": "2026-08-01T00:00Z", "pk": "300", "by": by}]


def test_raises_the_peak_to_the_target_power_factor():
    """0.90 x 800 kW / 0.80 = 900 kW (foretaggroup.com, power factor formulas)."""
    measured = billed(LIFTED, [800], reactive=600)
    assert measured.quantities == [900]
    assert measured.account_facts[0]["pk"] == "800"
    assert measured.account_facts[0]["pf"] == ["0.8000", "0.90"]
    assert measured.account_facts[0]["by"] == ["peak", "100"]


@pytest.mark.parametrize(("reactive", "target"), [(300, "0.90"), (600, "0.80")])
def test_leaves_the_peak_where_the_power_factor_is_good_enough(reactive, target):
    measured = billed(replace(LIFTED, target_power_factor=Decimal(target)), [800], reactive=reactive)
    assert measured.quantities == [800]
    assert "pf" not in measured.account_facts[0]


def test_keeps_the_raised_peak_for_the_ratchet():
    measured = billed(replace(LIFTED, ratchet=Ratchet(11, ALL_YEAR)), [800], reactive=600)
    assert measured.keeps == {f"{KEY}:REACTIVE/0.9/4": [{"peaks": {"2026-08": "900"}}]}


def test_keeps_nothing_without_a_ratchet():
    assert billed(LIFTED, [800]).keeps == {}


def test_keeps_a_history_for_each_bucket():
    determinant = replace(DEMAND, peak=PeakDemand(METRIC, 60, "c"))
    one = asked(determinant, [*[7] * 6, *[3] * 18])
    night = f"{KEY}:c/night"
    one = replace(one, carried=Carried({night: {"peaks": {"2026-07": "10"}}}))
    (account,) = rate_accounts(one.as_batch())
    assert [(line.bucket, line.quantity) for line in account.lines] == [("night", 8), ("day", 3)]
    assert account.carried == {
        night: {"peaks": {"2026-07": "10", "2026-08": "7"}},
        f"{KEY}:c/day": {"peaks": {"2026-08": "3"}},
    }


def test_books_parts_of_a_period_under_the_month_in_which_the_period_ends():
    full = local_days("UTC", date(2026, 8, 20), date(2026, 9, 19))
    for first, end in [(date(2026, 8, 20), date(2026, 8, 27)), (date(2026, 9, 1), date(2026, 9, 19))]:
        part = local_days("UTC", first, end)
        one = request(plan(DEMAND), part, series(part, 60, 5), full_period=full)
        (account,) = rate_accounts(one.as_batch())
        assert account.carried == {KEY: {"peaks": {"2026-09": "5"}}}


def test_gives_each_account_its_own_history():
    day = local_days("UTC", date(2026, 8, 1), date(2026, 8, 2))
    many = batch(plan(DEMAND), day, [series(day, 60, 5), series(day, 60, 6)])
    many = replace(many, carried=[Carried({KEY: {"peaks": {"2026-07": "100"}}}), Carried()])
    (measured,) = measure_billed_demand(DEMAND, many)
    assert measured.quantities == [80, 6]


@pytest.mark.parametrize(
    ("determinant", "reactive", "message"),
    [
        (replace(LIFTED, reactive_metric=None), 0, "needs a metric of reactive energy"),
        (LIFTED, 10**9, "power factor of ELECTRICITY is next to 0"),
        (replace(DEMAND, contract="kw"), 0, 'needs "kw" of the contract'),
    ],
)
def test_says_what_is_missing(determinant, reactive, message):
    with pytest.raises(UnableToRate, match=message):
        billed(determinant, [1], reactive=reactive)
