"""JSON text to a plan document, strictly: what JSON leaves to chance is refused here.

Duplicate keys, fractions written as numbers, NaN, text that is not Unicode and documents too large or too
deep never reach the rest of the program (docs/plan_documents.md).
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, Final

from pricing.plan_documents.problems import InvalidPlanDocument, PlanProblem, json_path

LARGEST_BYTES: Final = 1_000_000
DEEPEST: Final = 20
_LONGEST_INTEGER: Final = 15


class _Refused:
    """Stands where the JSON had something we do not take; found again with its path."""

    def __init__(self, message: str, cure: str) -> None:
        self.message = message
        self.cure = cure


class _DuplicateKeys(dict[str, Any]):
    """An object in which a key came twice."""

    duplicates: tuple[str, ...] = ()


def read_plan_document(content: bytes) -> dict[str, Any]:
    """The document as Python values: dict, list, str, int, bool and None.

    Raises InvalidPlanDocument with one problem for each thing that strict reading refuses. Whether the
    document is a plan is validation's question.
    """
    try:
        document = json.loads(
            json_text(content),
            object_pairs_hook=_object,
            parse_float=_refuse_fraction,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise _invalid(
            "$",
            f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}",
            "check commas, quotes and brackets there",
        ) from error
    problems = tuple(_refusals(document, ()))
    if problems:
        raise InvalidPlanDocument(problems)
    if not isinstance(document, dict):
        raise _invalid("$", "the file is not a JSON object", 'begin with { and "format": "billing-plan/1"')
    return document


def json_text(content: bytes) -> str:
    """The text of a JSON file that is safe to parse.

    Raises InvalidPlanDocument when it is too large, not UTF-8, or nested too deep.
    """
    if len(content) > LARGEST_BYTES:
        raise _invalid(
            "$", f"the file is larger than {LARGEST_BYTES:,} bytes", "a plan is much smaller: check the file"
        )
    text = _decoded(content.removeprefix(codecs.BOM_UTF8))
    if _depth(text) > DEEPEST:
        raise _invalid("$", f"brackets are nested deeper than {DEEPEST} levels", "check the file")
    return text


def _invalid(path: str, message: str, cure: str) -> InvalidPlanDocument:
    return InvalidPlanDocument([PlanProblem(path, message, cure)])


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid("$", f"byte {error.start} is not UTF-8", "save the file as UTF-8") from error


def _depth(text: str) -> int:
    """How deep brackets nest outside of strings; json.loads would fail with a RecursionError instead."""
    deepest = depth = 0
    inside_string = escaped = False
    for character in text:
        if inside_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside_string = False
        elif character == '"':
            inside_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    keys = [key for key, _ in pairs]
    marked = _DuplicateKeys(plain)
    marked.duplicates = tuple(key for key in plain if keys.count(key) > 1)
    return marked


def _refuse_fraction(text: str) -> Any:
    return _Refused(f"{text} is a JSON number", f'write it as text: "{text}"')


def _integer(text: str) -> Any:
    if len(text) > _LONGEST_INTEGER:
        return _Refused("the number is too long", "write amounts and quantities as text")
    return int(text)


def _refuse_constant(text: str) -> Any:
    return _Refused(f"{text} is not a number", 'write a number as text, such as "0.25"')


def _refusals(value: Any, steps: tuple[str | int, ...]) -> Iterator[PlanProblem]:
    match value:
        case _Refused():
            yield PlanProblem(json_path(*steps), value.message, value.cure)
        case str():
            if not _storable(value):
                yield PlanProblem(
                    json_path(*steps), "the text has a character that cannot be stored", "remove it"
                )
        case dict():
            if isinstance(value, _DuplicateKeys):
                for key in value.duplicates:
                    yield PlanProblem(
                        json_path(*steps, key), f'"{key}" is given more than once', "keep one of them"
                    )
            for key, inner in value.items():
                if not _storable(key):
                    yield PlanProblem(
                        json_path(*steps), "a name has a character that cannot be stored", "remove it"
                    )
                else:
                    yield from _refusals(inner, (*steps, key))
        case list():
            for number, inner in enumerate(value):
                yield from _refusals(inner, (*steps, number))


def _storable(text: str) -> bool:
    # PostgreSQL stores neither NUL nor half of a surrogate pair.
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
