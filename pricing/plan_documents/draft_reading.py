"""A draft as somebody types it: the document's text, and the fields of the form that they changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.problems import InvalidPlanDocument, PlanProblem, json_path, refused
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.validation import validate_plan_document
from pricing.plan_documents.window_rows import read_window_rows, window_rows


@dataclass(frozen=True, slots=True)
class Edit:
    """What a field held when it was shown, and what it holds now."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class DraftReading:
    """What was typed, as a document with its text; None for text that is no JSON object, which is kept as it is.

    `kept` are the edits that are not in the document: it has no place for them, or is none.
    """

    document: dict[str, Any] | None
    text: str
    problems: tuple[PlanProblem, ...]
    kept: Mapping[str, Edit]

    @property
    def is_valid(self) -> bool:
        """Whether it may be stored; warnings do not count."""
        return self.document is not None and not refused(self.problems)


def read_draft(text: str, edits: Mapping[str, Edit]) -> DraftReading:
    """The document with the edits in it, and every problem; `edits` are by JSON pointer.

    An edit that changed nothing is none. Where both a field and the same place of the text were changed, the
    text stays and a problem says so.
    """
    changed = {name: edit for name, edit in edits.items() if _same(edit.now) != _same(edit.was)}
    try:
        document = read_plan_document(text.encode("utf-8", "replace"))
    except InvalidPlanDocument as error:
        return DraftReading(None, text, error.problems, changed)
    edited = deepcopy(document)
    problems: list[PlanProblem] = []
    kept = {}
    for name, edit in changed.items():
        found = _apply(edited, name, edit)
        problems += found
        if found:
            kept[name] = edit
    known = {problem.path for problem in problems}
    problems += [one for one in validate_plan_document(edited) if one.path not in known]
    return DraftReading(edited, text if edited == document else document_text(edited), tuple(problems), kept)


def document_text(document: dict[str, Any]) -> str:
    """The document as export writes it; one of another shape than a plan's simply indented."""
    try:
        return canonical_text(document)
    except (AttributeError, KeyError, TypeError):  # its charges are no charges
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _apply(document: dict[str, Any], name: str, edit: Edit) -> list[PlanProblem]:
    """Put the edit into its place, or say why not."""
    steps = _steps(name)
    holder: Any = document
    try:
        for step in steps[:-1]:
            holder = holder[int(step) if isinstance(holder, list) else step]
        last: Any = int(steps[-1]) if isinstance(holder, list) else steps[-1]
        present = holder[last]
    except (LookupError, ValueError, TypeError):
        cure = "put it there, or leave the field as it was"
        return [PlanProblem(_path(steps), "the document has no such place any more", cure)]
    is_rows = isinstance(present, list)
    shown = window_rows(present) if is_rows else present
    if not isinstance(shown, str) or _same(shown) not in (_same(edit.was), _same(edit.now)):
        return [
            PlanProblem(
                _path(steps),
                f"the field says “{edit.now}”, and the document was changed here too",
                "make them equal",
            )
        ]
    if not is_rows:
        holder[last] = edit.now.strip()
        return []
    windows, problems = read_window_rows(edit.now, _path(steps))
    if not problems:
        holder[last] = windows
    return list(problems)


def _steps(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _path(steps: list[str]) -> str:
    return json_path(*(int(step) if step.isdigit() else step for step in steps))


def _same(text: str) -> str:
    """The text as a browser may send it back: other line breaks, spaces at its ends."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
