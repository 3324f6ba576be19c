"""Units as people write them; files and the API keep the codes."""

from __future__ import annotations

from typing import Final

_SYMBOLS: Final = {"m3": "m\N{SUPERSCRIPT THREE}", "m2": "m\N{SUPERSCRIPT TWO}"}


def unit_symbol(unit: str) -> str:
    """A unit's code as people write it: with its symbols where it has any, such as for m3 and m3/h."""
    return "/".join(_SYMBOLS.get(part, part) for part in unit.split("/"))
