"""Addresses of the usage pages that keep what was chosen before, and the links to other choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

_KEPT: Final = ("period", "place", "part", "metric", "show", "day", "year")


@dataclass(frozen=True, slots=True)
class UsageAddresses:
    """What the page's address says, for addresses that say the same but for some changes."""

    asked: QueryDict

    def query(self, **changes: str) -> str:
        """The query string; what is changed to nothing is left out."""
        kept = {key: self.asked.get(key, "") for key in _KEPT} | changes
        return urlencode({key: value for key, value in kept.items() if value})

    def to(self, **changes: str) -> str:
        """The same with a question mark, from any usage page to itself."""
        return f"?{self.query(**changes)}"

    def chips(
        self, codes: Sequence[str], chosen: str, key: str, names: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        """Links to each of several; none where there is no choice."""
        if len(codes) < 2:
            return []
        return [
            {
                "label": names.get(code, code),
                "url": self.to(**{key: code}),
                "is_current": code == chosen,
            }
            for code in codes
        ]
