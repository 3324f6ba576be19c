"""How an amount came about, in one sentence of the document's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from billing_site.foundation.unit_symbols import unit_symbol
from billing_site.foundation.writing import MINUS
from invoicing.documents.formats import Formats
from invoicing.documents.german_explanation import explain_in_german
from pricing.rating.explanation import explain
from pricing.rating.trace import Trace

_MANY_DIGITS: Final = re.compile(r"(?<![\w.,])\d{4,}(?!\w)")
# Put in at the end: their years are no numbers.
_MOMENT: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_MONTH: Final = "\N{INTERLINEAR ANNOTATION ANCHOR}"
_HYPHEN_AS_MINUS: Final = re.compile(r"(?<![\w-])-(?=\d)")  # not the ones in a date


def explanation(trace: Trace, formats: Formats, unit: str, zone_name: str) -> str:
    """The sentence; `unit` is that of the counted quantity, and a peak is told in local time, an earlier month by its name.

    Raises pricing.rating.trace.UnreadableTrace for a rule that this version does not know.
    """
    moment = month = ""
    if trace.get("by", ("",))[0] == "ratchet":
        *by, earlier = trace["by"]
        month = formats.month_of_year(date.fromisoformat(f"{earlier}-01"))
        trace = {**trace, "by": [*by, _MONTH]}
    if "at" in trace:
        moment = formats.moment(datetime.fromisoformat(trace["at"]), zone_name)
        trace = {**trace, "at": _MOMENT}
    if formats.language == "de":
        sentence = explain_in_german(trace, formats, unit)
    else:
        sentence = _grouped(explain(trace, formats.currency, unit_symbol(unit)))
    sentence = sentence.replace(_MOMENT, moment).replace(_MONTH, month)
    return sentence[:1].upper() + sentence[1:]


def _grouped(sentence: str) -> str:
    """The engine's sentence with its thousands apart and a true minus."""
    sentence = _MANY_DIGITS.sub(lambda found: f"{int(found[0]):,}", sentence)
    return _HYPHEN_AS_MINUS.sub(MINUS, sentence)
