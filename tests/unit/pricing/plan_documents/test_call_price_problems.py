"""Bands and rates of calls."""

import pytest

from tests.unit.pricing.plan_documents.documents import charge_plan, errors, warnings

RATE = {"from_s": "0", "price": "0.09", "per_s": "60", "increment_s": "60"}
CALLS = {"kind": "each_event", "metric": "CALL_SECONDS"}


def calls(*bands, **more):
    return charge_plan(CALLS, {"shape": "rated_duration", "bands": list(bands), **more}, unit="s")


def band(begins="08:00", *rates, **more):
    return {"from": begins, "rates": list(rates) or [RATE], **more}


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (calls(band("24:00")), 'from: no day begins anything at 24:00 (write "00:00" of the next day)'),
        (
            calls(band("08:00", {**RATE, "from_s": "30"})),
            'rates[0].from_s: nothing says what the first 30 seconds cost (write "0")',
        ),
        (
            calls(band("08:00", {**RATE, "per_s": "0"})),
            "rates[0].per_s: no seconds cannot be counted (write more than 0)",
        ),
        (
            calls(band("08:00", {**RATE, "increment_s": "0"})),
            "rates[0].increment_s: no seconds cannot be counted (write more than 0)",
        ),
        (
            calls(band("08:00", RATE, RATE)),
            "rates[1].from_s: 0 is not after 0, where the rate before begins (let the seconds rise from rate to rate)",
        ),
    ],
)
def test_refuses(plan, problem):
    assert errors(plan) == [f"$.charges[0].price.bands[0].{problem}"]


def test_refuses_bands_that_begin_together():
    assert errors(calls(band(), band(days=["tuesday"]))) == [
        "$.charges[0].price.bands[1].from: band 1 begins on Tuesday at 08:00 too (let each band begin at another time)"
    ]
    assert errors(calls(band(days=["weekday"]), band(days=["weekend"]), band("20:00"))) == []


def test_warns_of_a_split_between_bands_that_are_not_there():
    assert warnings(calls(band(), split_at_bands=False)) == [
        "$.charges[0].price.split_at_bands: there is one band only, so it changes nothing (remove it)"
    ]
