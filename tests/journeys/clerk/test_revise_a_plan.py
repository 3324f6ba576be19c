"""A clerk raises a price and sees what it means; a manager publishes it, and nobody can do both."""

from datetime import date

from pricing.models import PlanVersion
from tests.journeys.world import World

PEAK = "input[name='field:/charges/1/prices/peak/unit_price']"


def test_writes_tries_submits_and_another_publishes(world: World, visit):
    clerk = visit(world.people["clerk"])
    page = clerk.page
    clerk.open(f"/staff/plans/{world.plan.code}/")
    page.get_by_role("link", name="Revise").click()
    page.fill("input[name='field:/effective_from']", "2030-07-01")

    # The bill beside it follows what is typed, without a button.
    before = page.inner_text("#trial .trial-total strong")
    page.fill(PEAK, "0.50")
    page.locator(PEAK).blur()
    page.get_by_text("against version 1").wait_for(timeout=10_000)
    assert page.inner_text("#trial .trial-total strong") != before

    # A wrong number is refused where it stands, and stays there.
    page.fill(PEAK, "0,50")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Not saved. 1 error to cure").wait_for()
    assert page.input_value(PEAK) == "0,50"
    page.fill(PEAK, "0.50")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text(f"The draft of {world.plan.code} is saved.").wait_for()

    page.get_by_role("link", name="Tariff sheet").click()
    page.get_by_role("button", name="Submit for approval").click()
    page.get_by_text("The draft waits for another manager's approval.").wait_for()

    manager = visit(world.people["manager"])
    manager.open(f"/staff/plans/{world.plan.code}/draft/review/")
    assert (
        "Electricity, peak: price 0.41556 \N{RIGHTWARDS ARROW} 0.50 AUD per kWh (+20.3 %)" in manager.text()
    )
    manager.page.get_by_role("button", name="Publish version 2").click()
    manager.page.get_by_text(f"Version 2 of {world.plan.code} is published.").wait_for()

    version = PlanVersion.objects.get(plan=world.plan, number=2)
    assert (version.effective_from, version.state) == (date(2030, 7, 1), "PUBLISHED")
    assert (version.edited_by, version.published_by) == (world.people["clerk"], world.people["manager"])
    # The browser itself remarks on the refused number, and on nothing else.
    assert [one for one in clerk.complaints if "422 (Unprocessable Entity)" not in one] == []
    assert manager.complaints == []
