"""Local days billed."""

from datetime import date

import pytest

from pricing.rating.determinants.days import measure_days
from pricing.rating.plan_terms import Days
from tests.unit.pricing.rating.builders import BERLIN, NEW_YORK, local_days, request, terms


@pytest.mark.parametrize(
    ("zone_name", "first", "end", "days"),
    [
        (BERLIN, date(2026, 3, 29), date(2026, 3, 30), 1),
        (BERLIN, date(2026, 10, 25), date(2026, 10, 26), 1),
        (NEW_YORK, date(2026, 11, 1), date(2026, 12, 1), 30),
        ("UTC", date(2024, 2, 1), date(2024, 3, 1), 29),
    ],
)
def test_counts_a_day_of_23_or_25_hours_as_one(zone_name, first, end, days):
    plan_request = request(terms(), local_days(zone_name, first, end), zone_name=zone_name)
    (measured,) = measure_days(Days(), plan_request.as_batch())
    assert (measured.unit, measured.quantities, measured.facts) == ("day", [days], {"of": "days"})
