"""The queue of held bills."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role
from invoicing.models import BillHold
from tests.factories.invoicing import BillHoldFactory, BillRunBatchFactory, BillRunFactory, InvoiceFactory
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db
LIST = reverse("invoicing-staff:held-list")
RELEASE = reverse("invoicing-staff:held-release")
NOTE = "A party in January, says the customer."


@pytest.fixture
def browser():
    return browser_of(user_with(Role.CLERK))


@pytest.fixture
def holds():
    """Two bills of one run."""
    batch = BillRunBatchFactory(bill_run=BillRunFactory(state="DRAFTED"))
    return [
        BillHoldFactory(invoice=InvoiceFactory(batch=batch)),
        BillHoldFactory(invoice=InvoiceFactory(batch=batch), code="LOW", reason="16 % of the usual bill"),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_the_office_and_acts_for_billing_staff_only(holds, role):
    browser = browser_of(user_with(role))
    response = browser.get(LIST)
    assert response.status_code == (200 if role in OFFICE else 403)
    assert (RELEASE in response.content.decode()) == (role in BILLING_STAFF)
    released = browser.post(RELEASE, {"note": NOTE, "only": holds[0].pk}).status_code
    assert released == (302 if role in BILLING_STAFF else 403)


def test_lists_those_that_wait_longest_first(browser, holds):
    rows = browser.get(LIST).context["rows"]
    assert [row["held"].hold for row in rows] == holds
    text = browser.get(LIST).content.decode()
    for hold in holds:
        assert hold.reason in text
        assert hold.invoice.account.number in text
    assert "January 2026" in text


def test_releases_what_a_real_browser_sends(holds):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_with(Role.CLERK))
    run = reverse("invoicing-staff:bill-run", args=[holds[0].invoice.batch.bill_run_id])
    for url, hold in ((LIST, holds[0]), (f"{run}?tab=held", holds[1])):
        (token,) = re.findall(
            r'action="/staff/held-bills/release/"><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"',
            client.get(url).content.decode(),
        )
        sent = client.post(RELEASE, {"note": NOTE, "only": hold.pk, "csrfmiddlewaretoken": token})
        assert sent.status_code == 302
    assert not BillHold.objects.filter(released_at=None).exists()


def test_narrows_the_list_to_a_kind(browser, holds):
    assert [row["held"].hold for row in browser.get(LIST, {"code": "LOW"}).context["rows"]] == [holds[1]]
    assert "None of this kind" in browser.get(LIST, {"code": "PEAK"}).content.decode()
    assert len(browser.get(LIST, {"code": "nonsense"}).context["rows"]) == 2


def test_says_that_nothing_is_held(browser):
    assert "No bill is held" in browser.get(LIST).content.decode()


def test_lists_many_with_as_many_queries_as_few(browser, holds):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(LIST)
        return len(captured)

    browser.get(LIST)
    few = queries()
    for _ in range(8):
        BillHoldFactory(invoice=InvoiceFactory(batch=holds[0].invoice.batch))
    assert queries() == few


def test_releases_the_bill_of_a_row_and_keeps_the_note(browser, holds):
    response = browser.post(RELEASE, {"note": NOTE, "only": holds[0].pk, "hold": [holds[1].pk]}, follow=True)
    assert [row["held"].hold for row in response.context["rows"]] == [holds[1]]
    assert "1 bill is released." in response.content.decode()
    assert response.context["note"] == NOTE
    released = BillHold.objects.get(pk=holds[0].pk)
    assert (released.release_note, released.released_by) == (NOTE, response.wsgi_request.user.username)


def test_releases_all_that_are_ticked_and_goes_back_to_the_run(browser, holds):
    run = holds[0].invoice.batch.bill_run
    response = browser.post(RELEASE, {"note": NOTE, "hold": [hold.pk for hold in holds], "run": run.pk})
    assert response.url.startswith(
        reverse("invoicing-staff:bill-run", args=[run.pk]) + "?tab=held&note=A+party"
    )
    assert not BillHold.objects.filter(released_at=None).exists()


def test_wants_a_note_and_a_tick(browser, holds):
    response = browser.post(RELEASE, {"note": "", "hold": [holds[0].pk]}, follow=True)
    assert "Write a note first" in response.content.decode()
    response = browser.post(RELEASE, {"note": NOTE}, follow=True)
    assert "No bill is ticked" in response.content.decode()
    assert BillHold.objects.filter(released_at=None).count() == 2


def test_a_release_without_a_note_is_answered_at_its_row(browser, holds):
    run = holds[1].invoice.batch.bill_run
    for hold, sent in ((holds[0], {}), (holds[1], {"run": run.pk})):
        response = browser.post(RELEASE, {"note": " ", "only": hold.pk, **sent})
        assert response.url.endswith(f"unnoted={hold.pk}#note-{hold.pk}")
        page = browser.get(response.url).content.decode()
        assert page.count("It is not released yet: write a note first.") == 1
        row = page[page.index(f'id="note-{hold.pk}"') :]
        assert f'name="only" value="{hold.pk}"' in row[: row.index("</form>")]
    assert BillHold.objects.filter(released_at=None).count() == 2


def test_says_who_was_faster(browser, holds):
    browser.post(RELEASE, {"note": NOTE, "only": holds[0].pk})
    response = browser.post(RELEASE, {"note": "again", "hold": [hold.pk for hold in holds]}, follow=True)
    text = response.content.decode()
    assert "has released the bill of account" in text
    assert "1 bill is released." in text
    assert browser.get(RELEASE).status_code == 405
