"""A US rate on its way to a draft: looked at, decided about, confirmed."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role
from pricing.models import Plan, PlanVersion
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PlanFactory
from tests.unit.pricing.urdb.records import as_json, record

pytestmark = pytest.mark.django_db
URL = "/staff/plans/import/urdb/"


@pytest.fixture
def browser():
    return browser_of(user_with(Role.CLERK))


def send(browser, content=None, **changes):
    content = as_json(record(**changes)) if content is None else content
    return browser.post(URL, {"record_file": SimpleUploadedFile("rate.json", content)})


def decide(browser, page, action, **answers):
    """Send the page's form again, with answers of another mind."""
    hidden = dict(re.findall(r'name="(reviewed|over)" value="(\w*)"', page.content.decode()))
    data = {"record": page.context["text"], "action": action, **hidden}
    for field in page.context["form"]:
        data[field.name] = field.initial
    return browser.post(URL, data | {f"answer-{key}": value for key, value in answers.items()})


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_billing_staff_only(role):
    browser = browser_of(user_with(role))
    expected = 200 if role in BILLING_STAFF else 403
    assert browser.get(URL).status_code == expected
    assert send(browser).status_code == expected
    if role in OFFICE:
        list_page = browser.get(reverse("pricing-staff:plan-list")).content.decode()
        assert (URL in list_page) == (role in BILLING_STAFF)


def test_shows_the_plan_with_its_findings_and_stores_nothing(browser):
    page = send(browser)
    text = page.content.decode()
    assert page.status_code == 200
    assert "9.5 USD" in text
    assert "The record does not say what becomes of monthly amounts" in text
    assert "US-EXAMPLE-LIGHT-RESIDENTIAL" in text
    assert not Plan.objects.exists()


def test_stores_a_draft_when_what_was_shown_is_confirmed(browser):
    page = send(browser)
    response = decide(browser, page, "confirm")
    version = PlanVersion.objects.get()
    assert response["Location"] == reverse("pricing-staff:plan-version", args=[version.plan.code, 1])
    assert version.state == PlanVersion.State.DRAFT
    assert "is kept as a draft" in browser.get(response["Location"]).content.decode()


def test_shows_the_plan_again_when_a_decision_has_changed_it(browser):
    page = send(browser)
    again = decide(browser, page, "confirm", code="HOME", short_periods="whole")
    assert again.status_code == 422
    assert "The plan is another now." in again.content.decode()
    assert not Plan.objects.exists()
    assert decide(browser, again, "confirm").status_code == 302
    assert PlanVersion.objects.get().document["charges"][0]["prorated"] is False
    assert Plan.objects.get().code == "HOME"


def test_offers_no_confirmation_while_something_blocks(browser):
    page = send(browser, dgrules="Net Metering")
    text = page.content.decode()
    assert "1 finding blocks the import." in text
    assert "Keep as a draft" not in text
    assert decide(browser, page, "confirm").status_code == 422
    assert not Plan.objects.exists()
    decided = decide(browser, page, "review", generation="leave_out")
    assert decided.status_code == 200
    assert "Keep as a draft" in decided.content.decode()


def test_says_when_the_plan_is_known_already(browser):
    PlanFactory(code="US-EXAMPLE-LIGHT-RESIDENTIAL", name="Old name", currency="USD")
    assert "There is a plan of this code, “Old name”" in send(browser).content.decode()


def test_tells_why_the_plan_does_not_fit_the_one_of_its_code(browser):
    PlanFactory(code="US-EXAMPLE-LIGHT-RESIDENTIAL", currency="GBP")
    response = decide(browser, send(browser), "confirm")
    assert response.status_code == 422
    assert "is in GBP, but the document is in USD" in response.content.decode()
    assert not PlanVersion.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b'{"a": 1}', "no rate of the utility rate database"),
        (b"[" * 40, "nested deeper"),
        (b" " * 500_001, "larger than 500,000 bytes"),
        (b"", "empty"),
    ],
)
def test_says_why_a_file_is_not_taken(browser, content, message):
    page = send(browser, content)
    assert page.status_code == 422
    assert message in page.content.decode()


def test_takes_no_spoiled_record_from_its_own_page(browser):
    page = browser.post(URL, {"record": "{", "action": "confirm"})
    assert page.status_code == 422
    assert "The record is not taken" in page.content.decode()
    assert browser.post(URL).status_code == 422


def test_shows_what_a_record_says_as_text(browser):
    page = send(browser, energycomments="</textarea><script>alert(1)</script>", name="<b>Bold</b>")
    text = page.content.decode()
    assert "<script>alert" not in text
    assert "<b>Bold" not in text
    assert page.context["text"].startswith("{")


def test_keeps_a_draft_that_somebody_else_wrote_meanwhile(browser):
    page = send(browser)
    decide(browser, page, "confirm")
    other = decide(browser, page, "review", name="Another name")
    changed = decide(browser, page, "confirm", short_periods="whole")
    assert decide(browser, changed, "confirm").status_code == 302
    response = decide(browser, other, "confirm")
    assert response.status_code == 422
    assert "Nothing is stored:" in response.content.decode()
    assert PlanVersion.objects.get().document["charges"][0]["prorated"] is False
