"""What is done with a run and its drafts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import BILLING_STAFF, Role
from billing_site.foundation.models import AuditEntry
from invoicing.models import BillHold, BillRun, Invoice
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.invoicing import BillHoldFactory, finalized_invoice
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db


def page(name, pk):
    return reverse(f"invoicing-staff:{name}", args=[pk])


@pytest.fixture
def run():
    """A bill, and an account without readings."""
    supplied_account()
    supplied_account(quantity=None)
    return drafted_run()


@pytest.fixture
def manager():
    return browser_of(user_with(Role.MANAGER))


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_those_who_may_act_only(run, role):
    browser, draft = browser_of(user_with(role)), Invoice.objects.get()
    for name, pk, roles in (
        ("bill-run-approve", run.pk, (Role.MANAGER,)),
        ("bill-run-redraft", run.pk, BILLING_STAFF),
        ("bill-run-drop", run.pk, BILLING_STAFF),
        ("draft-hold", draft.pk, BILLING_STAFF),
    ):
        expected = 200 if role in roles else 403
        assert browser.get(page(name, pk)).status_code == expected
        if role not in roles:
            assert browser.post(page(name, pk), {"count": "1", "reason": "x"}).status_code == 403
    run.refresh_from_db()
    assert run.state == "DRAFTED"


class TestApprove:
    """Drafts become invoices."""

    def approve(self, browser, run, count="1", **facts):
        today = timezone.now().date()
        return browser.post(page("bill-run-approve", run.pk), {"issue_date": today, "count": count, **facts})

    def test_says_what_will_happen(self, manager, run):
        text = manager.get(page("bill-run-approve", run.pk)).content.decode()
        assert "type the number of bills: 1" in text
        assert "£133.52" in text
        assert "1 account could not be billed" in text

    def test_approves_once_the_number_is_typed(self, manager, run):
        response = self.approve(manager, run)
        assert response.url == page("bill-run", run.pk)
        run.refresh_from_db()
        assert (run.state, run.issue_date) == ("APPROVED", timezone.now().date())
        assert AuditEntry.objects.get(action="APPROVED").actor_label == response.wsgi_request.user.username

    @pytest.mark.parametrize("count", ["2", "", "all"])
    def test_wants_the_number_of_bills(self, manager, run, count):
        response = self.approve(manager, run, count=count)
        assert response.status_code == 422
        run.refresh_from_db()
        assert run.state == "DRAFTED"

    def test_says_why_a_date_is_impossible(self, manager, run):
        response = self.approve(manager, run, issue_date=timezone.now().date() + timedelta(days=60))
        assert response.status_code == 422
        assert "is more than a month ahead" in response.content.decode()

    def test_asks_to_release_what_is_held(self, manager, run):
        BillHoldFactory(invoice=Invoice.objects.get())
        assert "Bills of this run are held" in manager.get(page("bill-run-approve", run.pk)).content.decode()
        assert self.approve(manager, run).status_code == 422
        run.refresh_from_db()
        assert run.state == "DRAFTED"

    def test_has_nothing_to_approve_twice(self, manager, run):
        self.approve(manager, run)
        assert "nothing to approve" in manager.get(page("bill-run-approve", run.pk)).content.decode()
        assert self.approve(manager, run).status_code == 422


class TestRedraft:
    """Batches with exceptions are drafted again."""

    def test_says_what_is_replaced_and_does_it(self, clerk, run):
        assert "1 draft in it is replaced" in clerk.get(page("bill-run-redraft", run.pk)).content.decode()
        assert clerk.post(page("bill-run-redraft", run.pk)).url == page("bill-run", run.pk)
        run.refresh_from_db()
        assert (run.state, Invoice.objects.count()) == ("OPEN", 0)

    def test_says_why_it_cannot(self, clerk, run):
        clerk.post(page("bill-run-redraft", run.pk))
        response = clerk.post(page("bill-run-redraft", run.pk))
        assert response.status_code == 422
        assert "No drafted batch of the bill run" in response.content.decode()


class TestDrop:
    """A run is thrown away."""

    def test_drops_it_once_the_number_is_typed(self, clerk, run):
        assert clerk.post(page("bill-run-drop", run.pk), {"count": "3"}).status_code == 422
        assert BillRun.objects.count() == 1
        response = clerk.post(page("bill-run-drop", run.pk), {"count": "1"}, follow=True)
        assert "The run of January 2026 is dropped, with 1 drafts." in response.content.decode()
        assert not BillRun.objects.exists()

    def test_has_nothing_to_drop_of_an_approved_run(self, manager):
        run = finalized_invoice().batch.bill_run
        assert "The run is approved." in manager.get(page("bill-run-drop", run.pk)).content.decode()
        assert manager.post(page("bill-run-drop", run.pk), {"count": "1"}).status_code == 422
        assert BillRun.objects.count() == 1


class TestHold:
    """A draft is held by hand."""

    def test_holds_it_with_a_reason(self, clerk, run):
        draft = Invoice.objects.get()
        assert clerk.post(page("draft-hold", draft.pk), {"reason": " "}).status_code == 422
        response = clerk.post(page("draft-hold", draft.pk), {"reason": "meter exchanged"})
        assert response.url == page("invoice", draft.pk)
        assert BillHold.objects.get().reason == "meter exchanged"

    def test_says_that_it_is_held_already(self, clerk, run):
        hold = BillHoldFactory(invoice=Invoice.objects.get())
        response = clerk.post(page("draft-hold", hold.invoice_id), {"reason": "meter exchanged"})
        assert response.status_code == 422
        assert "is held already" in response.content.decode()

    def test_knows_drafts_only(self, clerk):
        assert clerk.get(page("draft-hold", finalized_invoice().pk)).status_code == 404
