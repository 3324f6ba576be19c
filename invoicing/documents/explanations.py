"""How an amount came about, in one sentence of the document's language."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from invoicing.documents.formats import MINUS, Formats
from invoicing.documents.german_explanation import explain_in_german
from invoicing.documents.labels import unit_symbol
from pricing.rating.explanation import explain
from pricing.rating.trace import Trace

_HYPHEN_AS_MINUS: Final = re.compile(r"(?<![\w-])-(?=\d)")  # not the ones in a date


def explanation(trace: Trace, formats: Formats, unit: str, zone_name: str) -> str:
    """The sentence; `unit` is that of the counted quantity, and a peak is told in local time.

    Raises pricing.rating.trace.UnreadableTrace for a rule that this version does not know.
    """
    if "at" in trace:
        start = datetime.fromisoformat(trace["at"]).astimezone(ZoneInfo(zone_name))
        trace = {**trace, "at": f"{start:%Y-%m-%d %H:%M}"}
    if formats.language == "de":
        sentence = explain_in_german(trace, formats, unit)
    else:
        sentence = _HYPHEN_AS_MINUS.sub(MINUS, explain(trace, formats.currency, unit_symbol(unit)))
    return sentence[:1].upper() + sentence[1:]
