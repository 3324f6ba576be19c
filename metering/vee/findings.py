"""What a validation rule objects to: which rule, where, how bad, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Rule(StrEnum):
    """The rules, by the codes that are stored."""

    GAP = "GAP"
    DUPLICATE = "DUPLICATE"
    SPIKE = "SPIKE"
    NEGATIVE = "NEGATIVE"
    ZERO = "ZERO"
    STUCK = "STUCK"
    REGISTER = "REGISTER"


class Severity(StrEnum):
    """What a finding asks for, by the codes that are stored: to know, to look, to act before billing."""

    INFO = "INFO"
    WARNING = "WARNING"
    STOP = "STOP"


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection to `interval_count` neighbouring intervals from the UTC instant `starts_at`.

    A STOP finding keeps the bill run from billing the span until it is estimated, corrected or accepted.
    `explanation` tells a clerk what is the matter, with local times and numbers in the metric's unit.
    """

    rule: Rule
    severity: Severity
    starts_at: datetime
    interval_count: int
    explanation: str
