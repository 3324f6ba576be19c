"""Account months per second in a trial of a plan: both sides rated, stored, in one process."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

import numpy as np
from django.db import connection, transaction

from billing_site.benchmarks.crowd import gather_accounts
from billing_site.benchmarks.figures import Figure
from invoicing.drafting.billable_service import VersionTerms
from invoicing.models import Account, PlanTrial, TrialEffect
from invoicing.queries.trial_accounts import AccountFilter
from invoicing.queries.trial_rating import load_effect_tallies
from invoicing.trials.trial_months import trial_months
from invoicing.use_cases.start_plan_trial import start_plan_trial
from invoicing.use_cases.work_on_next_trial_batch import work_on_next_trial_batch
from metering.models import ReadingBatch, Utility
from metering.usage.local_calendar import LocalCalendar
from pricing.models import PlanVersion
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.to_terms import plan_terms
from pricing.use_cases.import_plan import import_plan

_AT: Final = datetime(2026, 1, 2, 6, tzinfo=UTC)
_FIRST, _END = date(2025, 1, 1), date(2026, 1, 1)
_SHAPES: Final = 20
_ALONE: Final = 50
_COPIES: Final = """
INSERT INTO metering_intervalday (channel_id, date, step_minutes, interval_count, samples, total, peak, batch_id,
                                  received_at)
SELECT channel.id, shape.date, %(step)s, shape.interval_count, shape.samples, shape.total, shape.peak, %(batch)s,
       %(at)s
FROM metering_channel channel JOIN shape ON shape.number = channel.id %% %(shapes)s
"""


def store_year(accounts: int, step_minutes: int) -> None:
    """Accounts on one plan with a year of readings, of a few different homes; and a draft to be tried on them."""
    gather_accounts(accounts, step_minutes)
    document = files("pricing.plan_documents").joinpath("examples/uk_half_hourly.json")
    import_plan(document=read_plan_document(document.read_bytes()), imported_at=_AT)
    batch = ReadingBatch.objects.create(
        utility=Utility.objects.get(),
        origin=ReadingBatch.Origin.FILE,
        source_name="year.csv",
        format="LONG_CSV",
        content_hash="0" * 64,
        received_at=_AT,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE shape"
            " (number int, date date, interval_count int, samples bytea, total bigint, peak bigint)"
        )
        cursor.executemany("INSERT INTO shape VALUES (%s, %s, %s, %s, %s, %s)", _shapes(step_minutes))
        cursor.execute(_COPIES, {"step": step_minutes, "batch": batch.pk, "at": _AT, "shapes": _SHAPES})
        cursor.execute("ANALYZE")


def measure_trial(step_minutes: int) -> list[Figure]:
    """A year of all accounts by a time-of-use draft and by what they have, beside one account at a time."""
    version = PlanVersion.objects.get(state=PlanVersion.State.DRAFT)
    months = trial_months(_FIRST, _END - timedelta(days=1), _END)
    alone_s = _alone(version, len(months))
    trial = start_plan_trial(
        versions=[version],
        months=months,
        accounts=AccountFilter(),
        started_at=_AT,
        actor="manage.py benchmark",
    )
    started = time.perf_counter()
    while work_on_next_trial_batch(trial_id=trial.pk, at=_AT) is not None:
        pass
    seconds = time.perf_counter() - started
    done = trial.account_count * len(months)
    trial.refresh_from_db()
    assert trial.state == PlanTrial.State.DONE
    assert TrialEffect.objects.filter(months=len(months)).count() == trial.account_count
    name = f"what-if, {step_minutes}-minute data"
    return [Figure(name, "account months", done / seconds, "one account at a time", 1 / alone_s)]


def _alone(version: PlanVersion, month_count: int) -> float:
    """The seconds of an account's month where each account and month is asked for by itself."""
    ids = list(Account.objects.order_by("pk").values_list("pk", flat=True)[:_ALONE])
    tried = VersionTerms(version.pk, plan_terms(version.document))
    months = trial_months(_FIRST, _END - timedelta(days=1), _END)
    started = time.perf_counter()
    for account_id in ids:
        with transaction.atomic():
            load_effect_tallies([account_id], months, _AT, [tried])
    return (time.perf_counter() - started) / (len(ids) * month_count)


def _shapes(step_minutes: int) -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(1)
    calendar = LocalCalendar("Europe/London")
    days = [_FIRST + timedelta(days=number) for number in range((_END - _FIRST).days)]
    rows = []
    for number in range(_SHAPES):
        for day in days:
            count = calendar.interval_count(day, step_minutes)
            values = rng.integers(0, 40 * step_minutes, size=count).astype("<i2")
            rows.append((number, day, count, values.tobytes(), int(values.sum()), int(values.max())))
    return rows
