"""Units as people write them; files and the API keep the codes."""

from __future__ import annotations

from typing import Final

_SYMBOLS: Final = {"m3": "m\N{SUPERSCRIPT THREE}", "m2": "m\N{SUPERSCRIPT TWO}"}


def unit_symbol(unit: str) -> str:
    """A unit's code as people write it: its symbol where it has one, such as for m3."""
    return _SYMBOLS.get(unit, unit)
