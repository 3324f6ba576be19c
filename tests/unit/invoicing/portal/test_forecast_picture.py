"""The running period as one bar."""

from datetime import date
from decimal import Decimal

from invoicing.drafting.billing_periods import DaySpan
from invoicing.portal.forecast_picture import ForecastPicture, forecast_picture
from invoicing.queries.period_so_far import PeriodSoFar

MARCH = DaySpan(date(2026, 3, 1), date(2026, 4, 1))


def so_far(cost, low=None, expected=None, high=None):
    amounts = [None if amount is None else Decimal(amount) for amount in (cost, expected, low, high)]
    return PeriodSoFar(MARCH, date(2026, 3, 16), (), *amounts, missing_count=0)


def test_leaves_a_little_room_beside_the_largest():
    picture = forecast_picture(so_far(53, 80, 90, 100), Decimal(106))
    assert picture == ForecastPicture(
        so_far="47.17%", band_from="71.20%", band_width="17.80%", expected="80.10%", before="94.34%"
    )


def test_draws_only_what_is_known():
    assert forecast_picture(so_far(53), None) == ForecastPicture("94.34%", "", "", "", "")
    assert forecast_picture(so_far(None, 80, 90, 100), None).so_far == ""


def test_draws_nothing_where_nothing_is_to_be_paid():
    assert forecast_picture(so_far(-5, -20, -15, -10), Decimal(-8)) is None


def test_a_band_from_below_zero_begins_at_zero():
    picture = forecast_picture(so_far(10, -20, 5, 53), None)
    assert (picture.band_from, picture.band_width) == ("0.00%", "94.34%")
