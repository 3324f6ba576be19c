"""Rate and draft a batch of accounts: the unit of commit and of retry of a bill run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from billing_site.foundation import audit
from invoicing.drafting.bill_checks import check_draft
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.drafts import Draft, draft_accounts
from invoicing.drafting.group_rating import rate_groups
from invoicing.drafting.refusals import Refusal, one_per_account
from invoicing.models import Account, BillHold, BillRun, BillRunBatch, BillRunException
from invoicing.models.draft_store import store_drafts
from invoicing.queries.account_histories import load_account_histories
from invoicing.queries.rating_requests import load_rating_requests


@dataclass(frozen=True, slots=True)
class BilledBatch:
    """How many invoices a batch has, and how many accounts could not be billed."""

    invoices: int
    exceptions: int


def bill_batch(*, batch_id: int, drafted_at: datetime) -> BilledBatch:
    """Draft the invoices of the batch's accounts in one transaction; says how many, and how many exceptions.

    An account that cannot be billed becomes an exception with its reason, and the rest is billed; a draft that
    is not plausible beside the account's earlier bills is held. A batch
    that is drafted already, or whose run is past drafting, is left as it is: a second call changes nothing.
    The run is drafted with its last batch. The number of queries does not depend on the number of accounts.
    """
    with transaction.atomic():
        batch = (
            BillRunBatch.objects.select_for_update(of=("self",))
            .select_related("bill_run__billing_cycle")
            .get(pk=batch_id)
        )
        run = batch.bill_run
        if batch.state == BillRunBatch.State.OPEN and run.state == BillRun.State.OPEN:
            drafts, refusals = _drafted(batch, _locked_accounts(batch))
            draft_ids = store_drafts(batch.pk, run.as_of, drafts)
            _hold_implausible(draft_ids, drafts, drafted_at)
            _store_exceptions(batch, refusals)
            batch.invoice_count, batch.exception_count = len(drafts), len(refusals)
            batch.state = BillRunBatch.State.DRAFTED
            batch.save(update_fields=["state", "invoice_count", "exception_count"])
            _finish_drafting(run, drafted_at)
    return BilledBatch(batch.invoice_count, batch.exception_count)


def _locked_accounts(batch: BillRunBatch) -> list[int]:
    """The accounts of the batch. Another run that bills one of them waits, and then sees our claims."""
    return list(
        Account.objects.select_for_update(no_key=True)
        .filter(
            billing_cycle=batch.bill_run.billing_cycle_id,
            pk__range=(batch.first_account_id, batch.last_account_id),
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _drafted(batch: BillRunBatch, account_ids: list[int]) -> tuple[list[Draft], list[Refusal]]:
    run = batch.bill_run
    requests = load_rating_requests(account_ids, DaySpan(run.from_date, run.to_date), run.as_of)
    rated, unratable = rate_groups(requests.groups)
    refusals = [*requests.refusals, *unratable]
    drafts, out_of_range = draft_accounts(rated, {refusal.account_id for refusal in refusals})
    return drafts, one_per_account([*refusals, *out_of_range])


def _hold_implausible(draft_ids: Sequence[int], drafts: Sequence[Draft], held_at: datetime) -> None:
    histories = load_account_histories(drafts)
    checked = [
        (draft_id, check_draft(draft, histories[draft.account_id]))
        for draft_id, draft in zip(draft_ids, drafts, strict=True)
    ]
    BillHold.objects.bulk_create(
        BillHold(
            invoice_id=draft_id,
            code=objection.code.value,
            reason=objection.reason,
            held_at=held_at,
            held_by=audit.NOBODY,
        )
        for draft_id, objection in checked
        if objection is not None
    )


def _store_exceptions(batch: BillRunBatch, refusals: list[Refusal]) -> None:
    BillRunException.objects.bulk_create(
        BillRunException(
            batch=batch, account_id=refusal.account_id, code=refusal.code.value, reason=refusal.reason
        )
        for refusal in refusals
    )


def _finish_drafting(run: BillRun, drafted_at: datetime) -> None:
    # The lock makes the last two batches come here one after the other, so that the last sees that it is.
    BillRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.batches.filter(state=BillRunBatch.State.OPEN).exists():
        return
    run.state = BillRun.State.DRAFTED
    run.save(update_fields=["state"])
    audit.record(action="DRAFTED", subject=run, actor=None, at=drafted_at)
