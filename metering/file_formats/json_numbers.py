"""JSON arrays of decimals into whole numbers, exactly: many arrays at once, and no float is involved.

An element is a number, a text of one, or null; a number has digits and at most a minus and a point. What is
not plain is read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from metering.file_formats.number_texts import NumberColumn, read_plain_numbers

MOST_EXACT_DIGITS: Final = 18
_BYTES_AT_ONCE: Final = 1 << 20
_BLANKS: Final = b" \t\r\n"
_PLAIN: Final = b'0123456789.-",' + _BLANKS
_LETTERS_OF_NULL: Final = b"nul"
_LAST_BLANK, _QUOTE, _COMMA, _LETTER_A = 0x20, ord('"'), ord(","), ord("a")
# A point has a digit on either side.
_LOOSE_POINT: Final = re.compile(rb"(?:^|[^0-9])\.|\.(?:[^0-9]|$)")
_NUMBER: Final = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])


def read_number_arrays(arrays: Iterable[bytes]) -> Iterator[NumberColumn]:
    """The numbers of each JSON array, which is well formed; `empty` where an element is null.

    An element that is no number, or has more than MOST_EXACT_DIGITS digits, is `bad`. Arrays are read portion
    by portion, so that memory does not grow with their number.
    """
    for portion in _portions(arrays):
        joined = _read_joined([array.strip(_BLANKS)[1:-1] for array in portion])
        yield from joined if joined is not None else map(_read_array, portion)


def elements_of(array: bytes) -> list[str]:
    """The elements as they are written, texts without their quotes; to be shown to people."""
    return [_shown(bytes(raw)) for raw in _ELEMENTS.decode(array)]


def _portions(arrays: Iterable[bytes]) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    size = 0
    for array in arrays:
        portion.append(array)
        size += len(array)
        if size >= _BYTES_AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _read_joined(inners: Sequence[bytes]) -> list[NumberColumn] | None:
    """The insides of arrays read together; None when one of them is not plain."""
    filled = [inner for inner in inners if inner.strip(_BLANKS)]
    joined = b",".join(filled)
    if not _is_plain(joined):
        return None
    text = joined.translate(None, b'"' + _BLANKS).replace(b"null", b"")
    lines = text.replace(b",", b"\n") + b"\n" if filled else b""
    column = read_plain_numbers(lines)
    if column.bad.any() or (b"." in lines and _LOOSE_POINT.search(lines)):
        return None
    columns, start = [], 0
    for inner in inners:
        end = start + (inner.count(b",") + 1 if inner.strip(_BLANKS) else 0)
        columns.append(_part(column, slice(start, end)))
        start = end
    return columns


def _is_plain(joined: bytes) -> bool:
    """Whether blanks, commas and letters stand outside of quotes only, and letters for null only."""
    if strange := joined.translate(None, _PLAIN):
        if strange.translate(None, _LETTERS_OF_NULL):
            return False
        if joined.count(b"null") * 4 != len(strange):
            return False
    if b'""' in joined:
        return False
    if b'"' not in joined:
        return True
    raw = np.frombuffer(joined, dtype=np.uint8)
    inside = np.cumsum(raw == _QUOTE, dtype=np.uint8) & 1 == 1
    return not (inside & ((raw <= _LAST_BLANK) | (raw == _COMMA) | (raw >= _LETTER_A))).any()


def _part(column: NumberColumn, part: slice) -> NumberColumn:
    return NumberColumn(column.integers[part], column.places[part], column.empty[part], column.bad[part])


def _read_array(array: bytes) -> NumberColumn:
    try:
        elements = [bytes(raw) for raw in _ELEMENTS.decode(array)]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        elements = [b"?"]
    count = len(elements)
    column = NumberColumn(
        np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
        np.array([element == b"null" for element in elements], dtype=np.bool_),
        np.zeros(count, dtype=np.bool_),
    )
    for index, element in enumerate(elements):
        if column.empty[index]:
            continue
        match = _NUMBER.fullmatch(_shown(element))
        digits = "" if match is None else match[2] + (match[3] or "")
        if (
            match is None
            or len(digits.lstrip("0")) > MOST_EXACT_DIGITS
            or len(match[3] or "") > MOST_EXACT_DIGITS
        ):
            column.bad[index] = True
            continue
        column.integers[index] = int(match[1] + digits)
        column.places[index] = len(match[3] or "")
    return column


def _shown(element: bytes) -> str:
    """An element without the quotes of a text; escapes stay as they are, as no number has one."""
    text = element.decode("utf-8", "replace")
    return text[1:-1] if text[:1] == '"' else text
