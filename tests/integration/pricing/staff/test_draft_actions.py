"""Four eyes: who writes a plan does not publish it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import BILLING_STAFF, Role
from billing_site.foundation.models import AuditEntry
from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.submit_plan_draft import submit_plan_draft
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PUBLISHED_AT, PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return user_with(Role.CLERK, Role.MANAGER)


@pytest.fixture
def manager():
    return user_with(Role.MANAGER)


@pytest.fixture
def draft(author):
    version = PlanVersionFactory(plan=PlanFactory())
    document = version.document | {"effective_from": "2030-01-01", "name": "Home 2030"}
    return import_plan(document=document, imported_at=PUBLISHED_AT, actor=author)


@pytest.fixture
def waiting(draft, author):
    return submit_plan_draft(
        draft=draft, content_hash_seen=draft.content_hash, submitted_at=PUBLISHED_AT, actor=author
    )


def url(name: str) -> str:
    return reverse(f"pricing-staff:plan-draft-{name}", args=["HOME"])


def seen(draft) -> dict[str, str]:
    return {"seen": draft.content_hash}


@pytest.mark.parametrize("role", list(Role))
def test_roles_do_what_they_may(waiting, role):
    browser = browser_of(user_with(role))
    writes, reviews = role in BILLING_STAFF, role is Role.MANAGER
    assert browser.get(url("discard")).status_code == (200 if writes else 403)
    assert browser.post(url("submit"), {}).status_code == (302 if writes else 403)
    assert browser.get(url("review")).status_code == (200 if reviews else 403)
    assert browser.post(url("return"), {}).status_code == (422 if reviews else 403)


def test_walks_from_the_author_to_another_manager(draft, author, manager):
    plan_page = reverse("pricing-staff:plan", args=["HOME"])
    writing = browser_of(author)
    assert "Submit for approval" in writing.get(plan_page).content.decode()
    writing.post(url("submit"), seen(draft))
    own = writing.get(url("review")).content.decode()
    assert "You had a hand in this draft" in own
    assert "Publish version 2" not in own
    review = browser_of(manager).get(url("review")).content.decode()
    assert "“Home 2030”" in review
    assert "Applies from 1 Jan 2030 instead of 1 Jan 2026" in review
    response = browser_of(manager).post(url("review"), seen(draft), follow=True)
    assert "Version 2 of HOME is published." in response.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.published_by, draft.effective_from) == ("PUBLISHED", manager, date(2030, 1, 1))
    told = AuditEntry.objects.order_by("pk").values_list("action", "actor_label")
    assert list(told) == [
        ("DRAFTED", author.username),
        ("SUBMITTED", author.username),
        ("PUBLISHED", manager.username),
    ]


def test_refuses_the_author_who_posts_all_the_same(waiting, author):
    response = browser_of(author).post(url("review"), seen(waiting))
    assert response.status_code == 422
    assert "you had a hand in HOME version 2" in response.content.decode()
    assert PlanVersion.objects.get(pk=waiting.pk).state == "DRAFT"


def test_refuses_what_changed_since_the_page_was_opened(waiting, manager):
    response = browser_of(manager).post(url("review"), {"seen": "0" * 64})
    assert response.status_code == 422
    assert "was changed meanwhile: look at it again" in response.content.decode()


def test_sends_back_with_a_remark_that_the_author_reads(waiting, author, manager):
    without = browser_of(manager).post(url("return"), {"remark": " "})
    assert without.status_code == 422
    response = browser_of(manager).post(url("return"), {"remark": "Too cheap."}, follow=True)
    assert "The draft is sent back, with your remark." in response.content.decode()
    page = reverse("pricing-staff:plan-draft", args=["HOME"])
    assert "Too cheap." in browser_of(author).get(page).content.decode()
    again = browser_of(manager).post(url("return"), {"remark": "Again."})
    assert (again.status_code, "does not wait for approval any more" in again.content.decode()) == (422, True)


def test_says_why_a_draft_was_not_submitted(draft, author):
    response = browser_of(author).post(url("submit"), {"seen": "0" * 64}, follow=True)
    assert "Not submitted: HOME version 2 was changed meanwhile" in response.content.decode()


def test_discards_once_asked(draft, author):
    browser = browser_of(author)
    assert "Its terms are lost" in browser.get(url("discard")).content.decode()
    assert browser.post(url("discard"), {"seen": "0" * 64}).status_code == 422
    response = browser.post(url("discard"), seen(draft), follow=True)
    assert "The draft of HOME is discarded." in response.content.decode()
    assert PlanVersion.objects.get().number == 1
    assert browser.get(url("discard")).status_code == 404


def test_warns_of_a_version_that_begins_in_the_past(waiting, manager):
    assert "It begins in the past" not in browser_of(manager).get(url("review")).content.decode()
    yesterday = timezone.now().date() - timedelta(days=1)
    PlanVersion.objects.filter(pk=waiting.pk).update(effective_from=yesterday)
    assert "It begins in the past" in browser_of(manager).get(url("review")).content.decode()


def test_reviews_the_first_version_of_a_plan(author, manager):
    PlanVersionFactory(
        plan=PlanFactory(), state="DRAFT", published_at=None, submitted_at=PUBLISHED_AT, submitted_by=author
    )
    text = browser_of(manager).get(url("review")).content.decode()
    assert "The first version of this plan" in text
    assert "Publish version 1" in text
