"""The published schema of plan documents, read once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend


@cache
def plan_schema() -> dict[str, Any]:
    """`schema.json` as Python values; do not change it."""
    text = files("pricing.plan_documents").joinpath("schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def plan_schema_validator() -> Validator:
    """A validator for the schema; safe to share between threads."""
    Draft202012Validator.check_schema(plan_schema())
    # jsonschema's stubs leave extend without types.
    validator_class = extend(Draft202012Validator, {"pattern": _whole_text_matches})  # type: ignore[no-untyped-call]
    return cast("Validator", validator_class(plan_schema()))


def _whole_text_matches(
    validator: Validator, pattern: str, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    # Python's "$" also matches before a last line break, which JSON Schema's does not.
    if isinstance(instance, str) and (not re.search(pattern, instance) or instance.endswith("\n")):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")
