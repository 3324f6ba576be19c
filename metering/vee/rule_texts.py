"""What each validation rule says, and what usually cures a finding, in the words of a clerk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from metering.vee.findings import Rule
from metering.vee.validation_limits import DEFAULT_LIMITS, ValidationLimits


class Cure(StrEnum):
    """What is done about a finding; the likely one is the first that a clerk is offered."""

    ESTIMATE = "ESTIMATE"
    CORRECT = "CORRECT"
    ACCEPT = "ACCEPT"


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule's short name, what it objects to, and what to do: the likely cure and why."""

    title: str
    says: str
    advice: str
    likely: Cure


# The limits' values are put in by `rule_text`.
_TEXTS: Final[dict[str, RuleText]] = {
    Rule.GAP: RuleText(
        "Gap",
        "Intervals without a reading lie between two that have one. A gap of more than "
        "{long_gap} stops the bill until it is filled or accepted.",
        "Estimate it: a short gap becomes a straight line between its neighbours, a longer one the average "
        "of like days. What is measured later takes the place of the estimate by itself.",
        Cure.ESTIMATE,
    ),
    Rule.DUPLICATE: RuleText(
        "Delivered twice",
        "One file brings the same interval twice. Of different values the better quality counts, and of "
        "equal ones the later line.",
        "Compare with the file. If the value that counts is right, accept it; if not, correct it.",
        Cure.ACCEPT,
    ),
    Rule.SPIKE: RuleText(
        "Spike",
        "An interval is more than {spike_percent} % above the third highest of its day and above "
        "what the channel reached in the {spike_history_days} days around it.",
        "Ask what ran. If it is real, accept it with the reason; if not, correct the interval.",
        Cure.ACCEPT,
    ),
    Rule.NEGATIVE: RuleText(
        "Below zero",
        "A reading is below zero, which no meter counts: what is fed in has a channel of its own. It stops "
        "the bill.",
        "Correct it with what the meter shows, or ask for the file again.",
        Cure.CORRECT,
    ),
    Rule.ZERO: RuleText(
        "Only zeros",
        "Readings of zero for {zero_run} or longer; from {long_zero_days} days on it deserves a look.",
        "An empty house or an outage is a reason to accept. A meter that stands still needs a visit, and "
        "its readings a correction.",
        Cure.ACCEPT,
    ),
    Rule.STUCK: RuleText(
        "Stuck value",
        "The same value, not zero, for {stuck_run} or longer.",
        "A constant load is a reason to accept. A head-end that repeats its last value is not: correct it.",
        Cure.ACCEPT,
    ),
    Rule.REGISTER: RuleText(
        "Odd meter reading",
        "A number read from the dial is below the one before, or means far more or far less usage than usual.",
        "Ask for a photo, or read again. If the number is right, accept it with what explains it.",
        Cure.ACCEPT,
    ),
}


def rule_text(rule: str, limits: ValidationLimits = DEFAULT_LIMITS) -> RuleText:
    """The text of a rule by its stored code. Raises KeyError for a code that no rule has."""
    text = _TEXTS[rule]
    says = text.says.format(
        long_gap=_hours(limits.long_gap),
        zero_run=_hours(limits.zero_run),
        long_zero_days=limits.long_zero_run // 1440,
        stuck_run=_hours(limits.stuck_run),
        spike_percent=limits.spike_percent,
        spike_history_days=limits.spike_history_days,
    )
    return replace(text, says=says)


def _hours(minutes: int) -> str:
    hours = minutes // 60
    return "1 hour" if hours == 1 else f"{hours} hours"
