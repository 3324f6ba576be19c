"""Histograms, bands and months as they are drawn."""

from datetime import date
from decimal import Decimal

from invoicing.queries.plan_trials import MonthSum
from invoicing.staff.trial_pictures import band_names, histogram_chart, month_sum_rows, segment_rows
from invoicing.trials.effect_statistics import Histogram, effect_sum
from tests.unit.invoicing.trials.builders import effect

MINUS = "\N{MINUS SIGN}"


def test_draws_decreases_and_increases_apart_and_what_is_far_out_at_the_ends():
    chart = histogram_chart(Histogram(Decimal(-5), Decimal(5), (2, 7), below=1, beyond=3), "EUR")
    assert [row.label for row in chart.rows] == ["less", f"{MINUS}5", "0", "more"]
    assert [row.values for row in chart.rows] == [(1,), (2,), (7,), (3,)]
    assert [bar.css_class for bar in chart.bars] == ["c3", "c3", "c1", "c1"]
    assert [bar.title for bar in chart.bars] == [
        f"below {MINUS}5 EUR: 1",
        f"{MINUS}5 to 0 EUR: 2",
        "0 to +5 EUR: 7",
        "+5 EUR and more: 3",
    ]


def test_draws_no_end_where_nothing_lies_beyond():
    chart = histogram_chart(Histogram(Decimal(0), Decimal("0.5"), (4,), 0, 0), "EUR")
    assert [bar.title for bar in chart.bars] == ["0 to +0.5 EUR: 4"]


def test_names_bands_by_their_bounds():
    assert band_names([Decimal("331.4"), Decimal(476), Decimal(1587)], "kWh") == {
        None: "nothing counted",
        0: "up to 331 kWh",
        1: "331 to 476 kWh",
        2: "476 to 1,587 kWh",
        3: "above 1,587 kWh",
    }
    assert band_names([], "") == {None: "nothing counted"}


def test_makes_rows_of_segments_and_months():
    sums = [(7, effect_sum([effect(1, "10", "12")])), (None, effect_sum([effect(2, "10", "9")]))]
    rows = segment_rows(sums, {7: "North", None: "several utilities"})
    assert [(row.name, row.sums.change, row.bar.width) for row in rows] == [
        ("North", Decimal(2), "50.0%"),
        ("several utilities", Decimal(-1), "25.0%"),
    ]
    (month,) = month_sum_rows([MonthSum(date(2026, 2, 1), Decimal(10), Decimal(9))])
    assert (month.name, month.key, month.change) == ("February 2026", "2026-02", Decimal(-1))
