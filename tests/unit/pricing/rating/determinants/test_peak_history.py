"""What bills carry along of earlier peaks."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pricing.rating.determinants.peak_history import (
    EarlierPeak,
    highest_share,
    history_key,
    months_kept,
    with_peak,
)
from pricing.rating.plan_terms import BilledDemand, DailyPeaks, PeakDemand, PerUnitPrice, Ratchet, Total
from tests.unit.pricing.rating.builders import METRIC, charge, terms

ALWAYS = (Decimal(80),) * 12
SUMMER = tuple(Decimal(95 if month in {6, 7, 8, 9} else 0) for month in range(1, 13))
DEMAND = BilledDemand(PeakDemand(METRIC, 15), ratchet=Ratchet(11, ALWAYS))
PRICE = PerUnitPrice(Decimal(1))


def peaks(**by_month):
    """`jan26="5"` is the peak of January 2026."""
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return {
        "peaks": {f"20{name[3:]}-{months.index(name[:3]) + 1:02}": peak for name, peak in by_month.items()}
    }


@pytest.mark.parametrize(
    ("change", "peak_change", "bucket", "key"),
    [
        ({}, {}, None, "peaks:ELECTRICITY:15"),
        ({"minimum": Decimal(5), "ratchet": None, "contract": "kw"}, {}, None, "peaks:ELECTRICITY:15"),
        ({}, {"sliding": True}, None, "peaks:ELECTRICITY:15:sliding"),
        ({}, {"daily": DailyPeaks.SUM_OF_DAYS}, None, "peaks:ELECTRICITY:15:sum_of_days"),
        ({}, {"calendar": "tou"}, "on_peak", "peaks:ELECTRICITY:15:tou/on_peak"),
        (
            {"target_power_factor": Decimal("0.90"), "reactive_metric": "REACTIVE"},
            {},
            None,
            "peaks:ELECTRICITY:15:REACTIVE/0.9/4",
        ),
    ],
)
def test_is_kept_under_what_the_peak_depends_on(change, peak_change, bucket, key):
    determinant = replace(DEMAND, peak=replace(DEMAND.peak, **peak_change), **change)
    assert history_key(determinant, bucket) == key


def test_reaches_as_far_as_any_ratchet_of_the_plan_on_that_peak():
    short = replace(DEMAND, ratchet=Ratchet(3, SUMMER))
    other = replace(DEMAND, peak=PeakDemand(METRIC, 60), ratchet=Ratchet(23, ALWAYS))
    plan = terms(
        charge("a", short, PRICE),
        charge("b", Total(METRIC), PRICE, demand=replace(DEMAND, ratchet=Ratchet(6, ALWAYS))),
        charge("c", other, PRICE),
    )
    assert months_kept(short, plan) == 6
    assert months_kept(other, plan) == 23
    assert months_kept(replace(DEMAND, ratchet=None), terms()) == 0


@pytest.mark.parametrize(
    ("ratchet", "state", "share"),
    [
        (Ratchet(11, ALWAYS), {}, None),
        (Ratchet(11, ALWAYS), peaks(jan26="500", mar25="400"), ("2026-01", "500", "400")),
        # Twelve months back is one too many; this month's own peak and later ones are not earlier.
        (
            Ratchet(11, ALWAYS),
            peaks(feb25="900", feb26="800", mar26="700", dec25="3"),
            ("2025-12", "3", "2.4"),
        ),
        (Ratchet(12, ALWAYS), peaks(feb25="900", feb26="800"), ("2025-02", "900", "720")),
        # Summer only: the higher peak of winter never counts.
        (Ratchet(11, SUMMER), peaks(jul25="400", jan26="500"), ("2025-07", "400", "380")),
        (Ratchet(11, SUMMER), peaks(jan26="500"), None),
        # Of equal shares that of the latest month.
        (Ratchet(11, ALWAYS), peaks(oct25="5", dec25="5", jan26="4"), ("2025-12", "5", "4")),
    ],
)
def test_finds_the_largest_share_of_the_earlier_months(ratchet, state, share):
    found = highest_share(ratchet, "2026-02", state)
    if share is None:
        assert found is None
    else:
        month, peak, demand = share
        percent = ratchet.percents[int(month[5:]) - 1]
        assert found == EarlierPeak(month, Decimal(peak), percent)
        assert found.demand == Decimal(demand)


def test_keeps_the_months_that_a_ratchet_may_ask_for():
    state = peaks(jan25="1", feb25="2", mar25="3")
    assert with_peak(state, "2026-02", Decimal("4.50"), 11) == peaks(mar25="3", feb26="4.50")
    # The same month may be billed again in part: what it needed is still there.
    assert with_peak(state, "2026-01", Decimal(4), 11) == peaks(feb25="2", mar25="3", jan26="4")


@pytest.mark.parametrize(("second", "kept"), [("7", "7"), ("9", "9"), ("8", "8")])
def test_keeps_the_larger_peak_of_a_month_billed_in_two_parts(second, kept):
    first = with_peak({}, "2026-02", Decimal(7), 11)
    assert with_peak(first, "2026-02", Decimal(second), 11) == peaks(feb26=kept)


def test_keeps_the_first_part_where_the_second_is_lower():
    assert with_peak(peaks(feb26="7"), "2026-02", Decimal(3), 11) == peaks(feb26="7")
