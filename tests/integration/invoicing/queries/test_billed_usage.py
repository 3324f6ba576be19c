"""The usage that an invoice was made from."""

from decimal import Decimal

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import Invoice
from invoicing.queries.billed_usage import load_billed_services, load_priced_usage
from metering.models import Channel, Metric
from tests.factories.portal import FEBRUARY, JANUARY, bill_january_and_february, household

pytestmark = pytest.mark.django_db


@pytest.fixture
def january():
    household()
    bill_january_and_february()
    return Invoice.objects.select_related("batch__bill_run").order_by("from_date").first()


def test_says_what_was_billed(january):
    (billed,) = load_billed_services(january)
    assert (billed.service.span, billed.run, billed.role) == (
        DaySpan(JANUARY, FEBRUARY),
        DaySpan(JANUARY, FEBRUARY),
        1,
    )
    assert billed.key == (Channel.objects.get().service_point_id, 1)


def test_is_priced_again_as_it_was(january):
    billed = load_billed_services(january)
    (priced,) = load_priced_usage(january, billed).values()
    assert priced.net() == january.net == Decimal("111.27")
    assert int(priced.usage["ELECTRICITY_IMPORT"].quantities.sum()) == 372_000


def test_leaves_out_what_cannot_be_put_together_any_more(january):
    billed = load_billed_services(january)
    water = Metric.objects.create(code="WATER", name="Water", unit="m3", decimals=3)
    Channel.objects.update(metric=water)
    (priced,) = load_priced_usage(january, billed).values()
    assert priced.usage == {}


def test_of_nothing_there_is_nothing(january):
    assert load_priced_usage(january, ()) == {}
