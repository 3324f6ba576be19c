"""Accounts that a run could not bill, and nobody has billed or dismissed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import F, QuerySet

from invoicing.models import BillRunException, Subscription

# A day of supply in the run's period that no invoice or draft claims. A later try of the same days takes the
# place of the one before.
_UNBILLED: Final = """
SELECT exception.id, exception.account_id, run.started_at
FROM invoicing_billrunexception exception
JOIN invoicing_billrunbatch batch ON batch.id = exception.batch_id
JOIN invoicing_billrun run ON run.id = batch.bill_run_id AND run.state IN ('APPROVED', 'FINALIZED')
WHERE exception.dismissed_at IS NULL AND {condition} AND EXISTS (
    SELECT FROM invoicing_subscription subscription
    CROSS JOIN LATERAL (
        SELECT coalesce(range_agg(daterange(claim.from_date, claim.to_date)), '{{}}'::datemultirange) AS days
        FROM invoicing_billedperiod claim
        WHERE claim.subscription_id = subscription.id AND claim.released_at IS NULL
            AND claim.from_date < run.to_date AND claim.to_date > run.from_date
    ) billed
    WHERE subscription.account_id = exception.account_id AND subscription.start_date < run.to_date
        AND coalesce(subscription.end_date > run.from_date, true)
        AND NOT billed.days @> daterange(
            greatest(subscription.start_date, run.from_date), least(subscription.end_date, run.to_date))
) AND NOT EXISTS (
    SELECT FROM invoicing_billrunexception later
    JOIN invoicing_billrunbatch later_batch ON later_batch.id = later.batch_id
    JOIN invoicing_billrun later_run ON later_run.id = later_batch.bill_run_id
    WHERE later.account_id = exception.account_id AND later.id > exception.id
        AND later_run.state IN ('APPROVED', 'FINALIZED')
        AND later_run.from_date = run.from_date AND later_run.to_date = run.to_date
)
ORDER BY run.from_date, exception.id
"""


@dataclass(frozen=True, slots=True)
class Unbilled:
    """An exception that still stands: of which account, and when its run was started."""

    exception_id: int
    account_id: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class UnbilledPlace:
    """Where an account was supplied in the period that is not billed, and on which plan."""

    service_point_id: int
    code: str
    plan_code: str


def load_unbilled(account_ids: Collection[int] | None = None) -> tuple[Unbilled, ...]:
    """All of them, or those of some accounts, the earliest period first. One query.

    Only those of approved runs: before, the page of the run has them. It costs by the exceptions that nobody
    dismissed, not by the accounts there are.
    """
    condition, parameters = "TRUE", []
    if account_ids is not None:
        condition, parameters = "exception.account_id = ANY(%s)", [list(account_ids)]
    with connection.cursor() as cursor:
        cursor.execute(_UNBILLED.format(condition=condition), parameters)
        return tuple(Unbilled(*row) for row in cursor.fetchall())


def unbilled_exceptions(account_ids: Collection[int] | None = None) -> QuerySet[BillRunException]:
    """The exceptions with what a page shows of them; one query more."""
    ids = [one.exception_id for one in load_unbilled(account_ids)]
    return BillRunException.objects.filter(pk__in=ids).select_related("account__customer", "batch__bill_run")


def load_unbilled_places(
    exceptions: Sequence[BillRunException],
) -> dict[int, tuple[UnbilledPlace, ...]]:
    """By exception: the places its reason names, or all of the account in the run's period. One query."""
    rows: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in (
        Subscription.objects.filter(account__in={one.account_id for one in exceptions})
        .order_by("pk")
        .values(
            "account_id",
            "start_date",
            "end_date",
            "service_point_id",
            code=F("service_point__code"),
            plan_code=F("plan__code"),
        )
    ):
        rows[row["account_id"]].append(dict(row))
    return {one.pk: _places(one, rows[one.account_id]) for one in exceptions}


def _places(one: BillRunException, rows: Sequence[dict[str, Any]]) -> tuple[UnbilledPlace, ...]:
    run = one.batch.bill_run
    supplied = [
        row
        for row in rows
        if row["start_date"] < run.to_date and (row["end_date"] or date.max) > run.from_date
    ]
    named = [row for row in supplied if one.reason.startswith(f"{row['code']}: ")]
    return tuple(
        UnbilledPlace(row["service_point_id"], row["code"], row["plan_code"]) for row in named or supplied
    )
