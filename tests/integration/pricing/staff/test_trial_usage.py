"""A draft tried on somebody's usage."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from metering.use_cases.import_readings import import_readings
from pricing.models import PlanVersion
from pricing.plan_documents.canonical import canonical_text
from tests.factories.meter_files import half_hour_file
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PUBLISHED_AT, PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db
PRICE = "/charges/0/price/unit_price"


@pytest.fixture
def version():
    return PlanVersionFactory(plan=PlanFactory())


@pytest.fixture
def browser():
    return browser_of(user_with(Role.CLERK))


def tried(browser, version, **trial):
    """The trial of the version with a dearer day, from the page's button."""
    data = {
        "document": canonical_text(version.document),
        "then": "bill",
        f"was:{PRICE}": "0.45",
        f"field:{PRICE}": "0.55",
        "trial-profile": "household",
        "trial-month": "2026-01",
        "trial-service_point": "",
        **trial,
    }
    response = browser.post(reverse("pricing-staff:plan-draft", args=[version.plan.code]), data)
    assert response.status_code == 200
    return response


def test_bills_somebody_typical_and_stores_nothing(browser, version):
    response = tried(browser, version)
    trial = response.context["trial"]
    # 31 days at 0.55, 300 kWh at 0.25, 68.196 kWh at 0.31, and 20 % of VAT.
    assert trial.bill.total == Decimal("135.83")
    assert (trial.other, trial.difference.difference) == (version, Decimal("3.72"))
    text = response.content.decode()
    assert "£135.83" in text
    assert "£3.72 (+2.8 %)" in text
    assert "31 days \N{MULTIPLICATION SIGN} 0.55" in text
    assert PlanVersion.objects.count() == 1


def test_bills_what_was_measured(browser, version):
    point = ServicePointFactory(
        utility=UtilityFactory(code="NORTH"),
        site=SiteFactory(zone_name="Australia/Brisbane"),
        code="QB00000001",
    )
    ChannelFactory(
        service_point=point, code="E1", metric=MetricFactory(code="ELECTRICITY_IMPORT"), step_minutes=30
    )
    days = {date(2026, 1, day): ["0.500"] * 48 for day in range(1, 32)}
    import_readings(
        utility=point.utility,
        source=BytesIO(half_hour_file({point.code: {"E1": days}})),
        source_name="january.csv",
        received_at=datetime.fromisoformat("2026-02-01T06:00:00+00:00"),
        actor="test",
    )
    trial = tried(browser, version, **{"trial-service_point": "NORTH/QB00000001"}).context["trial"]
    assert [(one.total, one.unit) for one in trial.bill.usage] == [(Decimal("744.000"), "kWh")]
    assert trial.difference.difference == Decimal("3.72")


def test_says_why_there_is_no_bill(browser, version):
    point = ServicePointFactory(code="EMPTY")
    text = tried(browser, version, **{"trial-service_point": point.code}).content.decode()
    assert "ELECTRICITY_IMPORT: there are no readings to put together" in text
    assert (
        "There is no such service point."
        in tried(browser, version, **{"trial-service_point": "NOWHERE"}).content.decode()
    )
    assert (
        "Write the month as 2026-10." in tried(browser, version, **{"trial-month": "soon"}).content.decode()
    )
    broken = tried(browser, version, **{f"field:{PRICE}": "x"}).content.decode()
    assert "There is no bill until the errors are cured." in broken


def test_asks_which_utility_when_several_have_the_code(browser, version):
    for utility in ("NORTH", "SOUTH"):
        ServicePointFactory(utility=UtilityFactory(code=utility), code="TWICE")
    text = tried(browser, version, **{"trial-service_point": "TWICE"}).content.decode()
    assert "Several utilities have it: write" in text


def test_compares_with_nothing_where_nothing_is_published(browser):
    draft = PlanVersionFactory(
        plan=PlanFactory(code="FIRST"), state="DRAFT", published_at=None, created_at=PUBLISHED_AT
    )
    trial = tried(browser, draft).context["trial"]
    assert trial.bill is not None
    assert trial.other is None
