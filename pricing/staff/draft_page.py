"""The page on which a draft is written: its fields, its text, every problem, and a test bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pricing.models import PlanVersion
from pricing.plan_documents.draft_reading import DraftReading, Edit
from pricing.plan_documents.edit_fields import MOST_FIELDS, EditField, FieldGroup, FieldKind, field_groups
from pricing.plan_documents.problems import PlanProblem, Severity
from pricing.queries.plan_drafts import load_version_on
from pricing.staff.trial_usage import Trial, TrialForm, try_bill

_FIELD: Final = "field:"
_WAS: Final = "was:"


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field with what it held when it was shown last, and what is wrong with it."""

    field: EditField
    element_id: str
    was: str
    faults: tuple[tuple[Severity, str], ...]


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem, and the id of the element in which it is cured."""

    problem: PlanProblem
    element_id: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What is written on: the draft that is there (if any), and how the page is called and left.

    `over` is the content hash of the draft that the writer saw, "" for none; `code` the plan's code, None for
    a new plan.
    """

    title: str
    code: str | None
    over: str
    draft: PlanVersion | None = None


def posted_edits(data: Mapping[str, str]) -> dict[str, Edit]:
    """The fields of the form by JSON pointer."""
    return {
        key.removeprefix(_FIELD): Edit(data.get(_WAS + key.removeprefix(_FIELD), ""), value)
        for key, value in data.items()
        if key.startswith(_FIELD)
    }


def draft_page(
    request: HttpRequest, desk: Desk, reading: DraftReading, today: date, *, is_refused: bool = False
) -> HttpResponse:
    """The page; 422 where something that was to be saved could not be."""
    groups = _shown_groups(desk, reading)
    places = {one.field.path: one.element_id for _, fields in groups for one in fields}
    in_force = None if desk.code is None else load_version_on(desk.code, today)
    trial_form = _trial_form(request, reading, today)
    problems = [ShownProblem(one, _place(one, places)) for one in reading.problems]
    return render(
        request,
        "pricing/staff/plan_draft.html",
        {
            "desk": desk,
            "draft": desk.draft,
            "groups": groups,
            "most_fields": MOST_FIELDS if sum(len(fields) for _, fields in groups) >= MOST_FIELDS else None,
            "text": reading.text,
            "errors": [one for one in problems if one.problem.severity is Severity.ERROR],
            "warnings": [one for one in problems if one.problem.severity is Severity.WARNING],
            "is_refused": is_refused,
            "trial_form": trial_form,
            "trial": _trial(trial_form, reading, in_force),
        },
        status=422 if is_refused else 200,
    )


def _shown_groups(desk: Desk, reading: DraftReading) -> list[tuple[str, list[ShownField]]]:
    groups = (
        [] if reading.document is None else list(field_groups(reading.document, with_code=desk.code is None))
    )
    known = {field.name for group in groups for field in group.fields}
    strange = [
        EditField(name, name, name.strip("/").replace("/", ", "), edit.now, FieldKind.TEXT)
        for name, edit in reading.kept.items()
        if name not in known
    ]
    if strange:
        groups.append(FieldGroup("What you changed in fields, not yet in the document", tuple(strange)))
    shown, number = [], 0
    for group in groups:
        fields = []
        for field in group.fields:
            number += 1
            kept = reading.kept.get(field.name)
            fields.append(
                ShownField(
                    field=field if kept is None else replace(field, value=kept.now),
                    element_id=f"field-{number}",
                    was=field.value if kept is None else kept.was,
                    faults=tuple(
                        (one.severity, _fault(one)) for one in _problems_at(field.path, reading.problems)
                    ),
                )
            )
        shown.append((group.title, fields))
    return shown


def _problems_at(path: str, problems: Sequence[PlanProblem]) -> tuple[PlanProblem, ...]:
    """Those of the place itself, and of what is inside of it."""
    return tuple(one for one in problems if one.path == path or one.path.startswith((f"{path}[", f"{path}.")))


def _fault(problem: PlanProblem) -> str:
    """The problem beside its field: the cure alone where the message only says that it is not met."""
    is_said = problem.cure.removeprefix("write ") in problem.message
    return problem.cure if is_said else f"{problem.message}: {problem.cure}"


def _place(problem: PlanProblem, places: Mapping[str, str]) -> str:
    for path, element_id in places.items():
        if _problems_at(path, [problem]):
            return element_id
    return "document"


def _trial_form(request: HttpRequest, reading: DraftReading, today: date) -> TrialForm:
    if request.method == "POST" and "trial-month" in request.POST:
        return TrialForm(request.POST, prefix="trial")
    begins = str((reading.document or {}).get("effective_from", ""))[:7]
    month = begins if reading.is_valid else f"{today:%Y-%m}"
    return TrialForm({"trial-profile": "household", "trial-month": month}, prefix="trial")


def _trial(form: TrialForm, reading: DraftReading, in_force: PlanVersion | None) -> Trial:
    if not reading.is_valid:
        return Trial(None, "There is no bill until the errors are cured.")
    if not form.is_valid():
        return Trial(None, " ".join(str(text) for texts in form.errors.values() for text in texts))
    assert reading.document is not None
    return try_bill(form, reading.document, in_force)


def document_of(reading: DraftReading) -> dict[str, Any]:
    """The document of a reading that is valid."""
    assert reading.document is not None
    return reading.document
