"""What a person should know of a rate record before it becomes a plan, and what that person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Weight(StrEnum):
    """What a finding means for the import."""

    BLOCKS = "BLOCKS"
    """Nothing can be made of the record as it is."""
    ASSUMED = "ASSUMED"
    """The record leaves it open or is mistaken; a plan can be made by an assumption, which is stated."""
    LOOK = "LOOK"
    """Nothing is wrong for sure, but it is worth a look."""


STOP: Final = "stop"
LEAVE_OUT: Final = "leave_out"
NOT_YET: Final = "cannot be expressed yet: "


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a choice, and what the finding weighs once it is chosen."""

    value: str
    text: str
    weight: Weight = Weight.ASSUMED


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision: one of `options`, or a text where there are none. `value` is what holds now."""

    key: str
    label: str
    value: str
    options: tuple[Option, ...] = ()

    @property
    def chosen(self) -> Option:
        """The option that holds. Raises StopIteration for a choice without options."""
        return next(option for option in self.options if option.value == self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is a JSON path within the record, such as `$.energyratestructure[0][1].max`."""

    path: str
    message: str
    cure: str
    weight: Weight
    choice: Choice | None = None

    @property
    def note(self) -> str:
        """The finding as one sentence for the notes of the plan's source."""
        if self.choice is None:
            return f"Assumed: {self.message}"
        if self.choice.value == LEAVE_OUT:
            return f"Left out: {self.message.removeprefix(NOT_YET)}"
        return f"Decided: {self.message}: {self.choice.chosen.text}"


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """A finding that was made at several places, and these."""

    finding: Finding
    paths: tuple[str, ...]


def grouped(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """The findings, those that say the same of several places as one."""
    paths: dict[tuple[str, str, Weight], list[str]] = {}
    first: dict[tuple[str, str, Weight], Finding] = {}
    for finding in findings:
        said = (finding.message, finding.cure, finding.weight)
        first.setdefault(said, finding)
        paths.setdefault(said, []).append(finding.path)
    return tuple(FindingGroup(finding, tuple(paths[said])) for said, finding in first.items())


class Review:
    """Collects what is found while a record is read, and gives the answers a person has chosen."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._asked: set[str] = set()
        self._findings: list[Finding] = []
        self._entries: list[Choice] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, the gravest first, else in the order of the record."""
        order = list(Weight)
        return tuple(sorted(self._findings, key=lambda finding: order.index(finding.weight)))

    @property
    def entries(self) -> tuple[Choice, ...]:
        """What a person may write otherwise: code, name, date."""
        return tuple(self._entries)

    @property
    def is_blocked(self) -> bool:
        """Whether any finding blocks."""
        return any(finding.weight is Weight.BLOCKS for finding in self._findings)

    def blocks(self, path: str, message: str, cure: str) -> None:
        """Note what makes an import impossible."""
        self._findings.append(Finding(path, message, cure, Weight.BLOCKS))

    def assumed(self, path: str, message: str, cure: str) -> None:
        """Note what was repaired; `message` states the assumption."""
        self._findings.append(Finding(path, message, cure, Weight.ASSUMED))

    def look(self, path: str, message: str, cure: str) -> None:
        """Note what is worth a look."""
        self._findings.append(Finding(path, message, cure, Weight.LOOK))

    def choose(
        self, key: str, label: str, options: Sequence[Option], *, path: str, message: str, cure: str
    ) -> str:
        """The chosen option's value, the first one's by default; the finding weighs what that option says."""
        self._asked.add(key)
        value = self._answers.get(key, options[0].value)
        if value not in {option.value for option in options}:
            offered = ", ".join(option.value for option in options)
            self.blocks("$", f'"{value}" is no answer to "{key}"', f"choose one of {offered}")
            value = options[0].value
        choice = Choice(key, label, value, tuple(options))
        self._findings.append(Finding(path, message, cure, choice.chosen.weight, choice))
        return value

    def stops_unless_left_out(self, key: str, path: str, what: str, other: Option | None = None) -> str:
        """Block until a person has decided to do without something, or for `other` where there is such a way.

        Returns the chosen option's value.
        """
        return self.choose(
            key,
            key.replace("_", " ").capitalize(),
            (
                Option(STOP, "Do not import the record", Weight.BLOCKS),
                *([] if other is None else [other]),
                Option(LEAVE_OUT, "Left out of the plan"),
            ),
            path=path,
            message=what if other is not None else f"{NOT_YET}{what}",
            cure="leave it out if your customers are billed without it",
        )

    def enter(self, key: str, label: str, default: str) -> str:
        """The text a person has written, else the default."""
        self._asked.add(key)
        value = self._answers.get(key, "").strip() or default
        self._entries.append(Choice(key, label, value))
        return value

    @property
    def asked(self) -> frozenset[str]:
        """The keys of all that was asked."""
        return frozenset(self._asked)
