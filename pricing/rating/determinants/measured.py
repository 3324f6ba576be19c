"""What a determinant gives: a quantity per account, and what it was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """One quantity per account, for one bucket or for the whole period.

    `facts` are trace keys shared by all accounts; `account_facts` those of each, in account order.
    """

    bucket: str | None
    unit: str
    quantities: Sequence[Decimal]
    facts: dict[str, Any]
    account_facts: Sequence[dict[str, Any]] = field(default_factory=tuple)
