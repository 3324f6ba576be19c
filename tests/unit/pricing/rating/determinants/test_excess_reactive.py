"""Reactive energy beyond what is allowed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pricing.rating.determinants.excess_reactive import measure_excess_reactive
from pricing.rating.plan_terms import ExcessReactive, MetricTerms
from tests.unit.pricing.rating.builders import METRIC, local_days, request, series, terms

DAY = local_days("UTC", date(2026, 1, 5), date(2026, 1, 6))
PLAN = terms(metrics={METRIC: MetricTerms("kWh"), "REACTIVE": MetricTerms("kvarh")})


@pytest.mark.parametrize(
    ("active", "reactive", "excess"),
    [
        (10, 80, "72.0"),  # 192 kvarh, of which half of 240 kWh are free
        (10, 50, "0"),  # just half
        (10, 51, "2.4"),
        (-10, 5, "12.0"),  # feeding in frees nothing
        (10, -80, "0"),
    ],
)
def test_is_what_exceeds_the_allowed_share_of_the_active_energy(active, reactive, excess):
    usage = {METRIC: series(DAY, 60, active), "REACTIVE": series(DAY, 60, reactive, unit="kvarh", decimals=1)}
    batch = replace(request(PLAN, DAY), usage=usage).as_batch()
    (measured,) = measure_excess_reactive(ExcessReactive(METRIC, "REACTIVE", Decimal("0.5")), batch)
    assert (measured.unit, measured.quantities) == ("kvarh", [Decimal(excess)])
    assert measured.facts == {"of": "excess_reactive", "m": METRIC, "mx": "REACTIVE"}
    figures = [str(active * 24), str(Decimal(reactive * 24) / 10), "0.5"]
    assert [facts["n"] for facts in measured.account_facts] == [48]
    assert list(map(Decimal, measured.account_facts[0]["qa"])) == list(map(Decimal, figures))
