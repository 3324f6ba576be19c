"""One per billing period."""

from datetime import date

from pricing.rating.determinants.per_period import measure_per_period
from pricing.rating.plan_terms import PerPeriod
from tests.unit.pricing.rating.builders import batch, local_days, series, terms


def test_counts_one_for_every_account_however_long_the_period():
    days = local_days("UTC", date(2026, 1, 1), date(2026, 1, 4))
    rows = [series(days, 60, 1), series(days, 60, 2)]
    (measured,) = measure_per_period(PerPeriod(), batch(terms(), days, rows))
    assert (measured.bucket, measured.unit, measured.quantities) == (None, "period", [1, 1])
    assert measured.facts == {"of": "period"}
