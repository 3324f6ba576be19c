"""Columns that name another row by its code, resolved for a whole file at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import models

from billing_site.foundation.bulk_data.columns import Column, NotTaken, cell_text

_KEYS_AT_ONCE: Final = 10_000

_Row = Mapping[str, Any]
_Key = tuple[str, ...]


class ReferenceColumn(Column):
    """The row of `model` whose `paths` have the texts of the columns they are mapped from.

    The column's own name comes last in `paths`: {"utility": "utility__code", "site": "code"} finds a site by the
    row's utility and site. `attribute` is the foreign key's own, such as "site_id".
    """

    def __init__(
        self, attribute: str, *, model: type[models.Model], paths: Mapping[str, str], **facts: Any
    ) -> None:
        super().__init__(attribute, **facts)
        self.model, self.paths = model, dict(paths)
        self._found: dict[_Key, int] = {}

    def look_up(self, rows: Iterable[_Row]) -> None:
        """Find what all the rows name, in one query for every ten thousand names."""
        wanted = {key for row in rows if (key := self._key(row)) and key not in self._found}
        paths = [*self.paths.values()]
        for keys in chunks(sorted(wanted), _KEYS_AT_ONCE):
            named = self.model._default_manager.filter(**{f"{paths[-1]}__in": {key[-1] for key in keys}})
            for pk, *key in named.values_list("pk", *paths):
                self._found[tuple(key)] = pk

    def parsed(self, text: str, row: _Row) -> int:
        """The id of what the row names. Raises NotTaken."""
        pk = self._found.get(self._key(row) or ())
        if pk is None:
            of = "".join(f" of this {name.replace('_', ' ')}" for name in [*self.paths][:-1])
            raise NotTaken(
                f"No {self.model._meta.verbose_name}{of} is called so: add it first, or correct the name."
            )
        return pk

    def shown(self, instance: Any) -> str:
        """The code of the row that is referred to; the relation should have been loaded with `instance`."""
        referred = getattr(instance, self.attribute.removesuffix("_id"))
        for part in [*self.paths.values()][-1].split("__"):
            referred = getattr(referred, part, None)
        return self.written(referred)

    def _key(self, row: _Row) -> _Key | None:
        try:
            texts = tuple(cell_text(row.get(name)) for name in self.paths)
        except NotTaken:
            return None
        return texts if all(texts) else None


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items in their order, at most `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
