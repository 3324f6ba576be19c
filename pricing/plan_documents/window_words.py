"""A window of a time-of-use calendar in words."""

from __future__ import annotations

from typing import Any, Final

from pricing.plan_documents.changed_values import shown_value
from pricing.plan_documents.key_words import key_word

_KNOWN: Final = frozenset({"bucket", "season", "days", "from", "to"})
_DAY_TYPES: Final = frozenset({"weekday", "weekend", "holiday"})


def window_words(window: dict[str, Any]) -> str:
    """Such as "peak from 16:00 to 21:00 on weekdays in summer"; what is not limited is left out."""
    text = str(window["bucket"]).replace("_", " ")
    if "from" in window or "to" in window:
        text += f" from {window.get('from', '00:00')} to {window.get('to', '24:00')}"
    if "days" in window:
        text += f" on {', '.join(_days(day) for day in window['days'])}"
    if "season" in window:
        text += f" in {window['season'].replace('_', ' ')}"
    for key in sorted(window.keys() - _KNOWN):
        text += f", {key_word(key)} {shown_value(window[key])}"
    return text


def _days(day_type: str) -> str:
    return f"{day_type if day_type in _DAY_TYPES else day_type.capitalize()}s"
