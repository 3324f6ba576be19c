"""Trials and moves in words: their states, titles and selections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from billing_site.foundation.writing import active_locale, long_month
from invoicing.models import PlanMove, PlanTrial
from invoicing.queries.plan_trials import TrialPace
from invoicing.staff.run_words import duration_words
from invoicing.staff.status import Status

_TRIAL_STATES: Final = {
    PlanTrial.State.OPEN: Status("rating", "info"),
    PlanTrial.State.DONE: Status("done", "ok"),
    PlanTrial.State.CANCELLED: Status("cancelled", "neu"),
}
_MOVE_STATES: Final = {
    PlanMove.State.PROPOSED: Status("to be approved", "warn"),
    PlanMove.State.APPROVED: Status("moving", "info"),
    PlanMove.State.DONE: Status("moved", "ok"),
    PlanMove.State.UNDOING: Status("taking back", "info"),
    PlanMove.State.UNDONE: Status("taken back", "neu"),
    PlanMove.State.CANCELLED: Status("cancelled", "neu"),
}


def trial_status(trial: PlanTrial) -> Status:
    """The trial's state in a word and a tone."""
    return _TRIAL_STATES[PlanTrial.State(trial.state)]


def move_status(move: PlanMove) -> Status:
    """The move's state in a word and a tone."""
    return _MOVE_STATES[PlanMove.State(move.state)]


def months_words(from_date: date, to_date: date) -> str:
    """ "October 2026", or "November 2025 to October 2026"; `to_date` is not in it."""
    first, last = (long_month(day, active_locale()) for day in (from_date, to_date - timedelta(days=1)))
    return first if first == last else f"{first} to {last}"


def trial_title(trial: PlanTrial) -> str:
    """ "AU-ERGON-12D version 2", or several with commas; `tried_versions` are to be loaded with their plans."""
    return ", ".join(str(one.version) for one in trial.tried_versions.all())


def selection_words(trial: PlanTrial) -> str:
    """Which accounts: "a sample of 200 (drawn by 1) on plan AU-ERGON-12D"."""
    count = f"{trial.account_count:,} account{'' if trial.account_count == 1 else 's'}"
    if trial.sample_size is not None:
        words = f"a random sample of {count} (drawn by {trial.sample_seed})"
    elif trial.is_list:
        words = f"{count} of a list"
    else:
        words = f"all {count}" if trial.account_count > 1 else count
    if trial.only_plan is not None:
        words += f" on plan {trial.only_plan.code}"
    if trial.billing_cycle is not None:
        words += f" of billing cycle {trial.billing_cycle.name}"
    return words


def trial_pace_words(pace: TrialPace, *, is_working: bool) -> str:
    """ "214 accounts/s · about 40 s left"."""
    parts = []
    if pace.done and pace.seconds >= 1:
        parts.append(f"{pace.done / pace.seconds:,.0f} accounts/s")
    if not is_working:
        parts.append(f"took {duration_words(pace.seconds)}")
    elif pace.seconds_left is None:
        parts.append("waiting for a worker")
    else:
        parts.append(f"about {duration_words(pace.seconds_left)} left")
    return " · ".join(parts)
