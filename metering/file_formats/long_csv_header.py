"""The first line of a CSV of readings: which column is which, told from clear names only."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass

from metering.file_formats.parsed_readings import RowError, UnreadableFile

DELIMITERS = (",", ";", "\t", "|")
NOTE_MARK = "_"  # begins the columns that we add to rejected rows, so that these may come back with them
_NAMES: Mapping[str, tuple[str, ...]] = {
    "service_point": ("service_point", "nmi", "mpan", "meter_point"),
    "channel": ("channel", "register"),
    "start": ("start", "timestamp", "interval_start", "datetime", "date_time", "time"),
    "value": ("value", "quantity", "consumption", "usage"),
    "unit": ("unit", "uom"),
    "quality": ("quality", "flag", "status"),
    "step_minutes": ("step_minutes", "interval_length"),
    "meter_serial": ("meter_serial",),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names}
_UNITS = frozenset(["wh", "kwh", "mwh", "varh", "kvarh", "mvarh", "l", "m3", "kb", "mb", "gb"])
_WORDS = re.compile(r"[^\s_()\[\]/-]+")


@dataclass(frozen=True, slots=True)
class Header:
    """`columns`: the position of each role that has a column. `unit`: what the value column's name says."""

    delimiter: str
    width: int
    columns: Mapping[str, int]
    unit: str | None = None


def is_header(line: str, delimiter: str | None = None) -> bool:
    """Whether the line names columns of readings: times and values, or two others of which one is either."""
    return any(_names_readings(_roles(line, each)) for each in _candidates(delimiter))


def read_header(line: str, row: int, delimiter: str | None = None) -> Header:
    """The header in this line. Without a `delimiter`, the one that makes most of the line's names clear.

    Raises UnreadableFile when there is no column of times or none of values, or two for one thing.
    """
    chosen = max(
        _candidates(delimiter), key=lambda each: sum(role is not None for role, _ in _roles(line, each))
    )
    roles = _roles(line, chosen)
    missing = {"start": "times", "value": "values"}
    without = [
        f"no column of {what}" for role, what in missing.items() if role not in {each for each, _ in roles}
    ]
    if without:
        message = f"the header names {' and '.join(without)}"
        cure = "name the columns, such as service_point,channel,start,value,unit,quality"
        raise UnreadableFile([RowError(row, "header", line.strip()[:80], message, cure)])
    columns: dict[str, int] = {}
    for position, (role, _) in enumerate(roles):
        if role is not None and role in columns:
            names = _fields(line, chosen)
            both = f"{names[columns[role]].strip()}, {names[position].strip()}"
            message = f"two columns could be the {role.replace('_', ' ')}"
            raise UnreadableFile([RowError(row, "header", both, message, "rename one of them")])
        if role is not None:
            columns[role] = position
    return Header(chosen, len(roles), columns, roles[columns["value"]][1])


def _candidates(delimiter: str | None) -> tuple[str, ...]:
    return DELIMITERS if delimiter is None else (delimiter,)


def _names_readings(roles: list[tuple[str | None, str | None]]) -> bool:
    known = {role for role, _ in roles if role is not None}
    return len(known) > 1 and not known.isdisjoint(("start", "value"))


def _roles(line: str, delimiter: str) -> list[tuple[str | None, str | None]]:
    """The role of each column, and the unit its name ends with."""
    return [_role(name) for name in _fields(line, delimiter)]


def _fields(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line.strip("\ufeff \r\n")], delimiter=delimiter), [])


def _role(name: str) -> tuple[str | None, str | None]:
    if name.strip().startswith(NOTE_MARK):
        return None, None
    words = _WORDS.findall(name)
    known = _ROLES.get("_".join(words).lower())
    if known is not None or not words or words[-1].lower() not in _UNITS:
        return known, None
    before = "_".join(words[:-1]).lower()
    return ("value", words[-1]) if not before or _ROLES.get(before) == "value" else (None, None)
