"""A month is drafted, an exception is put right, and a manager approves: from the first page to the invoice."""

from datetime import UTC, date, datetime

import pytest

from invoicing.models import BillRun, Invoice
from tests.faults.evidence import broken_invariants
from tests.journeys.world import deliver
from tests.running_workers import Work

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def work(world, tmp_path):
    running = Work(tmp_path / "work.log", clusters=1)
    yield running
    running.kill_remains()


def test_drafts_cures_approves_and_issues(world, visit, work):
    deliver(world, date(2026, 3, 11), date(2026, 4, 1), 5)
    visitor = visit(world.people["manager"])
    page = visitor.page

    # Two days are missing in each home: the run will not bill them at zero, and says so beforehand.
    visitor.open("/staff/bill-runs/new/")
    page.select_option("[name=cycle]", label=str(world.cycle))
    page.fill("[name=from_date]", "2026-03-01")
    page.fill("[name=last_date]", "2026-03-31")
    page.get_by_role("button", name="Check").click()
    assert "Put right" in visitor.text()

    # The gaps are estimated from the findings queue, all at once.
    visitor.open("/staff/findings/?rule=GAP")
    page.locator("tbody input[type=checkbox]").first.wait_for()
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Estimate chosen gaps").click()
    page.wait_for_load_state("networkidle")

    visitor.open("/staff/bill-runs/new/")
    page.select_option("[name=cycle]", label=str(world.cycle))
    page.fill("[name=from_date]", "2026-03-01")
    page.fill("[name=last_date]", "2026-03-31")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Draft 3 bills").click()
    page.get_by_role("link", name="Approve").first.wait_for(timeout=60_000)

    page.get_by_role("link", name="Approve").first.click()
    page.fill("[name=issue_date]", f"{datetime.now(tz=UTC):%Y-%m-%d}")
    page.fill("[name=count]", "2")
    page.get_by_role("button", name="Approve and issue").click()
    assert "There are 3 bills: type that number." in visitor.text()
    page.fill("[name=count]", "3")
    page.get_by_role("button", name="Approve and issue").click()
    page.get_by_text("finalized").first.wait_for(timeout=60_000)

    run = BillRun.objects.get(from_date=date(2026, 3, 1))
    for _ in range(100):
        run.refresh_from_db()
        if run.state == BillRun.State.FINALIZED:
            break
        page.wait_for_timeout(100)
    assert Invoice.objects.filter(batch__bill_run=run, state="FINALIZED").count() == 3
    assert broken_invariants() == []
    # The browser itself remarks on the refused number, and on nothing else.
    assert [one for one in visitor.complaints if "422 (Unprocessable Entity)" not in one] == []


def test_answers_why_a_bill_is_so_high(world, visit):
    visitor = visit(world.people["clerk"])
    page = visitor.page
    page.keyboard.press("/")
    page.keyboard.type(world.accounts[0].number)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    assert world.accounts[0].customer.name in visitor.text()
    page.get_by_role("link", name=world.invoice.number).first.click()
    page.wait_for_load_state("networkidle")
    page.locator("details.line summary").nth(1).click()
    page.get_by_text("kWh count as").first.wait_for(timeout=10_000)
    assert "kWh" in visitor.text()
    assert visitor.complaints == []
