"""Search as clerks type it: the beginnings of a number, or of words in a name, in any order.

Every comparison has an index to go with it, so that no table is read through, be it of a million rows: one that is
searched has a `beginning_index` for each number and a `words_index` for its names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Index, Q, QuerySet
from django.db.models.functions import Upper
from django.utils.text import smart_split, unescape_string_literal

# Names are of any language: no stemming, no stop words.
_CONFIG = "simple"


def beginning_index(field: str, name: str) -> Index:
    """The index that answers `field__istartswith`."""
    return Index(OpClass(Upper(field), name="text_pattern_ops"), name=name)


def words_index(*fields: str, name: str) -> GinIndex:
    """The index that finds words in these fields; a search has to name the same ones in the same order."""
    return GinIndex(SearchVector(*fields, config=_CONFIG), name=name)


def find_by_words(
    rows: QuerySet[Any], typed: str, beginnings: Sequence[str], texts: Sequence[Sequence[str]] = ()
) -> QuerySet[Any]:
    """The rows for which each word typed fits one of the lookups in `beginnings` or begins a word of `texts`.

    `beginnings` are lookups such as "number__istartswith"; `texts` are groups of fields, each the group of a
    `words_index`, perhaps behind a foreign key. A number may have spaces in it: when one begins with all that
    was typed, only such rows are meant. Text in quotation marks counts as one word.
    """
    words = [_unquoted(word) for word in smart_split(typed)]
    if len(words) > 1:
        whole = rows.filter(pk__in=_fitting(rows, typed.strip(), beginnings, ()))
        if whole.exists():
            return whole
    for word in words:
        rows = rows.filter(pk__in=_fitting(rows, word, beginnings, texts))
    return rows


def first_by_words(
    rows: QuerySet[Any],
    typed: str,
    beginnings: Sequence[str],
    texts: Sequence[Sequence[str]] = (),
    *,
    limit: int,
) -> list[Any]:
    """The first rows that fit, at most `limit`: for a search that answers at once, be there a million that fit.

    First what is exactly so, then numbers that begin so, then rows with all words in one group of `texts`; only
    if there is none of these, what `find_by_words` finds. Each is a query of its own that ends at the limit.
    """
    whole = typed.strip()
    conditions = [Q(**{lookup.replace("__istartswith", "__iexact"): whole}) for lookup in beginnings]
    conditions += [Q(**{lookup: whole}) for lookup in beginnings]
    queries = [rows.filter(condition) for condition in conditions]
    queries += [
        rows.alias(words=SearchVector(*fields, config=_CONFIG)).filter(words=_beginning_with(whole))
        for fields in texts
    ]
    found: dict[Any, Any] = {}
    for query in queries:
        if len(found) < limit:
            found |= {row.pk: row for row in query[:limit] if row.pk not in found}
    if not found and len(whole.split()) > 1:
        return list(find_by_words(rows, typed, beginnings, texts)[:limit])
    return list(found.values())[:limit]


def _fitting(
    rows: QuerySet[Any], word: str, beginnings: Sequence[str], texts: Sequence[Sequence[str]]
) -> QuerySet[Any]:
    # A union, because with OR across tables PostgreSQL would read the whole table instead of the indexes.
    everything = rows.model._base_manager.order_by().values("pk")
    found = [everything.filter(**{lookup: word}) for lookup in beginnings]
    query = _beginning_with(word)
    found += [
        everything.alias(words=SearchVector(*fields, config=_CONFIG)).filter(words=query) for fields in texts
    ]
    fitting: QuerySet[Any] = found[0].union(*found[1:]) if len(found) > 1 else found[0]
    return fitting


def _beginning_with(text: str) -> SearchQuery:
    """All words of the text, each the beginning of one."""
    parts = re.findall(r"\w+", text)
    return SearchQuery(" & ".join(f"{part}:*" for part in parts), search_type="raw", config=_CONFIG)


def _unquoted(word: str) -> str:
    return (
        unescape_string_literal(word) if word[0] in "\"'" and word[-1] == word[0] and len(word) > 1 else word
    )
