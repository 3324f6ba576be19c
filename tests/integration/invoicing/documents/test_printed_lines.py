# ruff: noqa: RUF001 - dashes are printed
"""Lines as they are printed, and what they say together."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.documents.formats import Formats
from invoicing.documents.printed_lines import not_actual, printed_lines, usage_facts, usage_parts
from tests.integration.invoicing.documents.sample_documents import (
    DISCOUNT,
    JANUARY,
    STANDING,
    bucket,
    energy,
    line,
)

BRITISH = Formats("en", "GBP")
EXPORT = line(
    9,
    "Export",
    "kWh",
    {"rule": "per_unit", "of": "total", "m": "EXPORT", "q": "100", "n": 1488, "e": 4, "p": "-0.1"},
)


def printed(*lines, formats=BRITISH):
    return printed_lines(lines, JANUARY, formats, lambda line: "")


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_gives_numbers_of_one_unit_the_same_decimals():
    lines = printed(STANDING, energy(2, 1, "0", "300", "0.25"), energy(3, 2, "300", None, "0.3125"))
    assert [plain(one.quantity) for one in lines] == ["31 days", "300.0 kWh", "120.5 kWh"]
    assert [one.unit_price for one in lines] == ["0.45", "0.2500", "0.3125"]


def test_shows_no_quantity_where_the_amount_is_none_times_a_price():
    fixed = line(1, "Base fee", "period", {"rule": "fixed", "of": "period", "q": "1", "p": "9.90"})
    assert [(one.quantity, one.unit_price, one.amount) for one in printed(fixed, DISCOUNT)] == [
        ("", "", "9.90"),
        ("", "", "−5.62"),
    ]


@pytest.mark.parametrize("rule", ["discount_fixed", "maximum", "rider", "commitment", "overage", "bank_used"])
def test_shows_no_quantity_of_what_is_done_to_amounts(rule):
    adjusted = replace(DISCOUNT, trace={"rule": rule, "u": "50.00", "p": "10", "r": [2, "half_up"]})
    assert [(one.quantity, one.unit_price) for one in printed(adjusted)] == [("", "")]


@pytest.mark.parametrize(
    ("bottom", "top", "scale", "detail"),
    [
        ("0", "300", (1, 1), "up to 300 kWh"),
        ("300", "400", (1, 1), "300 to 400 kWh"),
        ("300", None, (1, 1), "above 300 kWh"),
        ("0", None, (1, 1), ""),
        ("300", None, (10, 31), "above 96.774… kWh"),
        ("8.2", "12", (31, 1), "254.2 to 372 kWh"),
    ],
)
def test_tells_a_tier_as_it_applied(bottom, top, scale, detail):
    (shown,) = printed(energy(1, 1, bottom, top, "0.25", s=list(scale)))
    assert plain(shown.detail) == detail


def test_tells_for_which_days_a_line_is_if_not_for_all():
    (shown,) = printed(replace(STANDING, from_date=date(2026, 1, 11), bucket="night_rate"))
    assert shown.detail == "night rate, 11–31 Jan 2026"


def test_takes_the_whole_usage_from_a_line_that_counts_it():
    lines = [bucket(1, "peak", "100", "0.3"), energy(2, 1, "0", None, "0.001")]
    assert [plain(fact) for fact in usage_facts(lines, 31, BRITISH)] == ["420.5 kWh", "13.6 kWh a day"]


def test_adds_up_buckets_once_even_if_two_charges_count_them():
    twice = replace(bucket(3, "high", "400", "0.1"), charge_code="OTHER")
    lines = [bucket(1, "peak", "100", "0.3"), bucket(2, "off", "300", "0.2"), twice]
    assert plain(usage_facts(lines, 31, BRITISH)[0]) == "400 kWh"
    assert [(part.share, part.caption) for part in usage_parts(lines, BRITISH)] == [
        (0.25, "peak 25%"),
        (0.75, "off 75%"),
    ]


def test_names_no_usage_of_several_metrics_or_none():
    assert usage_facts([energy(1, 1, "0", None, "0.25"), EXPORT], 31, BRITISH) == ("", "")
    assert usage_facts([STANDING, DISCOUNT], 31, BRITISH) == ("", "")


@pytest.mark.parametrize(
    "quantities",
    [("100",), ("0", "0"), ("100", "-1"), ("1", "2", "3", "4", "5", "6")],
)
def test_draws_no_picture_that_would_not_tell(quantities):
    lines = [bucket(number, f"b{number}", quantity, "1") for number, quantity in enumerate(quantities)]
    assert usage_parts(lines, BRITISH) == []


def test_counts_each_interval_once_though_several_charges_look_at_it():
    lines = [
        bucket(1, "peak", "100", "0.3", n=500, e=2),
        bucket(2, "off", "300", "0.2", n=988, e=4),
        energy(3, 1, "0", "300", "0.25", e=6),
        energy(4, 2, "300", None, "0.31", e=6),
        EXPORT,
        replace(energy(5, 1, "0", None, "0.25", e=1), subscription_id=2),
        STANDING,
    ]
    assert not_actual(lines) == (6 + 4 + 1, 3 * 1488)


def test_counts_nothing_where_nothing_was_measured():
    assert not_actual([STANDING, DISCOUNT]) == (0, 0)
