"""A request with readings: what it holds, whose it is, and how it is to be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msgspec import UNSET
from rest_framework.request import Request

from billing_site.foundation.api.bodies import media_type_of, problem_of_json, read_body
from billing_site.foundation.api.parameters import choice_parameter, refuse_missing, text_parameter
from billing_site.foundation.api.problems import Fault, Problem
from billing_site.foundation.api.views import key_of
from billing_site.foundation.strict_json import NotStrictJson
from metering.file_formats.api_json import read_document_head
from metering.models import Utility
from metering.queries.key_access import utilities_of_key
from metering.queries.submission_problems import JSON_BODY

MEDIA_TYPES: Final = (JSON_BODY, "application/x-ndjson", "text/csv")
MODES: Final = ("partial", "atomic")
LARGEST_BYTES: Final = 64 << 20
AT_ONCE_BYTES: Final = 4 << 20
"""What is larger waits for a worker."""
MOST_LINES: Final = 1_000_000
_PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class BatchBody:
    """The unpacked body and what is said about it; `series_count` tells its series from its readings."""

    media_type: str
    content: bytes
    utility: Utility
    accepts_partial: bool
    series_count: int = 0


def read_batch_body(request: Request) -> BatchBody:
    """The body of the request. Raises a Problem for one that cannot be taken as a whole."""
    media_type = media_type_of(request, *MEDIA_TYPES)
    if media_type == JSON_BODY:
        for name in ("utility", "mode"):
            if name in request.query_params:
                detail = f"A JSON body says its {name} itself: leave the parameter out."
                raise Problem(
                    400, "parameter.unknown", detail, errors=[Fault(name, "parameter.unknown", detail)]
                )
    content = read_body(request, LARGEST_BYTES)
    _refuse_at_once(media_type, content)
    if media_type == JSON_BODY:
        try:
            head = read_document_head(content)
        except NotStrictJson as error:
            raise problem_of_json(error) from error
        code, mode, pointer = head.utility, str(head.mode or ""), "/utility"
        series_count = 0 if head.series is UNSET else len(head.series)
    else:
        series_count = 0
        code, mode = text_parameter(request, "utility"), choice_parameter(request, "mode", MODES)
        pointer = "utility"
        if not code:
            refuse_missing("utility", "It is the code of the utility whose readings these are.")
    return BatchBody(
        media_type, content, utility_of_key(request, code, pointer), mode != "atomic", series_count
    )


def _refuse_at_once(media_type: str, content: bytes) -> None:
    """Raise a Problem for what would only keep a worker busy."""
    if content.startswith(_PACKED):
        detail = "The body is a packed file: send what is in it, plain or with Content-Encoding: gzip."
        raise Problem(415, "encoding.unsupported", detail)
    if media_type != JSON_BODY and content.count(b"\n") > MOST_LINES:
        detail = f"The body has more than {MOST_LINES:,} lines: send several smaller ones."
        raise Problem(413, "body.too_large", detail)


def utility_of_key(request: Request, code: str, pointer: str) -> Utility:
    """The utility, if the key may send for it; raises a Problem else, alike for one that is not there."""
    utility = utilities_of_key(key_of(request)).filter(code=code).first() if "\0" not in code else None
    if utility is None:
        detail = "There is no such utility for this key."
        fault = Fault(pointer, "utility.unknown", detail)
        raise Problem(422, "utility.unknown", detail, errors=[fault])
    return utility
