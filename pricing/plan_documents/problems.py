"""What is wrong with a plan document: where, in plain words, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error refuses the document; a warning is worth a second look."""

    ERROR = "ERROR"
    WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One finding. `path` is a JSON path such as `$.charges[1].price.tiers[2].up_to`."""

    path: str
    message: str
    cure: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}: {self.message} ({self.cure})"


class InvalidPlanDocument(ValueError):
    """The document cannot be used; `problems` say why."""

    def __init__(self, problems: Iterable[PlanProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def json_path(*steps: str | int, root: str = "$") -> str:
    """A JSON path: numbers become `[3]`, plain names `.name`, other names `["odd name"]`."""
    text = root
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.isidentifier():
            text += f".{step}"
        else:
            text += '["' + step.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return text


def refused(problems: Sequence[PlanProblem]) -> tuple[PlanProblem, ...]:
    """Only the errors among the problems."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
