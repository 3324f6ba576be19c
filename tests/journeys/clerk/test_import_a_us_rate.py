"""A clerk sends a US rate, decides what its record leaves open, and keeps the draft."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from pricing.models import PlanVersion
from tests.journeys.test_accessibility import RULES
from tests.unit.pricing.urdb.records import as_json, hours, record

pytestmark = pytest.mark.timeout(180)
RATE = {
    "dgrules": "Net Metering",
    "energyratestructure": [[{"rate": "0.1", "unit": "kWh"}], [{"rate": "0.3", "unit": "kWh"}]],
    "energyweekdayschedule": hours(0, hot={range(16, 21): 1}),
    "energyweekendschedule": hours(0),
    "sourceparent": f"https://example.org/{'a-long-address/' * 20}",
}


def faults_of(page):
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    violations = Axe().run(page, options=RULES).response["violations"]
    return too_wide, [violation["id"] for violation in violations]


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_sends_decides_and_keeps_a_draft(world, visit, tmp_path, width, dark):
    path = tmp_path / "rate.json"
    path.write_bytes(as_json(record(**RATE)))
    visitor = visit(world.people["clerk"], width=width, dark=dark)
    page = visitor.page
    visitor.open("/staff/plans/")
    page.get_by_role("link", name="Import a US rate").click()
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Read and show").click()
    page.get_by_text("1 finding blocks the import.").wait_for()
    assert faults_of(page) == (0, [])

    page.get_by_label("Left out of the plan").check()
    page.get_by_label("Plan code").fill("TOU-1")
    page.get_by_role("button", name="Show the plan with these").click()
    page.get_by_role("heading", name="The plan it makes").wait_for()
    assert faults_of(page) == (0, [])

    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("is kept as a draft").wait_for()
    assert page.url.endswith("/staff/plans/TOU-1/versions/1/")
    assert PlanVersion.objects.get(plan__code="TOU-1").state == PlanVersion.State.DRAFT
    assert visitor.complaints == []
