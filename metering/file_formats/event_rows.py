"""Usage events as programs send them, row by row: what can be taken, and what is wrong with the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from billing_site.foundation.strict_json import key_count
from metering.file_formats.strict_instants import read_instants

MOST_EVENTS: Final = 20_000
LONGEST_KEY: Final = 120
_MOST_PROPERTIES: Final = 20
_LONGEST_TEXT: Final = 200
_AHEAD: Final = timedelta(minutes=5)
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_TEXTS: Final = msgspec.json.Decoder(dict[str, str])


class EventRow(Struct, forbid_unknown_fields=True, frozen=True):
    """An event as it is written."""

    service_point: str
    channel: str
    key: str
    at: str
    quantity: Raw | UnsetType = UNSET
    properties: Raw | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class EventProblem:
    """What is wrong with an event (its number counts from 0): the field, its value, and the cure."""

    number: int
    field: str
    value: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """An event that can be taken, if its channel is known."""

    number: int
    service_point: str
    channel: str
    key: str
    at: datetime
    quantity: Decimal
    properties: Mapping[str, str]


def parse_events(
    rows: Sequence[EventRow], received_at: datetime
) -> tuple[list[ParsedEvent], list[EventProblem]]:
    """The events that can be taken, and the first problem of each other one, both in the order sent.

    An event lies no more than some minutes after `received_at`; without a quantity it counts one.
    """
    seconds, bad = read_instants([row.at for row in rows])
    parsed: list[ParsedEvent] = []
    problems: list[EventProblem] = []
    for number, row in enumerate(rows):
        try:
            at = None if bad[number] else datetime.fromtimestamp(int(seconds[number]), UTC)
            parsed.append(_parsed(number, row, _known(number, row, at, received_at)))
        except _Refused as refusal:
            problems.append(refusal.problem)
    return parsed, problems


class _Refused(Exception):
    def __init__(self, number: int, field: str, value: object, message: str, cure: str) -> None:
        self.problem = EventProblem(number, field, str(value)[:_LONGEST_TEXT], message, cure)
        super().__init__(message)


def _parsed(number: int, row: EventRow, at: datetime) -> ParsedEvent:
    if not row.key.strip() or len(row.key) > LONGEST_KEY:
        cure = f"give each event a key of its own, of 1 to {LONGEST_KEY} characters"
        raise _Refused(number, "key", row.key, "it does not tell the event from others", cure)
    return ParsedEvent(
        number,
        row.service_point,
        row.channel,
        row.key,
        at,
        _quantity(number, row.quantity),
        _properties(number, row.properties),
    )


def _known(number: int, row: EventRow, at: datetime | None, received_at: datetime) -> datetime:
    if at is None:
        cure = "write it such as 2026-01-31T23:30:00+01:00 or 2026-01-31T22:30:00Z"
        raise _Refused(number, "at", row.at, "it is no instant with an offset", cure)
    if at > received_at + _AHEAD:
        cure = "send an event when it has happened, and check the clock and the offset"
        raise _Refused(number, "at", row.at, "it is still to come", cure)
    return at


def _quantity(number: int, raw: Raw | UnsetType) -> Decimal:
    if raw is UNSET:
        return Decimal(1)
    text = bytes(raw).decode().strip('"')
    if not _NUMBER.fullmatch(text):
        cure = "write a decimal of at most 18 digits before the point and 12 after it, best as text"
        raise _Refused(number, "quantity", text, "it is no number that can be kept exactly", cure)
    return Decimal(text)


def _properties(number: int, raw: Raw | UnsetType) -> dict[str, str]:
    if raw is UNSET:
        return {}
    cure = f"give at most {_MOST_PROPERTIES} texts by name, each of at most {_LONGEST_TEXT} characters"
    shown = bytes(raw).decode()
    try:
        found = _TEXTS.decode(raw)
    except msgspec.DecodeError as error:
        raise _Refused(number, "properties", shown, "they are not texts by name", cure) from error
    if len(found) > _MOST_PROPERTIES or any(
        not name or max(len(name), len(text)) > _LONGEST_TEXT for name, text in found.items()
    ):
        raise _Refused(number, "properties", shown, "they are too many, or too long", cure)
    if key_count(bytes(raw)) != len(found):
        raise _Refused(number, "properties", shown, "a name is given more than once", "keep one of them")
    return found
