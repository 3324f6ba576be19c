"""What the accounts of a batch were billed before: the measure of its drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.db import connection

from invoicing.drafting.bill_checks import AccountHistory, EarlierPeak, PastBill
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.counted_intervals import ServiceMetric, highest_demands
from invoicing.drafting.drafts import Draft
from invoicing.models import Invoice

# A year, the width of a season, and a billing period of up to a quarter.
_LOOK_BACK: Final = timedelta(days=365 + 45 + 92)
_PEAKS = """
SELECT line.subscription_id, line.trace ->> 'm', max((line.trace ->> 'q')::numeric), count(DISTINCT invoice.id)
FROM invoicing_invoiceline line
JOIN invoicing_invoice invoice ON invoice.id = line.invoice_id
WHERE line.subscription_id = ANY(%(subscription_ids)s) AND line.trace ->> 'of' = 'peak_demand'
    AND invoice.state = 'FINALIZED' AND invoice.to_date <= %(before)s AND invoice.from_date >= %(since)s
    AND NOT EXISTS (SELECT FROM invoicing_creditnote note WHERE note.invoice_id = invoice.id)
GROUP BY 1, 2
"""


def load_account_histories(drafts: Sequence[Draft]) -> Mapping[int, AccountHistory]:
    """The history of each draft's account, by its id: bills that were finalized, and not credited since.

    One query, and another if any draft bills a demand.
    """
    if not drafts:
        return {}
    bills: defaultdict[int, list[PastBill]] = defaultdict(list)
    first, last = min(draft.span.from_date for draft in drafts), max(draft.span.from_date for draft in drafts)
    rows = (
        Invoice.objects.filter(
            account__in=[draft.account_id for draft in drafts],
            state=Invoice.State.FINALIZED,
            credit_note=None,
            to_date__lte=last,
            from_date__gte=first - _LOOK_BACK,
        )
        .order_by("from_date", "pk")
        .values_list("account_id", "from_date", "to_date", "total")
    )
    spans: dict[tuple[date, date], DaySpan] = {}  # a few periods, shared by all accounts
    for account_id, from_date, to_date, total in rows:
        if (from_date, to_date) not in spans:
            spans[from_date, to_date] = DaySpan(from_date, to_date)
        bills[account_id].append(PastBill(spans[from_date, to_date], total))
    peaks = _load_peaks(drafts, last, first - _LOOK_BACK)
    return {
        draft.account_id: AccountHistory(
            [bill for bill in bills[draft.account_id] if bill.span.to_date <= draft.span.from_date], peaks
        )
        for draft in drafts
    }


def _load_peaks(drafts: Sequence[Draft], before: date, since: date) -> Mapping[ServiceMetric, EarlierPeak]:
    demands = {key for draft in drafts for key in highest_demands(draft.lines)}
    if not demands:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _PEAKS,
            {
                "subscription_ids": [subscription_id for subscription_id, _ in demands],
                "before": before,
                "since": since,
            },
        )
        return {
            (subscription_id, metric): EarlierPeak(highest, count)
            for subscription_id, metric, highest, count in cursor.fetchall()
        }
