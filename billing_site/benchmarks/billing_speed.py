"""Invoices per second, drafted and finalized in one process, against the engine alone."""

from __future__ import annotations

import time

from django.db import transaction

from billing_site.benchmarks.figures import Figure, fastest_s
from billing_site.benchmarks.sample_world import FROM_DATE, RECEIVED_AT, TO_DATE, SampleWorld
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.group_rating import rate_groups
from invoicing.models import Account, BillRun, Invoice
from invoicing.queries.rating_requests import load_rating_requests
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.run_billing import run_billing
from invoicing.use_cases.work_on_next_batch import work_on_next_batch


def measure_billing(world: SampleWorld) -> list[Figure]:
    """Drafting (load, rate, store) and finalizing, for 62 channel-days of half-hours an invoice."""
    account_ids = list(Account.objects.order_by("pk").values_list("pk", flat=True)[:500])
    alone_s = fastest_s(lambda: _load_and_rate(account_ids))
    run = run_billing(
        billing_cycle=world.cycle,
        from_date=FROM_DATE,
        to_date=TO_DATE,
        started_at=RECEIVED_AT,
        actor="manage.py benchmark",
    )
    drafting_s = _work(run)
    run.refresh_from_db()
    approve_bill_run(bill_run=run, issue_date=TO_DATE, approved_at=RECEIVED_AT, actor="manage.py benchmark")
    finalizing_s = _work(run)
    count = Invoice.objects.filter(batch__bill_run=run, state=Invoice.State.FINALIZED).count()
    baseline = "load and rate alone", len(account_ids) / alone_s
    return [
        Figure("draft", "invoices", count / drafting_s, *baseline),
        Figure("finalize", "invoices", count / finalizing_s, *baseline),
        Figure("draft and finalize", "invoices", count / (drafting_s + finalizing_s), *baseline),
    ]


def _load_and_rate(account_ids: list[int]) -> None:
    with transaction.atomic():
        requests = load_rating_requests(account_ids, DaySpan(FROM_DATE, TO_DATE), RECEIVED_AT)
        rated, _ = rate_groups(requests.groups)
    assert len(rated) == len(account_ids)


def _work(run: BillRun) -> float:
    started = time.perf_counter()
    while work_on_next_batch(bill_run_id=run.pk, at=RECEIVED_AT) is not None:
        pass
    return time.perf_counter() - started
