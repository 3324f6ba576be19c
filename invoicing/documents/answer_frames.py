"""How a rendering process answers: a kind, a length, and so many bytes."""

from __future__ import annotations

from struct import Struct
from typing import IO, Final

RENDERED: Final = b"R"
FAILED: Final = b"F"
_HEAD: Final = Struct(">cI")
_LONGEST: Final = 1 << 26


class BrokenAnswer(Exception):
    """The process ended in the middle of an answer, or before it, or said nonsense."""


def write_answer(stream: IO[bytes], kind: bytes, payload: bytes) -> None:
    """Write one answer, and send it off."""
    stream.write(_HEAD.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def read_answer(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """The next answer's kind and payload; raises BrokenAnswer."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise BrokenAnswer("no answer")
    kind, size = _HEAD.unpack(head)
    if kind not in {RENDERED, FAILED} or size > _LONGEST:
        raise BrokenAnswer("nonsense")
    payload = stream.read(size)
    if len(payload) < size:
        raise BrokenAnswer("half an answer")
    return kind, payload
