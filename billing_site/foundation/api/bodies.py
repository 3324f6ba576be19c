"""The body of a request: what kind it is, unpacked, and never larger than it may be."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

import msgspec
from rest_framework.request import Request

from billing_site.foundation.api.problems import Fault, Problem
from billing_site.foundation.strict_json import NotStrictJson, Shape, read_strict_json

JSON: Final = "application/json"
_BYTES_AT_ONCE: Final = 1 << 16
_GZIP: Final = zlib.MAX_WBITS | 16


def media_type_of(request: Request, *known: str) -> str:
    """What the body is, its parameters aside; text is UTF-8. Raises a Problem for what is not known here."""
    media_type = (request.content_type or "").partition(";")[0].strip().lower()
    if media_type not in known:
        detail = f"Send {' or '.join(known)}, with that Content-Type; this is {media_type or 'nothing'}."
        raise Problem(415, "media_type.unsupported", detail, headers={"Accept": ", ".join(known)})
    return media_type


def read_body(request: Request, limit: int) -> bytes:
    """The body, unpacked if it is gzip. Raises a Problem when it has more than `limit` bytes, packed or not."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise Problem(415, "encoding.unsupported", "Content-Encoding is gzip, or nothing.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > limit:
        raise _too_large(limit)
    blocks = _unpacked(_blocks(request)) if coding == "gzip" else _blocks(request)
    body = bytearray()
    for block in blocks:
        if len(body) + len(block) > limit:
            raise _too_large(limit)
        body += block
    return bytes(body)


def read_json_body(request: Request, decoder: msgspec.json.Decoder[Shape], limit: int) -> Shape:
    """The body as the decoder's struct. Raises a Problem that points to what is wrong with it."""
    media_type_of(request, JSON)
    try:
        return read_strict_json(read_body(request, limit), decoder)
    except NotStrictJson as error:
        raise problem_of_json(error) from error


def problem_of_json(error: NotStrictJson) -> Problem:
    """400 for what is no JSON, 422 for JSON that says something else than was asked for."""
    status = 400 if error.is_about_syntax else 422
    fault = Fault(error.pointer, error.code, error.detail)
    return Problem(status, error.code, error.detail, errors=[fault])


def _blocks(request: Request) -> Iterator[bytes]:
    # The stream itself: Django's own `body` would take no more than a form may have.
    while block := request._request.read(_BYTES_AT_ONCE):
        yield block


def _unpacked(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """What the gzip members say, at most _BYTES_AT_ONCE at a time, so that a bomb stops at the limit."""
    unpacker = zlib.decompressobj(_GZIP)
    began = False
    try:
        for block in blocks:
            rest = block
            while rest:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(_GZIP)
                began = True
                yield unpacker.decompress(rest, _BYTES_AT_ONCE)
                rest = unpacker.unconsumed_tail or unpacker.unused_data
        yield unpacker.flush()
    except zlib.error as error:
        raise Problem(400, "encoding.broken", f"The body is not gzip: {error}.") from error
    if not began or not unpacker.eof:
        raise Problem(400, "encoding.broken", "The body is not whole: its gzip ends too early.")


def _too_large(limit: int) -> Problem:
    size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} kB"
    return Problem(
        413, "body.too_large", f"The body may have {size}, unpacked too: send several smaller ones."
    )
