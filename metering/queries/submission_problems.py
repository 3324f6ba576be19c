"""The rows of a submission that were refused, where the sender finds them in the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from metering.file_formats.parsed_readings import RowError
from metering.models import RejectedRow

_FIRST_NAME: Final = re.compile("[/,]")
JSON_BODY: Final = "application/json"
# What the import calls a field, where the body calls it otherwise.
_IN_BODY: Final[Mapping[str, str]] = {
    "service point": "service_point",
    "interval length": "step_minutes",
    "day": "start",
    "time zone": "",
    "file": "",
}


def problem_facts(
    problem: Mapping[str, Any] | RejectedRow | RowError, media_type: str, series_count: int
) -> dict[str, Any]:
    """Row, pointer (into a JSON body only), stable code, and what is wrong with what and how to cure it."""
    facts = problem if isinstance(problem, Mapping) else _facts_of(problem)
    field = str(facts["field"])
    pointer = _pointer(int(facts["row"]), field, series_count) if media_type == JSON_BODY else ""
    return {
        "row": facts["row"],
        "pointer": pointer,
        "code": f"row.{_FIRST_NAME.split(field, maxsplit=1)[0].replace(' ', '_').lower()}",
        "value": facts["value"],
        "detail": facts["message"],
        "hint": facts["cure"],
    }


def _facts_of(problem: RejectedRow | RowError) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("row", "field", "value", "message", "cure")}


def _pointer(row: int, field: str, series_count: int) -> str:
    is_series = row <= series_count
    entry = f"/series/{row - 1}" if is_series else f"/readings/{row - 1 - series_count}"
    name = _IN_BODY.get(field, field)
    if field == "reading" or field.startswith("reading/"):  # of a series, one of its values
        name = field.replace("reading", "values" if is_series else "value", 1)
    return f"{entry}/{name}" if name else entry
