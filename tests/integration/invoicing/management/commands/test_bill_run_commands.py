"""`manage.py run_billing` and `approve_bill_run`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from invoicing.management import bill_run_options
from invoicing.models import BillRun, BillRunException, Invoice
from invoicing.use_cases import work_on_next_batch as next_batch
from tests.factories.billing import started_run, supplied_account, work_through
from tests.factories.invoicing import BillingCycleFactory

pytestmark = pytest.mark.django_db
JANUARY = ["MONTHLY", "--month", "2026-01"]


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def test_bills_a_month_in_this_process_and_says_what_it_comes_to():
    supplied_account()
    supplied_account(holes=[3])
    supplied_account(quantity=None)
    told = run("run_billing", *JANUARY, "--inline", "--accounts-per-batch", "2")
    name = f"bill run {BillRun.objects.get().pk}, Monthly 2026-01-01 to 2026-01-31"
    holed, silent = BillRunException.objects.order_by("account")
    assert told.splitlines() == [
        "batch 1 is done",
        "batch 2 is done",
        f"{name}: drafted; 2 of 2 batch(es) drafted, 0 finalized; 1 invoice(s), 2 exception(s)",
        "  readings missing: 1 account(s)",
        "  no readings: 1 account(s)",
        f"    account {holed.account}: {holed.reason}",
        f"    account {silent.account}: {silent.reason}",
        "  GBP: net 111.27, tax 22.25, total 133.52",
        "next: look at the drafts, then manage.py approve_bill_run MONTHLY --from 2026-01-01 --to 2026-02-01",
    ]


def test_without_more_ado_only_starts_the_run():
    supplied_account()
    told = run("run_billing", "MONTHLY", "--from", "2026-01-01", "--to", "2026-02-01")
    assert "drafting; 0 of 1 batch(es) drafted" in told
    assert BillRun.objects.get().batches.get().state == "OPEN"


def test_takes_a_run_up_where_it_is():
    supplied_account()
    started_run()
    assert "batch 1 is done" in run("run_billing", *JANUARY, "--inline")
    (told, *_) = run("run_billing", *JANUARY, "--inline").splitlines()
    assert told.startswith("bill run ")  # nothing was left to do
    assert BillRun.objects.count() == 1


def test_approves_a_run_and_finalizes_it_in_this_process():
    supplied_account()
    run("run_billing", *JANUARY, "--inline")
    told = run("approve_bill_run", *JANUARY, "--issue-date", "2026-02-02", "--inline")
    assert "finalized; 1 of 1 batch(es) drafted, 1 finalized; 1 invoice(s)" in told
    assert str(Invoice.objects.get().issue_date) == "2026-02-02"


def test_goes_on_finalizing_a_run_that_is_approved():
    supplied_account()
    run("run_billing", *JANUARY, "--inline")
    run("approve_bill_run", *JANUARY, "--issue-date", "2026-02-02")
    assert BillRun.objects.get().state == "APPROVED"
    assert "finalized; 1 of 1" in run("approve_bill_run", *JANUARY, "--inline")


def test_waits_for_workers_and_tells_how_far_they_are(monkeypatch):
    supplied_account()
    supplied_account()

    def meanwhile(seconds):
        work_through(BillRun.objects.get())

    monkeypatch.setattr(bill_run_options.time, "sleep", meanwhile)
    told = run("run_billing", *JANUARY, "--wait").splitlines()
    assert told[:2] == ["waiting for workers (manage.py work)", "0 of 1 batch(es) drafted, 0 finalized"]
    assert "drafted; 1 of 1 batch(es) drafted" in told[2]
    told = run("approve_bill_run", *JANUARY, "--wait")
    assert "finalized; 1 of 1 batch(es) drafted, 1 finalized" in told


def test_names_the_batch_that_failed_after_doing_the_others(monkeypatch):
    supplied_account()
    supplied_account()
    started = started_run(accounts_per_batch=1)
    first = started.batches.get(number=1).pk
    original = next_batch.bill_batch

    def sometimes_broken(*, batch_id, drafted_at):
        if batch_id == first:
            raise ZeroDivisionError("oops")
        return original(batch_id=batch_id, drafted_at=drafted_at)

    monkeypatch.setattr(next_batch, "bill_batch", sometimes_broken)
    told = refused("run_billing", *JANUARY, "--inline")
    assert told == f"batch {first} could neither be drafted nor finalized: oops"
    assert started.batches.get(number=2).state == "DRAFTED"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["run_billing", "WEEKLY", "--month", "2026-01"],
            "there is no billing cycle WEEKLY (known: MONTHLY)",
        ),
        (["run_billing", "MONTHLY"], "name the period: either --month 2026-01, or --from"),
        (["run_billing", "MONTHLY", "--from", "2026-01-01"], "name the period"),
        (["run_billing", *JANUARY, "--to", "2026-02-01"], "name the period"),
        (["run_billing", "MONTHLY", "--month", "2026-13"], "2026-13 is not a month; write it as 2026-01"),
        (["run_billing", "MONTHLY", "--from", "1.1.2026"], "1.1.2026 is not a date; write it as 2026-01-31"),
        (
            ["run_billing", "MONTHLY", "--from", "2026-02-01", "--to", "2026-02-01"],
            "there is no day from 2026-02-01 up to 2026-02-01: choose a later --to",
        ),
        (["run_billing", *JANUARY, "--accounts-per-batch", "0"], "must be at least 1"),
        (["run_billing", *JANUARY, "--wait", "--inline"], "not allowed with argument"),
        (
            ["approve_bill_run", *JANUARY],
            "there is no bill run of Monthly from 2026-01-01 to 2026-02-01: start",
        ),
    ],
)
def test_says_what_is_wrong_and_how_to_cure_it(arguments, told):
    supplied_account()
    assert told in refused(*arguments)


def test_a_cycle_without_accounts_is_refused():
    BillingCycleFactory()
    assert "there is no account in the billing cycle Monthly" in refused("run_billing", *JANUARY)


def test_approves_only_what_is_drafted():
    supplied_account()
    started_run()
    assert "is drafting, not just drafted" in refused("approve_bill_run", *JANUARY)
