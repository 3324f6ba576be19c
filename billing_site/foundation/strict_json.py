"""JSON read strictly into structs: what JSON leaves to chance is refused here.

msgspec refuses what is no JSON, unknown fields and wrong types, and leaves numbers as text where a struct says
`Raw`. It lets the last of two equal keys win and knows of no NUL; both are found by counting, at the cost of a
few passes over the bytes, so that a body of many megabytes is checked in well under a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

import msgspec
import numpy as np

Shape = TypeVar("Shape", bound=msgspec.Struct)

_QUOTE, _COLON = ord('"'), ord(":")
_SMALL_BYTES: Final = 1 << 14
_BYTES_AT_ONCE: Final = 1 << 20
_PATH: Final = re.compile(r" - at `\$(.*)`$")
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_FIELD: Final = re.compile(r"field `([^`]*)`")


class NotStrictJson(ValueError):
    """The text is not taken. `code` is stable, `pointer` a JSON pointer to what is wrong; "" is the whole."""

    def __init__(self, code: str, detail: str, pointer: str = "") -> None:
        self.code, self.detail, self.pointer = code, detail, pointer
        super().__init__(detail)

    @property
    def is_about_syntax(self) -> bool:
        """Whether it is no JSON that anybody should read, rather than JSON of another shape."""
        return self.code.startswith("json.")


def read_strict_json(content: bytes, decoder: msgspec.json.Decoder[Shape]) -> Shape:
    """The object as the decoder's struct, whose optional fields are UNSET when they are not there.

    Raises NotStrictJson: `json.malformed`, `json.too_deep`, `json.characters`, `json.duplicate_key`, or
    `shape.unknown_field`, `shape.missing_field`, `shape.type`.
    """
    try:
        read = decoder.decode(content)
    except msgspec.ValidationError as error:
        raise _wrong_shape(str(error)) from error
    except msgspec.DecodeError as error:
        raise NotStrictJson("json.malformed", f"this is not JSON in UTF-8: {error}") from error
    except UnicodeDecodeError as error:
        raise NotStrictJson("json.malformed", "this is not JSON in UTF-8: a byte is no character") from error
    except RecursionError as error:
        raise NotStrictJson("json.too_deep", "brackets are nested too deep") from error
    refuse_unstorable(content)
    if key_count(content) != written_keys(read):
        raise NotStrictJson("json.duplicate_key", "a key is given more than once in one object: keep one")
    return read


def refuse_unstorable(content: bytes) -> None:
    """Raise NotStrictJson for a NUL, which PostgreSQL's text cannot hold, and for what is not UTF-8."""
    if b"\\u0000" in content.replace(b"\\\\", b""):
        raise NotStrictJson("json.characters", "a text has the character NUL, which cannot be stored")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise NotStrictJson("json.malformed", f"byte {error.start} is not UTF-8") from error


def key_count(content: bytes) -> int:
    """How many keys the objects of a JSON text have, those that are given twice twice.

    A key is what stands before a colon that is in no string.
    """
    if b"\\" in content:  # from left to right, so that what is left of a backslash escapes what follows it
        content = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    if len(content) <= _SMALL_BYTES:
        return b"".join(content.split(b'"')[::2]).count(b":")
    count = parity = 0
    for start in range(0, len(content), _BYTES_AT_ONCE):
        raw = np.frombuffer(content, np.uint8, min(_BYTES_AT_ONCE, len(content) - start), start)
        quotes = np.cumsum(raw == _QUOTE, dtype=np.uint8) + np.uint8(parity)  # wraps, and stays odd or even
        count += int(np.count_nonzero((raw == _COLON) & (quotes & 1 == 0)))
        parity = int(quotes[-1]) & 1
    return count


def written_keys(read: msgspec.Struct) -> int:
    """How many keys a struct was read from, if none came twice: its own, and those of structs in lists."""
    return _keys_of_alike([read])


def _keys_of_alike(structs: Sequence[msgspec.Struct]) -> int:
    """The keys of structs of one type, field by field: a body may have half a million of them."""
    count = 0
    kind = type(structs[0])
    optional = frozenset(
        kind.__struct_fields__[len(kind.__struct_fields__) - len(kind.__struct_defaults__) :]
    )
    for name in kind.__struct_fields__:
        given: Sequence[Any] = ()
        if name in optional or not isinstance(getattr(structs[0], name), str | int):
            found = map(attrgetter(name), structs)
            given = [value for value in found if value is not msgspec.UNSET]
        count += len(given) if name in optional else len(structs)
        if not given:
            continue
        if isinstance(given[0], msgspec.Raw):  # is read later; the keys in it count here already
            count += key_count(b",".join(map(bytes, given)))
        elif isinstance(given[0], msgspec.Struct):
            count += _keys_of_alike(given)
        else:
            for value in given:
                if isinstance(value, list) and value and isinstance(value[0], msgspec.Struct):
                    count += _keys_of_alike(value)
    return count


def _wrong_shape(message: str) -> NotStrictJson:
    """msgspec's words, such as: Expected `str`, got `int` - at `$.series[2].unit`."""
    path = _PATH.search(message)
    pointer = "" if path is None else _pointer(path[1])
    detail = _PATH.sub("", message)
    field = _FIELD.search(detail)
    if field is not None:
        code = "shape.unknown_field" if "unknown" in detail else "shape.missing_field"
        return NotStrictJson(code, detail, f"{pointer}/{_escaped(field[1])}")
    return NotStrictJson("shape.type", detail, pointer)


def _pointer(path: str) -> str:
    return "".join(f"/{_escaped(name or number)}" for name, number in _STEP.findall(path))


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
