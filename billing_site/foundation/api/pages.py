"""Long lists in pages by where the last one ended: rows that come or go meanwhile move nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from billing_site.foundation.api.parameters import refuse_invalid, whole_parameter
from billing_site.foundation.models import ApiKey

PAGE_PARAMETERS: Final = ("limit", "after")
USUAL_SIZE: Final = 100
LARGEST_SIZE: Final = 1000

Show = Callable[[Sequence[Any]], Sequence[Mapping[str, Any]]]


def page_of(request: Request, rows: QuerySet[Any], order: str, show: Show) -> Response:
    """The page that `after` asks for, of `limit` rows; `show` makes JSON objects of them, all at once.

    `order` is a unique field with an index, such as "-pk". One query, and those of `show`.
    """
    name = order.removeprefix("-")
    size = whole_parameter(request, "limit", lowest=1, highest=LARGEST_SIZE) or USUAL_SIZE
    after = _after(request, rows, name)
    if after is not None:
        rows = rows.filter(**{f"{name}__{'lt' if order.startswith('-') else 'gt'}": after})
    found = list(rows.order_by(order)[: size + 1])
    shown = found[:size]
    following = _signer(request).sign_object(str(getattr(shown[-1], name))) if len(found) > size else None
    return page_response(request, list(show(shown)), following)


def page_response(request: Request, data: Sequence[Mapping[str, Any]], following: str | None) -> Response:
    """The envelope of all lists; `following` is the cursor of the next page, None on the last."""
    headers = {}
    if following is not None:
        address = replace_query_param(request.build_absolute_uri(), "after", following)
        headers["Link"] = f'<{address}>; rel="next"'
    return Response({"data": data, "has_more": following is not None, "next": following}, headers=headers)


def page_of_values(request: Request, values: Sequence[Any], show: Show) -> Response:
    """As `page_of`, of values that are all at hand and never change."""
    size = whole_parameter(request, "limit", lowest=1, highest=LARGEST_SIZE) or USUAL_SIZE
    start = _number(_cursor(request))
    shown = values[start : start + size]
    has_more = start + size < len(values)
    following = _signer(request).sign_object(str(start + size)) if has_more else None
    return page_response(request, list(show(shown)), following)


def _after(request: Request, rows: QuerySet[Any], name: str) -> Any:
    text = _cursor(request)
    if text is None:
        return None
    meta = rows.model._meta
    field: Any = meta.pk if name == "pk" else meta.get_field(name)
    try:
        return field.to_python(text)
    except ValidationError:
        refuse_invalid("after", "It is the `next` of the page before.")


def _cursor(request: Request) -> str | None:
    cursor = request.query_params.get("after")
    if cursor is None:
        return None
    try:
        return str(_signer(request).unsign_object(cursor))
    except (signing.BadSignature, ValueError):
        refuse_invalid("after", "It is the `next` of the page before, as this key got it.")


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else 0


def _signer(request: Request) -> signing.Signer:
    """A cursor is good for the list and the key that it was given to."""
    key_id = request.auth.pk if isinstance(request.auth, ApiKey) else None
    return signing.Signer(salt=f"api page {request.path} {key_id}")
