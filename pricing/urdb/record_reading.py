"""A file of the US utility rate database to one record, strictly and with every digit.

The record may stand alone, or in what tools wrap round it: `rate`, `urdb_response`, or a list of `items`.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pricing.plan_documents.reading import json_text

_WRAPPERS: Final = ("rate", "urdb_response")
_MARKS: Final = frozenset(
    [
        *("energyratestructure", "demandratestructure", "flatdemandstructure"),
        *("fixedchargefirstmeter", "fixedmonthlycharge", "utility"),
    ]
)
_LONGEST_NUMBER: Final = 80
_LARGEST_EXPONENT: Final = 400


class UnreadableRecord(ValueError):
    """The file holds no record; the message says why, `cure` what to do."""

    def __init__(self, message: str, cure: str) -> None:
        self.cure = cure
        super().__init__(f"{message} ({cure})")


def read_urdb_record(content: bytes) -> dict[str, Any]:
    """The one record of the file: dict, list, str, bool, None, and each number as a Decimal.

    Raises InvalidPlanDocument for a file that is too large, too deep or not UTF-8, and UnreadableRecord for
    one that is not JSON or does not hold exactly one record.
    """
    try:
        value = json.loads(
            json_text(content),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise UnreadableRecord(
            f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}",
            "save the record as JSON again",
        ) from error
    return _unwrapped(value)


def _unwrapped(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        if "items" in value and not value.keys() & _MARKS:
            return _unwrapped(value["items"])
        for wrapper in _WRAPPERS:
            if isinstance(value.get(wrapper), dict):
                return _unwrapped(value[wrapper])
        names = {key.lower() for key in value}
        if names & _MARKS:
            return value
    if isinstance(value, list):
        if len(value) == 1:
            return _unwrapped(value[0])
        raise UnreadableRecord(
            f"the file holds {len(value)} records", "save each record in a file of its own"
        )
    raise UnreadableRecord(
        "the file holds no rate of the utility rate database", "download the rate with its details as JSON"
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in plain if keys.count(key) > 1)
        raise UnreadableRecord(f'"{twice}" is given more than once in one object', "keep one of them")
    return plain


def _number(text: str) -> Decimal:
    if len(text) > _LONGEST_NUMBER:
        raise UnreadableRecord(f"the number {text[:20]}… is too long", "correct it")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise UnreadableRecord(f"the number {text} is beyond measure", "correct it") from error
    if number and abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise UnreadableRecord(f"the number {text} is beyond measure", "correct it")
    return number


def _refuse_constant(text: str) -> Any:
    raise UnreadableRecord(f"{text} is not a number", "correct it")
