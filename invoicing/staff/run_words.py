"""Bill runs in words: their periods, states and parts."""

from __future__ import annotations

from datetime import date
from typing import Final

from billing_site.foundation.writing import active_locale, day_span, long_month
from invoicing.drafting.bill_differences import Cause
from invoicing.drafting.refusals import RefusalCode
from invoicing.models import BillRun
from invoicing.queries.bill_run_pace import RunPace
from invoicing.staff.status import Status

_A_DAY_S: Final = 86_400
CAUSE_WORDS: Final = {
    Cause.USAGE: "usage",
    Cause.PRICE: "price version",
    Cause.DAYS: "number of days",
    Cause.OTHER: "seasons, times of use, tiers",
    Cause.ONLY_NOW: "no bill before",
    Cause.ONLY_BEFORE: "no bill now",
    Cause.NONE: "no difference",
}
OBSTACLE_WORDS: Final = {
    RefusalCode.NO_READINGS: "No readings, or no channel for them",
    RefusalCode.MISSING_READINGS: "Readings missing",
    RefusalCode.OPEN_FINDING: "Open findings that stop a bill",
    RefusalCode.NO_PLAN_VERSION: "No plan version in force",
    RefusalCode.PLAN_CHANGE_IN_PERIOD: "Plan changes inside the period",
    RefusalCode.CURRENCY: "Plan and account differ in currency",
    RefusalCode.UNABLE_TO_RATE: "Plan and usage do not fit",
    RefusalCode.ALREADY_BILLED: "Billed already by another run",
}
# The page that cures what keeps an account from being billed, and its query string.
CURES: Final = {
    RefusalCode.NO_READINGS: ("metering-staff:upload-list", ""),
    RefusalCode.MISSING_READINGS: ("metering-staff:service-point-list", ""),
    RefusalCode.OPEN_FINDING: ("metering-staff:finding-list", "severity=STOP"),
    RefusalCode.NO_PLAN_VERSION: ("pricing-staff:plan-list", ""),
    RefusalCode.PLAN_CHANGE_IN_PERIOD: ("pricing-staff:plan-list", ""),
    RefusalCode.CURRENCY: ("pricing-staff:plan-list", ""),
    RefusalCode.UNABLE_TO_RATE: ("pricing-staff:plan-list", ""),
    RefusalCode.ALREADY_BILLED: ("invoicing-staff:invoice-list", ""),
}
_STATES: Final = {
    BillRun.State.OPEN: Status("drafting", "info"),
    BillRun.State.DRAFTED: Status("in review", "warn"),
    BillRun.State.APPROVED: Status("finalizing", "info"),
    BillRun.State.FINALIZED: Status("finalized", "ok"),
}


def run_status(run: BillRun) -> Status:
    """The run's state in a word and a tone."""
    return _STATES[BillRun.State(run.state)]


def period_words(from_date: date, to_date: date) -> str:
    """ "October 2026" for a calendar month, else "1 to 14 Oct 2026" with a dash; `to_date` is not billed."""
    following = date(from_date.year + from_date.month // 12, from_date.month % 12 + 1, 1)
    if from_date.day == 1 and to_date == following:
        return long_month(from_date, active_locale())
    return day_span(from_date, to_date, active_locale())


def run_title(run: BillRun) -> str:
    """The run's period, and its account if it is for one alone; that is to be loaded."""
    words = period_words(run.from_date, run.to_date)
    return f"{words}, account {run.account}" if run.account is not None else words


def duration_words(seconds: float) -> str:
    """ "35 s", "4 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def pace_words(pace: RunPace, *, is_working: bool) -> str:
    """ "3,510 bills · 1,214/s · about 4 s left · 12 not billed"."""
    parts = [f"{pace.invoices:,} {'bill' if pace.invoices == 1 else 'bills'}"]
    if pace.invoices_per_second and pace.invoices_per_second >= 1:
        parts.append(f"{pace.invoices_per_second:,.0f}/s")
    if not is_working:
        if 0.5 <= pace.seconds < _A_DAY_S:  # longer, and somebody was asleep
            parts.append(f"took {duration_words(pace.seconds)}")
    elif pace.seconds_left is None:
        parts.append("waiting for a worker")
    else:
        parts.append(f"about {duration_words(pace.seconds_left)} left")
    if pace.exceptions:
        parts.append(f"{pace.exceptions:,} not billed")
    return " · ".join(parts)


def sentence(error: Exception) -> str:
    """What a use case says, as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
