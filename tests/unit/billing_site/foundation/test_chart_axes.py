"""Scales, labels and rows of charts."""

from decimal import Decimal

import pytest

from billing_site.foundation.chart_axes import (
    DataRow,
    Scale,
    axis_labels,
    axis_width,
    column,
    decimals_of,
    described,
)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([Decimal("2.104")], ["0", "1", "2", "3"]),
        ([Decimal("0.31"), None], ["0.0", "0.2", "0.4"]),
        ([90, 30], ["0", "50", "100"]),
        ([61, 75], ["0", "25", "50", "75"]),
        ([-30, 60], ["-50", "0", "50", "100"]),
        ([-3], ["-3", "-2", "-1", "0"]),
        ([0, 0], ["0", "1"]),
        ([None], ["0", "1"]),
        ([], ["0", "1"]),
    ],
)
def test_a_scale_holds_zero_and_all_values_between_round_numbers(values, ticks):
    scale = Scale.over(values, 100)
    assert [tick.value for tick in scale.ticks()] == [Decimal(tick) for tick in ticks]


def test_a_scale_draws_the_top_at_the_margin_and_the_bottom_below_the_height():
    scale = Scale.over([-50, 100], 90)
    assert [tick.y for tick in scale.ticks()] == ["98.0", "68.0", "38.0", "8.0"]
    assert scale.box(Decimal(0), Decimal(100)) == ("8.0", "60.0")
    assert scale.box(Decimal(0), Decimal(-50)) == ("68.0", "30.0")


def test_columns_tile_the_width_but_for_the_gap():
    assert column(1, 4) == ("25.000%", "25.000%")
    assert column(1, 4, 0.2) == ("27.500%", "20.000%")


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, []),
        (1, [0]),
        (12, list(range(12))),
        (24, [0, 3, 6, 9, 12, 15, 18, 21]),
        (31, [0, 4, 8, 12, 16, 20, 24, 28]),
        (48, [0, 6, 12, 18, 24, 30, 36, 42]),
        (96, [0, 12, 24, 36, 48, 60, 72, 84]),
        (100, [0, 12, 24, 36, 48, 60, 72, 84, 96]),
        (5000, [0]),
    ],
)
def test_shows_as_many_labels_as_have_room(count, shown):
    assert [label.text for label in axis_labels([str(n) for n in range(count)])] == [str(n) for n in shown]


def test_labels_of_wide_columns_stand_in_their_middle_and_those_of_narrow_ones_at_their_beginning():
    (first, second) = axis_labels(["Jan", "Feb"])
    assert (first.place, first.css_class, second.place) == ("25.000%", "mid", "75.000%")
    label = axis_labels([str(n) for n in range(48)])[1]
    assert (label.place, label.css_class) == ("12.500%", "")


def test_numbers_of_a_table_have_the_decimals_of_the_finest():
    rows = [DataRow("a", (Decimal("1.20"), None)), DataRow("b", (Decimal(3), 7))]
    assert decimals_of(rows) == 2
    assert decimals_of([]) == 0
    assert decimals_of([DataRow("a", (Decimal("0.000000001"),))]) == 6
    assert decimals_of([DataRow("a", (Decimal("1E+3"),))]) == 0


def test_tells_a_value_with_its_place_and_unit():
    assert described("18:00", Decimal("2.104"), "kWh") == "18:00: 2.104 kWh"
    assert described("18:00", None, "kWh") == "18:00: missing"
    assert described("", 3, "") == "3"


def test_the_axis_is_as_wide_as_its_longest_text():
    assert (axis_width([]), axis_width(["5", "1,000"])) == (8, 41)
