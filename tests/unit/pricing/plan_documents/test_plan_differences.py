"""What changed, as people say it."""

import pytest

from pricing.plan_documents.plan_differences import plan_differences
from tests.unit.pricing.plan_documents.documents import total_plan, tou_plan


@pytest.fixture
def new():
    return tou_plan()


def told(new, old=None) -> list[str]:
    return [f"{change} [{change.path}]" for change in plan_differences(old or tou_plan(), new)]


def test_says_nothing_of_equal_documents(new):
    assert plan_differences(tou_plan(), new) == ()


def test_tells_a_price_with_its_unit_and_percentage(new):
    new["charges"][1]["prices"]["peak"]["unit_price"] = "0.33"
    new["charges"][0]["price"]["amount"] = "9.5"
    assert told(new) == [
        "Customer charge: amount 10.00 → 9.5 USD (\N{MINUS SIGN}5.0 %) [$.charges[0].price.amount]",
        "Energy, peak: price 0.30 → 0.33 USD per kWh (+10.0 %) [$.charges[1].prices.peak.unit_price]",
    ]


def test_gives_no_percentage_from_nothing_or_over_nothing(new):
    old = total_plan({"shape": "per_unit", "unit_price": "0"})
    assert told(total_plan({"shape": "per_unit", "unit_price": "0.2"}), old) == [
        "Energy: price 0 → 0.2 USD per kWh [$.charges[0].price.unit_price]"
    ]
    assert told(total_plan({"shape": "per_unit", "unit_price": "-0.1"}), old)[0].startswith(
        "Energy: price 0 → \N{MINUS SIGN}0.1 USD per kWh ["
    )


def test_tells_where_a_tier_begins(new):
    tiers = new["charges"][1]["prices"]["off_peak"]["tiers"]
    tiers[0]["up_to"] = "400"
    tiers[1]["flat_fee"] = "1"
    path = "$.charges[1].prices.off_peak.tiers"
    assert told(new) == [
        f"Energy, off peak, tier 1: ends, and tier 2 begins, at 400 instead of 300 kWh [{path}[0].up_to]",
        f"Energy, off peak, tier 2: flat fee is new: 1 USD [{path}[1].flat_fee]",
    ]


def test_shows_all_tiers_when_their_number_changes(new):
    del new["charges"][1]["prices"]["off_peak"]["tiers"][1]
    (change,) = told(new)
    assert change == (
        "Energy, off peak: price 0 to 300 kWh 0.10 USD per kWh; 300 to 600 kWh 0.12 USD per kWh; "
        "above 600 kWh 0.15 USD per kWh → 0 to 300 kWh 0.10 USD per kWh; above 300 kWh 0.15 USD per kWh "
        "[$.charges[1].prices.off_peak.tiers]"
    )


def test_tells_of_new_and_gone_charges_by_their_codes(new):
    network = {
        "code": "NET",
        "label": "Network",
        "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
        "price": {"shape": "per_unit", "unit_price": "0.05"},
    }
    new["charges"][0] = network
    assert told(new) == [
        "Network: charge is new: 0.05 USD per kWh [$.charges[0]]",
        "Customer charge: charge is gone: 10.00 USD per period [$.charges[0]]",
    ]


def test_tells_once_that_a_charge_goes_over_to_one_price(new):
    new["charges"][1] = total_plan({"shape": "per_unit", "unit_price": "0.2"})["charges"][0]
    assert told(new) == [
        (
            "Energy: is counted on electricity import, by time of use → on all electricity import "
            "[$.charges[1].determinant]"
        ),
        (
            "Energy: price peak 0.30 USD per kWh; off peak, 0 to 300 kWh 0.10 USD per kWh; "
            "off peak, 300 to 600 kWh 0.12 USD per kWh; off peak, above 600 kWh 0.15 USD per kWh → "
            "0.2 USD per kWh [$.charges[1].price]"
        ),
    ]


def test_tells_a_bucket_that_is_free_now(new):
    new["charges"][1]["prices"]["peak"] = None
    assert told(new) == ["Energy, peak: price 0.30 USD per kWh → free [$.charges[1].prices.peak]"]


def test_tells_that_charges_changed_places(new):
    new["charges"].reverse()
    assert told(new) == ["the charges are in another order: ENERGY, CUSTOMER [$.charges]"]


def test_tells_hours_seasons_and_holidays(new):
    calendar = new["calendars"]["tou"]
    calendar["holidays"] = {"country": "CA", "dates": ["2027-07-05"]}
    calendar["seasons"] = {"summer": [["05-01", "09-30"]], "winter": [["12-01", "02-28"]]}
    calendar["windows"][0]["from"] = "17:00"
    calendar["windows"].insert(0, {"bucket": "peak", "season": "winter", "days": ["holiday", "monday"]})
    path = "$.calendars.tou"
    assert told(new) == [
        f"calendar tou: country: US → CA [{path}.holidays.country]",
        f"calendar tou: listed holidays is new: 5 Jul 2027 [{path}.holidays.dates]",
        f"calendar tou: season summer: 1 Jun to 30 Sep → 1 May to 30 Sep [{path}.seasons.summer]",
        f"calendar tou: season winter is new: 1 Dec to 28 Feb [{path}.seasons.winter]",
        f"calendar tou: window 1 is new: peak on holidays, Mondays in winter [{path}.windows[0]]",
        (
            "calendar tou: window 2: peak from 16:00 to 21:00 on weekdays in summer → "
            f"peak from 17:00 to 21:00 on weekdays in summer [{path}.windows[1]]"
        ),
    ]


def test_tells_dates_rules_and_words_in_this_order(new):
    new["name"], new["labels"] = "Time of use 2027", {"de": "Tarif"}
    new["source"]["title"] = "Rate sheet 8"
    new["taxes"][0]["percent"] = "8"
    new["rounding"]["mode"] = "half_even"
    new["discounts"][0]["charges"] = ["ENERGY", "CUSTOMER"]
    del new["minimums"]
    new["effective_from"] = "2027-01-01"
    assert told(new) == [
        "applies from 1 Jan 2027 instead of 1 Jan 2026 [$.effective_from]",
        "rounding: mode: half up → half even [$.rounding.mode]",
        "Loyalty: charges: CUSTOMER is new [$.discounts[0].charges]",
        "Sales tax: percent 7.25 → 8 % [$.taxes[0].percent]",
        "Minimum bill: minimum bill is gone [$.minimums[0]]",
        "plan name: “Time of use” → “Time of use 2027” [$.name]",
        "plan name in de is new: Tarif [$.labels.de]",
        "source: title: “Rate sheet 7” → “Rate sheet 8” [$.source.title]",
    ]


def test_shows_keys_that_it_has_no_words_for(new):
    old = tou_plan()
    old["charges"][0]["price"]["frobnication"] = "3"
    new["charges"][0]["price"]["frobnication"] = "4"
    new["exit_clause"] = {"months": 2}
    assert told(new, old) == [
        "Customer charge: frobnication 3 → 4 (+33.3 %) [$.charges[0].price.frobnication]",
        'exit clause is new: {"months": 2} [$.exit_clause]',
    ]


def test_puts_each_change_under_its_topic(new):
    new["charges"][0]["label"] = "Base"
    new["exit_clause"] = "two months"
    assert [change.topic for change in plan_differences(tou_plan(), new)] == ["Prices", "Other terms"]
