"""A new run says when its period is out of turn; a run tells no more than is known, and compares day with day."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from invoicing.models import BillRun
from invoicing.queries.account_ranges import load_usual_batch_size
from tests.factories.billing import billed_before, drafted_run, started_run, supplied_account, work_through
from tests.factories.invoicing import AccountFactory, BillingCycleFactory
from tests.factories.readings import store_readings
from tests.integration.invoicing.staff.pages import clerk, manager, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def in_january(monkeypatch):
    """The 23rd of January, and December is billed."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 1, 23, 9, tzinfo=UTC))
    subscription = supplied_account()
    billed_before(subscription.account, bills=1)
    return subscription


def period(last_date, **more):
    return {"cycle": "MONTHLY", "from_date": "2026-01-01", "last_date": last_date, **more}


class TestNewRun:
    def test_says_when_the_period_can_be_billed(self, in_january):
        page = text_of(clerk().get(url("bill-run-new")))
        assert "The period is not over yet.</strong> It can be billed from 1 Feb 2026 on" in page
        assert "Not the cycle's period" not in page

    def test_warns_of_a_part_of_the_period_and_wants_it_confirmed(self, in_january):
        browser = clerk()
        page = text_of(browser.get(url("bill-run-new"), period("2026-01-22")))
        assert "1 Jan 2026 to 22 Jan 2026 are 22 days" in page.replace("&#x27;", "'")
        response = browser.post(url("bill-run-new"), period("2026-01-22"))
        assert response.status_code == 422
        assert "Tick it if you mean these days" in text_of(response)
        assert not BillRun.objects.filter(from_date=date(2026, 1, 1)).exists()
        response = browser.post(url("bill-run-new"), period("2026-01-22", is_meant="on"))
        assert response.status_code == 302
        assert BillRun.objects.filter(to_date=date(2026, 1, 23)).exists()

    def test_warns_of_a_gap(self, in_january):
        query = {"cycle": "MONTHLY", "from_date": "2026-01-11", "last_date": "2026-01-20"}
        assert "1 Jan 2026 to 10 Jan 2026 are left out" in text_of(clerk().get(url("bill-run-new"), query))


class TestWhileDrafting:
    def test_shows_nothing_that_is_not_known_yet(self):
        subscription = supplied_account()
        billed_before(subscription.account, bills=1)
        run = started_run()
        page = text_of(manager().get(url("bill-run", run.pk)))
        assert "0 of 1 batch drafted" in page
        for words in ("Estimated share", "since December", "Days of supply", "of this kind", "Compare"):
            assert words not in page
        work_through(run)
        assert "Estimated share" in text_of(manager().get(url("bill-run", run.pk)))

    @pytest.mark.parametrize(("accounts", "size"), [(5, 10), (120, 12), (100, 10)])
    def test_progress_moves_in_ten_steps_of_a_hundred_accounts_and_more(self, accounts, size):
        AccountFactory.create_batch(accounts)
        assert load_usual_batch_size(BillingCycleFactory().pk) == size


def test_changes_are_a_days_where_the_runs_differ_in_days():
    subscription = supplied_account()
    channel = subscription.service_point.channels.get()
    february = date(2026, 2, 1)
    drafted_run()
    store_readings(channel, february, date(2026, 2, 11), 250)
    run = drafted_run(
        from_date=february, to_date=date(2026, 2, 11), started_at=datetime(2026, 2, 12, 6, tzinfo=UTC)
    )
    response = manager().get(url("bill-run", run.pk))
    (usage,) = response.context["tiles"].usage
    assert usage.change == 0, "12 kWh a day in both"
    page = text_of(response)
    assert "a day: 10 days after 31" in page
    assert "a day since January 2026" in page
