"""Pages of long lists by where the last one ended, not by counting: page 10,000 is as fast as the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

PAGE_SIZE: Final = 50
_SEPARATOR: Final = "~"
_OLDER, _NEWER = "o", "n"


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows of a list in its order; `newer` and `older` are cursors of the pages beside it, empty at the ends."""

    rows: tuple[Any, ...]
    newer: str
    older: str


def keyset_page(
    rows: QuerySet[Any], order: Sequence[str], cursor: str = "", size: int = PAGE_SIZE
) -> KeysetPage:
    """The page that the cursor names, or the first one for a cursor that says nothing.

    `order` are fields of the model in one direction, such as ("-due_date", "-pk"); together they are unique
    and never NULL, and an index has them. One query.
    """
    direction, after = _read(rows, order, cursor)
    forwards = direction != _NEWER
    wanted = order if forwards else [_turned(field) for field in order]
    if after:
        rows = rows.filter(_beyond(wanted, after))
    found = list(rows.order_by(*wanted)[: size + 1])
    has_more = len(found) > size
    shown = found[:size] if forwards else found[:size][::-1]
    if not shown and after:
        return keyset_page(rows.none(), order)
    has_newer, has_older = (bool(after), has_more) if forwards else (has_more, True)
    return KeysetPage(
        tuple(shown),
        _written(_NEWER, shown[0], order) if shown and has_newer else "",
        _written(_OLDER, shown[-1], order) if shown and has_older else "",
    )


def _beyond(order: Sequence[str], after: Sequence[Any]) -> Q:
    """What comes after these values: the first field says where an index has to begin."""
    condition = Q()
    for depth in range(len(order)):
        equal = Q(**{_name(field): after[place] for place, field in enumerate(order[:depth])})
        condition |= equal & Q(**{f"{_name(order[depth])}__{_comparison(order[depth])}": after[depth]})
    return Q(**{f"{_name(order[0])}__{_comparison(order[0])}e": after[0]}) & condition


def _comparison(field: str) -> str:
    return "lt" if field.startswith("-") else "gt"


def _read(rows: QuerySet[Any], order: Sequence[str], cursor: str) -> tuple[str, list[Any]]:
    direction, *texts = cursor.split(_SEPARATOR)
    if direction not in (_OLDER, _NEWER) or len(texts) != len(order):
        return _OLDER, []
    try:
        return direction, [
            _field(rows, field).to_python(text) for field, text in zip(order, texts, strict=True)
        ]
    except (ValidationError, ValueError):  # somebody wrote it by hand
        return _OLDER, []


def _written(direction: str, row: Any, order: Sequence[str]) -> str:
    return _SEPARATOR.join([direction, *(str(getattr(row, _name(field))) for field in order)])


def _field(rows: QuerySet[Any], field: str) -> Any:
    meta = rows.model._meta
    return meta.pk if _name(field) == "pk" else meta.get_field(_name(field))


def _name(field: str) -> str:
    return field.removeprefix("-")


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
