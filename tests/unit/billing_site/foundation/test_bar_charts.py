"""Bars as geometry."""

from decimal import Decimal

import pytest

from billing_site.foundation.bar_charts import bar_chart, stacked_bars


def test_draws_a_bar_from_the_baseline_up_to_each_value():
    chart = bar_chart([1, 3], height=90, labels=["Jan", "Feb"], unit="kWh")
    first, second = chart.bars
    assert (first.x, first.width, first.y, first.height) == ("4.000%", "42.000%", "68.0", "30.0")
    assert (second.x, second.y, second.height) == ("54.000%", "8.0", "90.0")
    assert (chart.baseline, chart.height, chart.label_y) == ("98.0", 118, 113)
    assert [bar.title for bar in chart.bars] == ["Jan: 1 kWh", "Feb: 3 kWh"]


def test_draws_what_is_below_zero_downwards():
    chart = bar_chart([Decimal(-50), Decimal(100)], height=90)
    assert chart.baseline == "68.0"
    assert (chart.bars[0].y, chart.bars[0].height) == ("68.0", "30.0")


def test_marks_what_is_missing_over_the_whole_height_whatever_class_was_meant():
    chart = bar_chart([None, 3], height=90, classes=["c2", "c2 est"])
    missing, present = chart.bars
    assert (missing.css_class, missing.x, missing.width) == ("missing", "0.000%", "50.000%")
    assert (missing.y, missing.height, missing.title) == ("8.0", "90.0", "missing")
    assert present.css_class == "c2 est"


def test_says_the_same_as_rows():
    chart = bar_chart(
        [Decimal("1.250"), None],
        labels=["00:00", "00:30"],
        notes=["estimated", "missing"],
        urls=["/day/1", ""],
        unit="kWh",
    )
    assert [(row.label, row.values, row.note, row.url) for row in chart.rows] == [
        ("00:00", (Decimal("1.250"),), "estimated", "/day/1"),
        ("00:30", (None,), "missing", ""),
    ]
    assert (chart.decimals, chart.has_notes, chart.is_linked, chart.bars[0].url) == (3, True, True, "/day/1")


def test_shades_neighbouring_columns_as_one_band():
    chart = bar_chart([1, 2, 3, 4], bands=["odd", "odd", "", "bill"], height=90)
    assert [(band.x, band.width, band.y, band.height, band.css_class) for band in chart.bands] == [
        ("0.000%", "50.000%", "8.0", "90.0", "odd"),
        ("75.000%", "25.000%", "8.0", "90.0", "bill"),
    ]
    assert bar_chart([1]).bands == ()


def test_an_empty_chart_has_axes_and_nothing_else():
    chart = bar_chart([])
    assert (chart.bars, chart.rows, chart.labels) == ((), (), ())
    assert [tick.value for tick in chart.ticks] == [0, 1]
    assert not chart.has_notes
    assert not chart.is_linked


def test_refuses_sequences_of_another_length():
    with pytest.raises(ValueError, match="zip"):
        bar_chart([1, 2], labels=["Jan"])


def test_stacks_layers_and_hangs_what_is_negative_from_the_baseline():
    chart = stacked_bars(
        [[1, 0], [2, -3]], names=["peak", "night"], height=90, labels=["Jan", "Feb"], unit="kWh"
    )
    peak, night, feed_in = chart.bars
    assert [tick.value for tick in chart.ticks] == [-4, -2, 0, 2, 4]
    assert (peak.y, peak.height, peak.css_class) == ("41.8", "11.2", "c1")
    assert (night.y, night.height, night.css_class) == ("19.2", "22.5", "c2")
    assert (feed_in.y, feed_in.height, feed_in.title) == ("53.0", "33.8", "Feb night: \N{MINUS SIGN}3 kWh")
    assert chart.rows[1].values == (0, -3)
    assert [(each.name, each.css_class) for each in chart.series] == [("peak", "c1"), ("night", "c2")]


def test_every_layer_of_a_column_leads_where_the_column_does():
    chart = stacked_bars(
        [[1, 2], [3, 4]], names=["peak", "night"], labels=["Jan", "Feb"], notes=["", "part"], urls=["/1", ""]
    )
    assert [bar.url for bar in chart.bars] == ["/1", "/1", "", ""]
    assert [(row.note, row.url) for row in chart.rows] == [("", "/1"), ("part", "")]


def test_stacks_nothing_where_a_layer_has_no_value():
    chart = stacked_bars([[None, 5]], names=["peak"], classes=["c6"])
    (only,) = chart.bars
    assert (only.x, only.css_class) == ("54.000%", "c6")
    assert chart.rows[0].values == (None,)
    assert stacked_bars([], names=[]).bars == ()
