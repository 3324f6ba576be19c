"""An uploader sends a month, looks at what was understood, stores it, and takes it back."""

import re
from datetime import date

import pytest

from metering.models import IntervalDay
from tests.journeys.world import half_hours_of
from tests.running_workers import Work

pytestmark = pytest.mark.timeout(180)
UPLOAD = re.compile(r"/staff/uploads/\d+/$")


@pytest.fixture
def work(world, tmp_path):
    running = Work(tmp_path / "work.log", clusters=1)
    yield running
    running.kill_remains()


def test_sends_checks_stores_and_undoes(world, visit, work, tmp_path):
    path = tmp_path / "april.csv"
    path.write_bytes(half_hours_of(world.points, date(2026, 4, 1), date(2026, 4, 11), 5))
    days_before = IntervalDay.objects.count()
    visitor = visit(world.people["uploader"])
    page = visitor.page
    assert "/staff/uploads/" in page.url

    visitor.open("/staff/uploads/new/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url(UPLOAD)
    # Three homes, two channels, ten days of 48 half-hours.
    store = page.get_by_role("button", name="Store 2,880 readings")
    store.wait_for(timeout=60_000)
    assert IntervalDay.objects.count() == days_before
    store.click()
    page.get_by_text("Receipt").wait_for(timeout=60_000)
    assert IntervalDay.objects.count() == days_before + 60
    assert "2,880" in visitor.text()

    page.get_by_role("link", name="Undo this upload").click()
    page.fill("[name=reason]", "sent for the wrong month")
    page.get_by_role("button", name="Undo 2,880 readings").click()
    page.get_by_text("no longer count").wait_for(timeout=30_000)
    assert IntervalDay.objects.count() == days_before
    assert visitor.complaints == []


def test_is_told_which_row_is_wrong_and_stores_the_good_ones(world, visit, work, tmp_path):
    text = half_hours_of(world.points, date(2026, 4, 1), date(2026, 4, 3), 5).decode()
    unknown = text.replace("QB00000002", "QB99999999")
    path = tmp_path / "unknown.csv"
    path.write_text(unknown, encoding="utf-8")
    visitor = visit(world.people["uploader"], width=390, height=844)
    page = visitor.page
    visitor.open("/staff/uploads/new/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url(UPLOAD)
    page.get_by_text("Store the good rows now.").wait_for(timeout=60_000)
    assert "QB99999999" in visitor.text()
    page.locator("input[name=how][value=part]").check()
    page.get_by_role("button", name="Store", exact=True).click()
    page.get_by_text("Receipt").wait_for(timeout=60_000)
    # Two of three homes, two channels, two days of 48 half-hours; the third home's are rejected.
    assert "384" in visitor.text()
    assert "192" in visitor.text()
    assert visitor.complaints == []
