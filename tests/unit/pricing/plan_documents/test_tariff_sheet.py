"""A document as a customer would read it."""

import json
from importlib.resources import files

import pytest

from pricing.plan_documents.tariff_sheet import PriceRow, tariff_sheet
from tests.unit.pricing.plan_documents.documents import tou_plan

EXAMPLES = files("pricing.plan_documents").joinpath("examples")


def test_tells_what_each_charge_counts_and_costs():
    sheet = tariff_sheet(tou_plan())
    customer, energy = sheet.charges
    assert (customer.counts, customer.tax) == ("once per billing period", "Sales tax")
    assert customer.rows == (PriceRow("", "10.00 USD", "per period"),)
    assert (energy.counts, energy.tax) == ("on electricity import, by time of use", "not taxed")
    assert energy.rows == (
        PriceRow("peak", "0.30 USD", "per kWh"),
        PriceRow("off peak, 0 to 300 kWh", "0.10 USD", "per kWh"),
        PriceRow("off peak, 300 to 600 kWh", "0.12 USD", "per kWh"),
        PriceRow("off peak, above 600 kWh", "0.15 USD", "per kWh"),
    )
    assert [picture.title for picture in energy.pictures] == ["off peak"]


def test_tells_adjustments_taxes_rounding_and_source():
    sheet = tariff_sheet(tou_plan())
    assert sheet.adjustments == (
        "Loyalty: 5 % off Energy",
        "Minimum bill: at least 12 USD per period for all charges",
    )
    assert sheet.taxes == ("Sales tax: 7.25 %",)
    assert sheet.rounding == "Each line is rounded once, half away from zero."
    assert sheet.source == "Rate sheet 7, Example Utility, 2026-01-01"


def test_tells_which_charges_a_calendar_is_for():
    (calendar,) = tariff_sheet(tou_plan()).calendars
    assert (calendar.used_by, calendar.picture.code) == ("Energy", "tou")


def test_names_packages_and_what_is_free():
    plan = tou_plan()
    plan["charges"][1] |= {
        "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
        "price": {"shape": "package", "package_size": "100", "package_price": "5", "free_units": "50"},
    }
    del plan["charges"][1]["prices"]
    assert tariff_sheet(plan).charges[1].rows == (PriceRow("", "5 USD", "per 100 kWh after 50 kWh free"),)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in EXAMPLES.iterdir() if path.name.endswith(".json"))
)
def test_reads_every_example(name):
    document = json.loads(EXAMPLES.joinpath(name).read_text(encoding="utf-8"))
    sheet = tariff_sheet(document)
    assert [charge.label for charge in sheet.charges] == [charge["label"] for charge in document["charges"]]
    assert all(charge.rows for charge in sheet.charges)


def test_writes_numbers_units_and_taxes_as_people_do():
    plan = tou_plan()
    plan["metrics"]["ELECTRICITY_IMPORT"] = {"unit": "m3"}
    plan["charges"][1]["prices"]["peak"] = {"shape": "per_unit", "unit_price": "-0.0866"}
    plan["taxes"][0]["label"] = "GST 7.25 %"
    sheet = tariff_sheet(plan)
    peak = sheet.charges[1].rows[0]
    assert (peak.price, peak.per) == ("\N{MINUS SIGN}0.0866 USD", "per m\N{SUPERSCRIPT THREE}")
    assert sheet.taxes == ("GST 7.25 %",)
