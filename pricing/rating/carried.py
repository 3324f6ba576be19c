"""What one bill leaves to the next: banks, allowances, peaks, sums of the year.

A rule that needs it reads and writes an object under its own code. The object is JSON with numbers as text,
so that it can be stored with the bill and shown; each rule documents its own keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """The states of one account by the code of charge or adjustment; empty for an account that is new."""

    states: Mapping[str, State] = field(default_factory=dict)

    def of(self, code: str) -> State:
        """The state under the code, empty where there is none."""
        return self.states.get(code, {})

    def number(self, code: str, key: str) -> Decimal:
        """A number of the state, 0 where there is none."""
        return Decimal(self.of(code).get(key, 0))


NOTHING_CARRIED = Carried()
