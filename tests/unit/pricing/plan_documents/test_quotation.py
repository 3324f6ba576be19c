# ruff: noqa: RUF001 - the multiplication sign belongs to the sentences
"""A period of usage on a plan."""

import json
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from billing_site.quotes.table import quote_table
from metering.usage.local_calendar import LocalCalendar
from metering.usage.series_assembly import ReadingRun, assemble_series
from pricing.plan_documents.quotation import UnableToQuote, counted_metrics, quote_runs, quote_usage
from tests.unit.pricing.plan_documents.documents import charge_plan, total_plan, tou_plan

ZONE = "America/Los_Angeles"
JANUARY = date(2026, 1, 1), date(2026, 2, 1)


def usage(per_hour=1000, *, hours=None, dates=JANUARY, step=60):
    period = LocalCalendar(ZONE).span(*dates)
    count = int(period.duration.total_seconds() // 3600) if hours is None else hours
    run = ReadingRun("E1", period.start, step, np.full(count, per_hour, dtype=np.int64), None, "Wh", 0)
    return {"ELECTRICITY_IMPORT": assemble_series([run], period, "kWh")}


def quote(document, **more):
    return quote_usage(document, usage(**more), ZONE, *JANUARY)


def test_adds_lines_discounts_minimums_and_taxes():
    # January has no summer peak: 744 kWh = 300 at 0.10 + 300 at 0.12 + 144 at 0.15 = 30 + 36 + 21.60 = 87.60.
    # 5 % off the energy: -4.38. With the customer charge 10.00 the net is 93.22; 7.25 % of 10.00 is 0.73.
    result = quote(tou_plan())
    assert [(line["label"], line["amount"]) for line in result["lines"]] == [
        ("Customer charge", "10.00"),
        ("Energy", "30.00"),
        ("Energy", "36.00"),
        ("Energy", "21.60"),
        ("Loyalty", "-4.38"),
    ]
    assert result["taxes"] == [
        {"code": "SALES", "label": "Sales tax", "percent": "7.25", "base": "10.00", "amount": "0.73"}
    ]
    assert (result["net"], result["tax"], result["total"]) == ("93.22", "0.73", "93.95")
    assert result["replayed"] is True
    assert result["warnings"] == []


def test_is_json_without_numbers_for_money():
    result = json.loads(json.dumps(quote(tou_plan())), parse_float=pytest.fail)
    assert Decimal(result["lines"][1]["exact_amount"]) == 30


def test_counts_missing_intervals_as_nothing_and_warns():
    result = quote(total_plan({"shape": "per_unit", "unit_price": "0.10"}), hours=700)
    assert result["total"] == "70.00"
    assert result["warnings"] == [
        "44 of 744 intervals of E1 (ELECTRICITY_IMPORT) have no reading; they count as nothing"
    ]
    assert result["usage"][0]["missing"] == 44


def test_warns_of_a_plan_from_a_later_date():
    document = {**total_plan({"shape": "per_unit", "unit_price": "0.10"}), "effective_from": "2026-07-01"}
    assert quote(document)["warnings"] == [
        "the plan applies from 2026-07-01 only; the quote uses it from 2026-01-01 on"
    ]


def test_refuses_readings_too_coarse_for_demand():
    document = total_plan({"shape": "per_unit", "unit_price": "10"})
    document["charges"][0]["determinant"] |= {"kind": "peak_demand", "window_minutes": 15}
    with pytest.raises(UnableToQuote, match="60-minute readings cannot give demand over 15 minutes"):
        quote(document)


def test_the_tier_range_is_the_one_that_applied():
    tiers = [{"up_to": "8", "unit_price": "0.10"}, {"up_to": None, "unit_price": "0.20"}]
    document = total_plan({"shape": "graduated", "tiers": tiers}, tier_bounds="per_day")
    assert [line["tier_range"] for line in quote(document)["lines"]] == [["0", "248"], ["248", None]]


def test_a_day_of_a_clock_change_is_one_day():
    dates = date(2026, 3, 8), date(2026, 3, 9)
    document = total_plan({"shape": "per_unit", "unit_price": "1"})
    result = quote_usage(document, usage(dates=dates), ZONE, *dates)
    assert (result["period"]["days"], result["total"]) == (1, "23.00")


def test_the_table_shows_everything_a_customer_asks_for():
    assert quote_table(quote(tou_plan(), hours=740)).splitlines() == [
        "Time of use (TOU, from 2026-01-01)",
        "2026-01-01 to 2026-02-01 (not included), 31 days in America/Los_Angeles",
        "ELECTRICITY_IMPORT: 740 kWh from E1, 60-minute intervals",
        "WARNING: 4 of 744 intervals of E1 (ELECTRICITY_IMPORT) have no reading; they count as nothing",
        "",
        "Line             Bucket or tier        Quantity          Unit price  Amount",
        "---------------------------------------------------------------------------",
        "Customer charge                               1  period          10   10.00",
        "    10 USD per period = 10.00 USD",
        "Energy           off peak, 0 to 300         300  kWh            0.1   30.00",
        (
            "    740 kWh count as off peak; 300 kWh of 740 kWh lie up to 300 kWh; 300 kWh × 0.1 = 30.00 USD"
            " (4 of 744 readings were estimated or replaced)"
        ),
        "Energy           off peak, 300 to 600       300  kWh           0.12   36.00",
        (
            "    740 kWh count as off peak; 300 kWh of 740 kWh lie above 300 kWh and up to 600 kWh;"
            " 300 kWh × 0.12 = 36.00 USD (4 of 744 readings were estimated or replaced)"
        ),
        "Energy           off peak, above 600        140  kWh           0.15   21.00",
        (
            "    740 kWh count as off peak; 140 kWh of 740 kWh lie above 600 kWh; 140 kWh × 0.15 = 21.00 USD"
            " (4 of 744 readings were estimated or replaced)"
        ),
        "Loyalty                                                               -4.35",
        "    5 % off 87.00 USD = -4.35 USD",
        "---------------------------------------------------------------------------",
        "Before tax                                                            92.65",
        "Sales tax        7.25 % of 10.00                                       0.73",
        "Total                                                           USD   93.38",
        "All amounts in USD.",
    ]


def test_the_table_sets_thousands_apart():
    table = quote_table(quote(total_plan({"shape": "per_unit", "unit_price": "10"}), per_hour=10_000_000))
    assert "7,440,000 kWh from E1" in table.splitlines()[2]
    assert table.splitlines()[-2].split() == ["Total", "USD", "74,400,000.00"]


class TestRuns:
    PERIOD = LocalCalendar(ZONE).span(*JANUARY)

    def runs(self, *per_hour, channel="E1"):
        return [
            ReadingRun(
                f"{channel}{n}", self.PERIOD.start, 60, np.full(744, one, dtype=np.int64), None, "Wh", 0
            )
            for n, one in enumerate(per_hour)
        ]

    def quote(self, runs):
        document = total_plan({"shape": "per_unit", "unit_price": "0.10"})
        return quote_runs(document, runs, ZONE, *JANUARY)

    def test_adds_up_the_channels_of_a_metric(self):
        found = self.quote({"ELECTRICITY_IMPORT": self.runs(1000, 500)})
        assert (found["total"], found["usage"][0]["channels"]) == ("111.60", ["E10", "E11"])

    @pytest.mark.parametrize(
        ("metrics", "words"),
        [((), "no readings"), (("ELECTRICITY_IMPORT", "GAS"), "does not charge for GAS")],
    )
    def test_wants_the_metrics_that_the_plan_charges_for_and_no_others(self, metrics, words):
        with pytest.raises(UnableToQuote, match=words):
            self.quote({metric: self.runs(1) for metric in metrics})

    def test_wants_a_reading_in_the_period(self):
        run = ReadingRun("E1", self.PERIOD.end, 60, np.ones(5, dtype=np.int64), None, "kWh", 0)
        with pytest.raises(UnableToQuote, match="no reading in the period"):
            self.quote({"ELECTRICITY_IMPORT": [run]})


def test_counts_the_metrics_that_are_charged_for():
    assert counted_metrics(tou_plan()) == ["ELECTRICITY_IMPORT"]
    assert counted_metrics({**tou_plan(), "charges": []}) == []


def test_counts_every_metric_that_a_charge_looks_at():
    price = {"shape": "per_unit", "unit_price": "1"}
    reactive = {"reactive_metric": "KVARH", "target": "0.9"}
    demand = {"kind": "billed_demand", "metric": "KWH", "window_minutes": 15, "power_factor": reactive}
    plan = charge_plan(demand, price)
    assert counted_metrics(plan) == ["KWH", "KVARH"]
