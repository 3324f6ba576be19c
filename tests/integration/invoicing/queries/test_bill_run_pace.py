"""How fast a run gets on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from invoicing.models import Invoice
from invoicing.queries.bill_run_pace import RunPace, load_run_pace
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.redraft_bill_run import redraft_bill_run
from invoicing.use_cases.work_on_next_batch import work_on_next_batch
from tests.factories.billing import STARTED_AT, started_run, supplied_account, work_through
from tests.factories.invoicing import BillRunFactory

pytestmark = pytest.mark.django_db


def after(seconds):
    return STARTED_AT + timedelta(seconds=seconds)


@pytest.fixture
def run():
    """Four batches of one account; the last account has no readings."""
    for quantity in (250, 250, 250, None):
        supplied_account(quantity)
    return started_run(accounts_per_batch=1)


def work(run, batches, at):
    for _ in range(batches):
        work_on_next_batch(bill_run_id=run.pk, at=at)
    run.refresh_from_db()


def test_knows_nothing_before_the_first_batch(run):
    pace = load_run_pace(run, after(5))
    assert pace == RunPace(0, 4, 0, 0, STARTED_AT, 5.0, None)
    assert (pace.is_done, pace.invoices_per_second) == (False, 0)


def test_expects_the_rest_to_take_as_long_as_what_is_done(run):
    work(run, 3, after(4))
    pace = load_run_pace(run, after(6))
    assert pace == RunPace(3, 4, 3, 0, STARTED_AT, 6.0, 2.0)
    assert pace.invoices_per_second == 0.5


def test_stops_the_clock_when_the_work_is_done(run):
    work(run, 4, after(8))
    assert load_run_pace(run, after(9_999)) == RunPace(4, 4, 3, 1, STARTED_AT, 8.0, 0.0)


def test_counts_anew_for_what_is_drafted_again(run):
    work(run, 4, after(8))
    redraft_bill_run(bill_run=run, redrafted_at=after(100), actor=None)
    run.refresh_from_db()
    pace = load_run_pace(run, after(130))
    assert (pace.done, pace.since, pace.seconds, pace.seconds_left) == (3, after(100), 30.0, None)


def test_counts_anew_for_finalizing(run):
    work(run, 4, after(8))
    approve_bill_run(bill_run=run, issue_date=date(2026, 2, 2), approved_at=after(100), actor=None)
    work(run, 2, after(110))
    assert load_run_pace(run, after(110)) == RunPace(2, 4, 2, 0, after(100), 10.0, 10.0)
    work_through(run, at=after(120))
    assert load_run_pace(run, after(999)) == RunPace(4, 4, 3, 1, after(100), 20.0, 0.0)
    assert Invoice.objects.filter(state="FINALIZED").count() == 3


def test_a_run_that_nobody_has_told_of_has_no_beginning():
    pace = load_run_pace(BillRunFactory(), datetime(2026, 2, 2, tzinfo=UTC))
    assert (pace.since, pace.seconds, pace.is_done) == (None, 0.0, True)
    assert pace.invoices_per_second is None
