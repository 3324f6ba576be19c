"""How far a run is."""

from decimal import Decimal

import pytest

from invoicing.models import BillRun, BillRunException
from invoicing.queries.bill_run_progress import (
    BatchCounts,
    CurrencyTotals,
    load_batch_counts,
    load_bill_run_progress,
)
from invoicing.use_cases.finalize_batch import finalize_batch
from tests.factories.invoicing import (
    ISSUE_DATE,
    ISSUED_AT,
    AccountFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
)

pytestmark = pytest.mark.django_db


def test_counts_batches_invoices_exceptions_and_money(django_assert_num_queries):
    run = BillRunFactory()
    finalized, drafted = BillRunBatchFactory(bill_run=run), BillRunBatchFactory(bill_run=run)
    BillRunBatchFactory(bill_run=run, state="OPEN")
    InvoiceFactory(batch=finalized)
    InvoiceFactory(batch=drafted)
    yen = AccountFactory(currency="JPY")
    InvoiceFactory(batch=drafted, account=yen, currency="JPY", with_lines=False, net=10, tax=1, total=11)
    for code in ("NO_READINGS", "CURRENCY", "NO_READINGS"):
        BillRunException.objects.create(batch=drafted, account=AccountFactory(), code=code, reason="x")
    finalize_batch(batch_id=finalized.pk, issued_at=ISSUED_AT)
    with django_assert_num_queries(4):
        progress = load_bill_run_progress(run.pk)
    assert progress.counts == BatchCounts("APPROVED", 3, 2, 1)
    assert (progress.name, progress.issue_date) == ("Monthly 2026-01-01 to 2026-01-31", ISSUE_DATE)
    assert progress.exceptions == {"CURRENCY": 1, "NO_READINGS": 2}
    assert progress.totals == {
        "GBP": CurrencyTotals(2, Decimal("252.62"), Decimal("50.52"), Decimal("303.14")),
        "JPY": CurrencyTotals(1, Decimal(10), Decimal(1), Decimal(11)),
    }
    assert (progress.invoices, progress.exception_count) == (3, 3)


def test_a_run_that_has_just_begun_has_nothing():
    run = BillRunFactory(state="OPEN")
    progress = load_bill_run_progress(run.pk)
    assert (progress.counts, progress.invoices, progress.exception_count) == (
        BatchCounts("OPEN", 0, 0, 0),
        0,
        0,
    )


def test_a_run_that_is_not_there_is_an_error():
    with pytest.raises(BillRun.DoesNotExist):
        load_bill_run_progress(0)
    with pytest.raises(BillRun.DoesNotExist):
        load_batch_counts(0)
