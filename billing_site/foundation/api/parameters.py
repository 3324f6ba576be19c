"""Query parameters, each read strictly: known, given once, and of its kind."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final, NoReturn

from rest_framework.request import Request

from billing_site.foundation.api.problems import Fault, Problem

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_LONGEST: Final = 200


def refuse_unknown_parameters(request: Request, known: Collection[str]) -> None:
    """Raise a Problem for a parameter that is not among the known ones, or comes twice."""
    for name, values in request.query_params.lists():
        if name not in known:
            offer = f"this address knows {', '.join(known)}" if known else "this address knows none"
            _refuse(name, "parameter.unknown", f"There is no such parameter; {offer}.")
        if len(values) > 1:
            _refuse(name, "parameter.repeated", "It is given more than once: keep one.")


def text_parameter(request: Request, name: str, longest: int = _LONGEST) -> str:
    """The text, or "" when it is not given."""
    text = request.query_params.get(name, "")
    if len(text) > longest or not text.isprintable():
        _refuse(name, "parameter.invalid", f"It is a text of up to {longest} printable characters.")
    return text


def choice_parameter(request: Request, name: str, choices: Collection[str]) -> str:
    """One of the choices, or "" when it is not given."""
    text = request.query_params.get(name, "")
    if text and text not in choices:
        _refuse(name, "parameter.invalid", f"It is one of {', '.join(choices)}.")
    return text


def date_parameter(request: Request, name: str) -> date | None:
    """The local date, or None when it is not given."""
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not 1900 < found.year < 2200:
        _refuse(name, "parameter.invalid", "It is a date such as 2026-01-31.")
    return found


def whole_parameter(request: Request, name: str, *, lowest: int, highest: int) -> int | None:
    """The whole number within the bounds, or None when it is not given."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if not _WHOLE.fullmatch(text) or not lowest <= int(text) <= highest:
        _refuse(name, "parameter.invalid", f"It is a whole number from {lowest} to {highest}.")
    return int(text)


def refuse_missing(name: str, detail: str) -> NoReturn:
    """Raise the Problem of a parameter that must be given."""
    _refuse(name, "parameter.missing", detail)


def refuse_invalid(name: str, detail: str) -> NoReturn:
    """Raise the Problem of a parameter whose value does not fit."""
    _refuse(name, "parameter.invalid", detail)


def _refuse(name: str, code: str, detail: str) -> NoReturn:
    shown = name if name.isprintable() else ascii(name)
    raise Problem(400, code, f"Parameter {shown[:60]}: {detail}", errors=[Fault(shown[:60], code, detail)])
