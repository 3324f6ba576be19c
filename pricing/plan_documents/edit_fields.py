"""The parts of a plan document that change from day to day, as fields of a form.

Names, the date, every number of a price, and the windows of calendars as rows. Whatever shape the document
has, right or wrong: what is not where it belongs is no field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from pricing.plan_documents.changed_values import is_decimal, number_unit
from pricing.plan_documents.document_places import place_of
from pricing.plan_documents.key_words import key_word
from pricing.plan_documents.problems import json_path
from pricing.plan_documents.schema import plan_schema
from pricing.plan_documents.sections import CODED
from pricing.plan_documents.value_changes import Steps
from pricing.plan_documents.window_rows import window_rows

MOST_FIELDS: Final = 220  # each is sent twice, with what it held before; a request has room for 500


class FieldKind(StrEnum):
    """How a field is typed."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class EditField:
    """One value: `name` is its JSON pointer, `path` the same as a JSON path; `unit` stands behind a number."""

    name: str
    path: str
    label: str
    value: str
    kind: FieldKind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together."""

    title: str
    fields: tuple[EditField, ...]


def field_groups(document: dict[str, Any], *, with_code: bool = False) -> tuple[FieldGroup, ...]:
    """The fields, by the parts of the plan; no more than MOST_FIELDS in all. The code is one of a new plan only."""
    code = _texts(document, (), ("code",)) if with_code else ()
    groups = [FieldGroup("Plan", (*code, *_plan_fields(document)))]
    for part in CODED:
        groups += _member_groups(document, part)
    groups.append(FieldGroup("Hours of the calendars", tuple(_calendar_fields(document))))
    left, shown = MOST_FIELDS, []
    for group in groups:
        fields = group.fields[:left]
        left -= len(fields)
        if fields:
            shown.append(FieldGroup(group.title, fields))
    return tuple(shown)


def _plan_fields(document: dict[str, Any]) -> Iterator[EditField]:
    yield from _texts(document, (), ("name",))
    yield from _texts(document.get("labels"), ("labels",), None)
    yield from _texts(document, (), ("description",))
    if isinstance(document.get("effective_from"), str):
        yield _field(document, ("effective_from",), document["effective_from"], FieldKind.DATE)
    yield from _bucket_names(document)


def _bucket_names(document: dict[str, Any]) -> Iterator[EditField]:
    """The names of buckets by language."""
    names = document.get("bucket_labels")
    for bucket, labels in names.items() if isinstance(names, dict) else ():
        for language, text in labels.items() if isinstance(labels, dict) else ():
            if isinstance(text, str):
                steps = ("bucket_labels", bucket, language)
                yield EditField(
                    _pointer(steps), json_path(*steps), f"{bucket} in {language}", text, FieldKind.TEXT
                )


def _member_groups(document: dict[str, Any], part: str) -> Iterator[FieldGroup]:
    members = document.get(part)
    rules: list[EditField] = []
    for number, member in enumerate(members if isinstance(members, list) else ()):
        if not isinstance(member, dict):
            continue
        steps: Steps = (part, number)
        fields = [*_texts_of(document, member, steps), *_numbers(document, member, steps)]
        if part == "charges":
            yield FieldGroup(str(member.get("label") or member.get("code") or ""), tuple(fields))
        else:
            rules += fields
    if rules:
        yield FieldGroup(key_word(part).capitalize(), tuple(rules))


def _texts_of(document: dict[str, Any], member: dict[str, Any], steps: Steps) -> Iterator[EditField]:
    if isinstance(member.get("label"), str):
        yield _field(document, (*steps, "label"), member["label"], FieldKind.TEXT)
    labels = member.get("labels")
    for language, text in labels.items() if isinstance(labels, dict) else ():
        if isinstance(text, str):
            yield _field(document, (*steps, "labels", language), text, FieldKind.TEXT)


def _numbers(document: dict[str, Any], value: Any, steps: Steps) -> Iterator[EditField]:
    """Every number in there, however deep; and what stands where a number belongs."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("label", "labels", "code"):
                yield from _numbers(document, inner, (*steps, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _numbers(document, inner, (*steps, number))
    elif isinstance(value, str) and (is_decimal(value) or steps[-1] in _decimal_keys()):
        yield _field(document, steps, value, FieldKind.NUMBER)


def _calendar_fields(document: dict[str, Any]) -> Iterator[EditField]:
    calendars = document.get("calendars")
    for code, calendar in calendars.items() if isinstance(calendars, dict) else ():
        rows = window_rows(calendar.get("windows")) if isinstance(calendar, dict) else None
        if rows is not None:
            steps = ("calendars", code, "windows")
            yield EditField(_pointer(steps), json_path(*steps), f"Windows of {code}", rows, FieldKind.ROWS)


def _texts(values: Any, above: Steps, keys: Iterable[str] | None) -> Iterator[EditField]:
    if not isinstance(values, dict):
        return
    for key in values if keys is None else keys:
        if isinstance(values.get(key), str):
            yield _field({}, (*above, key), values[key], FieldKind.TEXT)


def _field(document: dict[str, Any], steps: Steps, value: str, kind: FieldKind) -> EditField:
    place = place_of(steps, document)
    where = place.within if steps[0] == "charges" else place.where
    word = "up to" if place.key == "up_to" else place.word
    label = f"{where}: {word}" if where else word
    unit = number_unit(place).strip() if kind is FieldKind.NUMBER else ""
    return EditField(_pointer(steps), json_path(*steps), label[:1].upper() + label[1:], value, kind, unit)


def _pointer(steps: Steps) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


@cache
def _decimal_keys() -> frozenset[str]:
    """The keys under which the schema wants a number."""
    schema = plan_schema()
    decimals = {f"#/$defs/{name}" for name, part in schema["$defs"].items() if part.get("x-decimal")}
    return frozenset(_keys_of(schema, decimals))


def _keys_of(part: Any, references: set[str]) -> Iterator[str]:
    if isinstance(part, dict):
        for key, inner in part.get("properties", {}).items():
            if isinstance(inner, dict) and (
                inner.get("$ref") in references or inner.get("else", {}).get("$ref") in references
            ):
                yield key
        for inner in part.values():
            yield from _keys_of(inner, references)
    elif isinstance(part, list):
        for inner in part:
            yield from _keys_of(inner, references)
