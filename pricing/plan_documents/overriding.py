"""Terms agreed with one customer: a plan document with single values replaced.

A place in the document is written as a JSON pointer (RFC 6901). In a list of things that have codes, the code
may stand in the place of the number, `/charges/ENERGY/price/unit_price`: it stays right when a later version
lists its charges in another order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from pricing.plan_documents.canonical import canonical_bytes
from pricing.plan_documents.problems import refused
from pricing.plan_documents.sections import CODED
from pricing.plan_documents.validation import validate_plan_document

_NAMES: Final = frozenset({"code", "group", "label", "labels", "determinant"})
_MISSING: Final = object()


class UnableToOverride(ValueError):
    """The pointer or the value does not fit the plan; the message says what to do."""


@dataclass(frozen=True, slots=True)
class AgreedValue:
    """A value agreed in the place of the plan's: JSON, and the plan's own where it is known."""

    pointer: str
    value: Any
    standard: Any = None

    def as_json(self) -> dict[str, Any]:
        """For storing with a bill."""
        return {"pointer": self.pointer, "value": self.value, "standard": self.standard}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> AgreedValue:
        """What was stored."""
        return cls(stored["pointer"], stored["value"], stored.get("standard"))

    def concerns(self, charge_code: str) -> bool:
        """Whether it is a term of the charge or adjustment."""
        return _steps(self.pointer)[1:2] == [charge_code]

    def is_of_rule(self, pointer: str) -> bool:
        """Whether it is a part of the price at the lasting pointer, holds that price, or is of all prices."""
        own, rule = _steps(self.pointer), _steps(pointer)
        common = min(len(own), len(rule))
        return own[:common] == rule[:common] or own[2:3] not in (["price"], ["prices"])


def override_document(document: dict[str, Any], agreed: Sequence[AgreedValue]) -> dict[str, Any]:
    """The document with the agreed values; it and the values stay as they are.

    Raises UnableToOverride when a pointer leads nowhere, to something that is no price or term, or the
    document would not be a plan any more.
    """
    changed = deepcopy(document)
    for one in agreed:
        holder, key = _place(changed, one.pointer)
        holder[key] = deepcopy(one.value)
    problems = refused(validate_plan_document(changed))
    if problems and not refused(validate_plan_document(document)):
        pointers = ", ".join(one.pointer for one in agreed)
        raise UnableToOverride(f"with the agreed {pointers} the plan is not valid: {problems[0]}")
    return changed


def standard_value(document: dict[str, Any], pointer: str) -> Any:
    """What the plan itself says there. Raises UnableToOverride as `override_document` does."""
    holder, key = _place(document, pointer)
    return deepcopy(holder[key])


def lasting_pointer(document: dict[str, Any], pointer: str) -> str:
    """The pointer with codes in the place of numbers. Raises UnableToOverride when it leads nowhere."""
    steps: list[str] = []
    value: Any = document
    for step in _steps(pointer):
        value, own = _entered(value, step)
        if value is _MISSING:
            raise _nowhere(pointer, [*steps, step], document)
        steps.append(own)
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def agreement_hash(agreed: Sequence[AgreedValue]) -> str:
    """One text for one set of agreed values, empty for none."""
    if not agreed:
        return ""
    values = {one.pointer: one.value for one in agreed}
    return hashlib.sha256(canonical_bytes(values)).hexdigest()


def _steps(pointer: str) -> list[str]:
    if not pointer.startswith("/"):
        return []
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def _place(document: dict[str, Any], pointer: str) -> tuple[Any, Any]:
    """What holds the value, and its key or number there."""
    steps = _steps(pointer)
    if len(steps) < 3 or steps[0] not in CODED:
        raise UnableToOverride(
            f'"{pointer}" is not a term that can be agreed: begin with the list and the code, such as'
            " /charges/ENERGY/price/unit_price"
        )
    if steps[2] in _NAMES:
        raise UnableToOverride(
            f'"{pointer}" is what the plan calls or counts things by: agree on a price or a term instead'
        )
    holder: Any = document
    for number, step in enumerate(steps[:-1]):
        holder, _ = _entered(holder, step)
        if holder is _MISSING:
            raise _nowhere(pointer, steps[: number + 1], document)
    value, _ = _entered(holder, steps[-1])
    if value is _MISSING:
        raise _nowhere(pointer, steps, document)
    return holder, _number(holder, steps[-1]) if isinstance(holder, list) else steps[-1]


def _entered(holder: Any, step: str) -> tuple[Any, str]:
    """What is found at the step, and the step as it lasts."""
    if isinstance(holder, dict):
        return holder.get(step, _MISSING), step
    number = _number(holder, step) if isinstance(holder, list) else None
    if number is None:
        return _MISSING, step
    found = holder[number]
    return found, found.get("code", step) if isinstance(found, dict) else step


def _number(holder: list[Any], step: str) -> int | None:
    coded = [n for n, one in enumerate(holder) if isinstance(one, dict) and one.get("code") == step]
    if coded:
        return coded[0]
    # RFC 6901: no leading zeros, ASCII digits only.
    if step.isascii() and step.isdigit() and str(int(step)) == step and int(step) < len(holder):
        return int(step)
    return None


def _nowhere(pointer: str, steps: Sequence[str], document: dict[str, Any]) -> UnableToOverride:
    holder: Any = document
    for step in steps[:-1]:
        holder, _ = _entered(holder, step)
    if isinstance(holder, dict):
        there = list(holder)
    elif isinstance(holder, list):
        there = [one.get("code", str(n)) if isinstance(one, dict) else str(n) for n, one in enumerate(holder)]
    else:
        there = []
    choice = f"choose one of {', '.join(map(str, there))}" if there else "end the pointer before it"
    return UnableToOverride(f'"{pointer}" leads nowhere in this plan: there is no "{steps[-1]}"; {choice}')
