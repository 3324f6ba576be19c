"""Numbers, names and lists as a tariff sheet writes them."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

_MODES: Final = {"half_up": "half away from zero", "half_even": "half to even"}


def number_words(text: str) -> str:
    """A number of the document as people read it: thousands apart, a true minus."""
    return f"{Decimal(text):,f}".replace("-", "\N{MINUS SIGN}")


def name_words(code: str) -> str:
    """A metric, bucket, contracted value or index by its code: ELECTRICITY_IMPORT is electricity import."""
    return code.replace("_", " ").lower()


def bucket_words(bucket: str) -> str:
    """A bucket, or a property's value, which keeps its capitals."""
    return bucket.replace("_", " ")


def list_words(words: Iterable[str]) -> str:
    """One, two and three."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def mode_words(mode: str) -> str:
    """A rounding mode."""
    return _MODES.get(mode, mode.replace("_", " "))


def month_words(month: int) -> str:
    """The name of a month, January 1."""
    return calendar.month_name[month]


def band_words(bottom: str, top: str | None, unit: str) -> str:
    """A tier from `bottom` to `top` (None: open), such as 0 to 300 kWh."""
    if top is None:
        return f"above {number_words(bottom)} {unit}"
    return f"{number_words(bottom)} to {number_words(top)} {unit}"


def charge_words(codes: Iterable[str] | None, document: dict[str, Any]) -> str:
    """The charges by their labels; all of them where none is named."""
    if not codes:
        return "all charges"
    labels = {charge["code"]: charge["label"] for charge in document["charges"]}
    return list_words(labels[code] for code in codes)
