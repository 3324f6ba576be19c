"""The schema's objections in plain words.

The schema carries the words: `x-expects` says what belongs somewhere, `x-message` and `x-cure` explain a
rule about several properties. Nothing that jsonschema says itself reaches a clerk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, cast

from jsonschema import ValidationError

from pricing.plan_documents.problems import PlanProblem, json_path
from pricing.plan_documents.schema import plan_schema_validator


def schema_problems(document: Any) -> tuple[PlanProblem, ...]:
    """One problem for each place where the document has not the shape of a plan, in document order."""
    errors = sorted(plan_schema_validator().iter_errors(document), key=_place)
    problems = (problem for error in errors for problem in _explained(error))
    return tuple(dict.fromkeys(problems))


def _place(error: ValidationError) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in error.absolute_path]


def _explained(error: ValidationError) -> Iterator[PlanProblem]:
    explain = _EXPLANATIONS.get(str(error.validator), _unexpected)
    yield from explain(error)


def _path(error: ValidationError, *more: str) -> str:
    return json_path(*error.absolute_path, *more)


def _schema(error: ValidationError) -> dict[str, Any]:
    """The part of the schema that the value does not meet."""
    return cast("dict[str, Any]", error.schema)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _missing(error: ValidationError) -> Iterator[PlanProblem]:
    for name in cast("list[str]", error.validator_value):
        if name not in cast("dict[str, Any]", error.instance):
            yield PlanProblem(_path(error, name), f'"{name}" is missing', f'add "{name}"')


def _unknown(error: ValidationError) -> Iterator[PlanProblem]:
    known = list(_schema(error).get("properties", ()))
    for name in cast("dict[str, Any]", error.instance):
        if name not in known:
            close = get_close_matches(name, known, n=1)
            cure = f'did you mean "{close[0]}"?' if close else f"remove it; known here: {', '.join(known)}"
            yield PlanProblem(_path(error, name), f'"{name}" is not known here', cure)


def _one_of_several(error: ValidationError) -> Iterator[PlanProblem]:
    choices = ", ".join(_shown(choice) for choice in cast("list[Any]", error.validator_value))
    yield PlanProblem(
        _path(error), f"{_shown(error.instance)} is none of the choices", f"choose one of {choices}"
    )


def _unexpected(error: ValidationError) -> Iterator[PlanProblem]:
    expects = _schema(error).get("x-expects", "what the format asks for here")
    number = isinstance(error.instance, int | float) and not isinstance(error.instance, bool)
    if number and _schema(error).get("x-decimal"):
        shown = _shown(error.instance)
        yield PlanProblem(_path(error), f"{shown} is a JSON number", f'write it as text: "{shown}"')
    else:
        yield PlanProblem(_path(error), f"{_shown(error.instance)} is not {expects}", f"write {expects}")


def _wrong_name(error: ValidationError) -> Iterator[PlanProblem]:
    # jsonschema reports a bad property name at the object that holds it.
    name = str(error.instance)
    expects = _schema(error).get("x-expects", "a name the format allows")
    yield PlanProblem(_path(error, name), f"{_shown(name)} is not {expects}", f"write {expects}")


def _rule_of_several(error: ValidationError) -> Iterator[PlanProblem]:
    yield PlanProblem(_path(error), _schema(error)["x-message"], _schema(error)["x-cure"])


def _pattern_or_name(error: ValidationError) -> Iterator[PlanProblem]:
    about_a_name = "propertyNames" in error.absolute_schema_path
    yield from _wrong_name(error) if about_a_name else _unexpected(error)


_EXPLANATIONS: dict[str, Callable[[ValidationError], Iterator[PlanProblem]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "enum": _one_of_several,
    "oneOf": _rule_of_several,
    "anyOf": _rule_of_several,
    "pattern": _pattern_or_name,
}
