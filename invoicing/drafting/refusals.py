"""Why an account cannot be billed; the rest of its batch is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_LONGEST_REASON: Final = 500


class RefusalCode(StrEnum):
    """The kinds of exceptions of a bill run; those of the table, in the order in which one outranks another."""

    ALREADY_BILLED = "ALREADY_BILLED"
    CURRENCY = "CURRENCY"
    NO_PLAN_VERSION = "NO_PLAN_VERSION"
    PLAN_CHANGE_IN_PERIOD = "PLAN_CHANGE_IN_PERIOD"
    NO_READINGS = "NO_READINGS"
    MISSING_READINGS = "MISSING_READINGS"
    OPEN_FINDING = "OPEN_FINDING"
    UNABLE_TO_RATE = "UNABLE_TO_RATE"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason not to bill an account, in words a clerk can act on."""

    account_id: int
    code: RefusalCode
    reason: str


def one_per_account(refusals: Iterable[Refusal]) -> list[Refusal]:
    """One refusal for each account, in the order of the accounts' ids, with all of its reasons.

    It has the code that outranks the others; its reasons begin with that one's and are cut at 500 letters.
    """
    rank = {code: number for number, code in enumerate(RefusalCode)}
    by_account: dict[int, list[Refusal]] = {}
    for refusal in refusals:
        by_account.setdefault(refusal.account_id, []).append(refusal)
    merged = []
    for account_id, found in sorted(by_account.items()):
        found.sort(key=lambda refusal: rank[refusal.code])
        reasons = "; ".join(dict.fromkeys(refusal.reason for refusal in found))
        if len(reasons) > _LONGEST_REASON:
            reasons = reasons[: _LONGEST_REASON - 1] + "…"
        merged.append(Refusal(account_id, found[0].code, reasons))
    return merged
