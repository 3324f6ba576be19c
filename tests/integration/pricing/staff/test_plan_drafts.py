"""Drafts as clerks write them."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import BILLING_STAFF, Role
from pricing.models import PlanVersion
from pricing.plan_documents.canonical import canonical_text, content_hash
from pricing.use_cases.import_plan import import_plan
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)
NEW = "/staff/plans/drafts/new/"
PRICE = "/charges/0/price/unit_price"


@pytest.fixture
def version():
    return PlanVersionFactory(plan=PlanFactory())


@pytest.fixture
def clerk():
    return user_with(Role.CLERK)


@pytest.fixture
def browser(clerk):
    return browser_of(clerk)


@pytest.fixture
def url(version):
    return reverse("pricing-staff:plan-draft", args=[version.plan.code])


def later(version, **changes):
    return version.document | {"effective_from": "2030-01-01"} | changes


def posted(document, over="", then="save", **fields):
    """What the page sends: fields by JSON pointer, each with what it held and what it holds."""
    data = {"document": canonical_text(document), "over": over, "then": then}
    for pointer, (was, now) in fields.get("edits", {}).items():
        data |= {f"was:{pointer}": was, f"field:{pointer}": now}
    return data


@pytest.mark.parametrize("role", list(Role))
def test_is_written_by_billing_staff_only(url, role):
    expected = 200 if role in BILLING_STAFF else 403
    browser = browser_of(user_with(role))
    assert {browser.get(path).status_code for path in (url, NEW)} == {expected}


def test_begins_as_the_version_in_force_from_next_month(browser, url, version):
    page = browser.get(url)
    begins = (timezone.now().date().replace(day=1) + timedelta(days=32)).replace(day=1)
    assert json.loads(page.context["text"]) == version.document | {"effective_from": begins.isoformat()}
    assert PlanVersion.objects.count() == 1
    assert 'value="0.45"' in page.content.decode()


def test_begins_as_any_other_version(browser, url, version):
    PlanVersionFactory(
        plan=version.plan, number=2, effective_from=date(2026, 2, 1), document=later(version, name="Two")
    )
    assert json.loads(browser.get(url).context["text"])["name"] == "Two"
    assert json.loads(browser.get(f"{url}?from=1").context["text"])["name"] == "Home"
    assert browser.get(f"{url}?from=9").status_code == 404


def test_stores_what_changed_in_fields_and_in_the_text(browser, url, version, clerk):
    data = posted(later(version, description="For homes."), edits={PRICE: ("0.45", "0.47")})
    response = browser.post(url, data)
    assert (response.status_code, response["Location"]) == (302, url)
    draft = PlanVersion.objects.get(number=2)
    assert draft.document["charges"][0]["price"]["unit_price"] == "0.47"
    assert (draft.document["description"], draft.effective_from) == ("For homes.", date(2030, 1, 1))
    assert (draft.created_by, draft.edited_by, draft.state) == (clerk, clerk, "DRAFT")


def test_shows_every_problem_beside_its_field_and_loses_nothing(browser, url, version):
    data = posted(later(version), edits={PRICE: ("0.45", "0,47"), "/name": ("Home", "Home plus")})
    response = browser.post(url, data)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Not saved. 1 error to cure" in text
    assert "$.charges[0].price.unit_price" in text
    assert (
        'value="0,47" type="text" inputmode="decimal" class="num" autocomplete="off" aria-invalid="true"'
        in text
    )
    assert json.loads(response.context["text"])["name"] == "Home plus"
    assert PlanVersion.objects.count() == 1


def test_keeps_text_that_is_no_json_and_the_fields_beside_it(browser, url, version):
    data = posted(later(version), edits={PRICE: ("0.45", "0.47")}) | {"document": '{"name": "half'}
    response = browser.post(url, data)
    assert response.status_code == 422
    text = response.content.decode()
    assert "{&quot;name&quot;: &quot;half" in text
    assert f'name="field:{PRICE}" value="0.47"' in text
    assert f'name="was:{PRICE}" value="0.45"' in text


def test_shows_warnings_apart_and_saves_all_the_same(browser):
    document = tou_plan()
    document["calendars"]["tou"]["windows"].append({"bucket": "peak"})
    response = browser.post(NEW, posted(document), follow=True)
    assert response.status_code == 200
    assert "1 warning, worth a second look" in response.content.decode()
    assert PlanVersion.objects.get().state == "DRAFT"


def test_refuses_to_save_over_a_draft_that_was_not_seen(browser, url, version):
    other = user_with(Role.CLERK)
    seen = import_plan(document=later(version), imported_at=AT).content_hash
    import_plan(document=later(version, name="Theirs"), imported_at=AT, actor=other)
    response = browser.post(url, posted(later(version, name="Mine"), over=seen))
    assert response.status_code == 422
    text = response.content.decode()
    assert f"the draft was saved by {other.username} meanwhile" in text
    assert "open the draft in another window" in text
    assert json.loads(response.context["text"])["name"] == "Mine"
    assert response.context["desk"].over == seen
    assert PlanVersion.objects.get(number=2).document["name"] == "Theirs"


def test_refuses_the_document_of_another_plan(browser, url, version):
    response = browser.post(url, posted(tou_plan()))
    assert response.status_code == 422
    assert "this is the draft of HOME" in response.content.decode()
    assert PlanVersion.objects.count() == 1


def test_says_that_a_version_has_these_terms_already(browser, url, version):
    response = browser.post(url, posted(version.document), follow=True)
    assert "Version 1 has exactly these terms: nothing was saved." in response.content.decode()
    assert PlanVersion.objects.count() == 1


def test_makes_a_plan_from_an_example(browser):
    assert "Residential Tariff 12D with solar" in browser.get(NEW).content.decode()
    page = browser.get(f"{NEW}?example=au_residential_solar")
    document = json.loads(page.context["text"])
    response = browser.post(NEW, posted(document, edits={"/code": ("AU-ERGON-12D", "OURS-12D")}))
    assert response["Location"] == reverse("pricing-staff:plan-draft", args=["OURS-12D"])
    assert PlanVersion.objects.get().plan.code == "OURS-12D"
    assert browser.get(f"{NEW}?example=../schema").status_code == 404


def test_makes_a_plan_from_a_file(browser):
    sent = SimpleUploadedFile("plan.json", canonical_text(tou_plan()).encode("utf-8-sig"))
    page = browser.post(NEW, {"plan_file": sent})
    assert (page.status_code, page.context["text"]) == (200, canonical_text(tou_plan()))
    assert not PlanVersion.objects.exists()
    assert browser.post(NEW, posted(tou_plan())).status_code == 302
    assert PlanVersion.objects.get().content_hash == content_hash(tou_plan())


def test_opens_a_broken_file_with_what_is_wrong(browser):
    page = browser.post(NEW, {"plan_file": SimpleUploadedFile("plan.json", b'{"price": 0.25}')})
    assert "0.25 is a JSON number" in page.content.decode()
    assert browser.post(NEW, {}).status_code == 422
    huge = SimpleUploadedFile("plan.json", b" " * 1_000_001)
    assert "a plan is much smaller" in browser.post(NEW, {"plan_file": huge}).content.decode()


def test_tells_no_plan_that_there_is_none(browser):
    assert browser.get(reverse("pricing-staff:plan-draft", args=["NONE"])).status_code == 404


def test_says_when_a_plan_has_more_values_than_fields(browser, url, version):
    assert "values have fields" not in browser.get(url).content.decode()
    charges = [version.document["charges"][0] | {"code": f"C{n}"} for n in range(150)]
    text = browser.post(url, posted(later(version, charges=charges), then="check")).content.decode()
    assert "Only the first 220 values have fields" in text
    assert text.count('name="field:') == 220
