"""Everything that can be wrong with a plan document, in plain words."""

from __future__ import annotations

from typing import Any

from pricing.plan_documents.calendar_problems import calendar_problems
from pricing.plan_documents.charge_problems import charge_problems
from pricing.plan_documents.plan_problems import plan_problems
from pricing.plan_documents.plan_words import word_problems
from pricing.plan_documents.problems import PlanProblem
from pricing.plan_documents.schema_problems import schema_problems


def validate_plan_document(document: Any) -> tuple[PlanProblem, ...]:
    """Every problem of the document, errors and warnings; empty for a flawless one.

    Meaning is looked at only when the shape is right, so cure the first kind to see the second.
    """
    problems = schema_problems(document)
    if problems:
        return problems
    return (
        *plan_problems(document),
        *calendar_problems(document),
        *word_problems(document),
        *(
            problem
            for index in range(len(document["charges"]))
            for problem in charge_problems(document, index)
        ),
    )
