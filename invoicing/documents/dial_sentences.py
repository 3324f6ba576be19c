"""What two readings of a dial say, in a sentence of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.documents.formats import Formats
from metering.queries.register_spans import CountedSpan


def dial_sentence(
    span: CountedSpan, formats: Formats, words: Mapping[str, str], *, to_customer: bool = False
) -> str:
    """ "Meter 4711 read 12,345 on 1 October 2026 by you, …: 222 m3 over 33 days", for the customer or of them."""

    def read_by(kind: str) -> str:
        you = f"dial_{kind}_you"
        return words[you] if to_customer and you in words else words[f"dial_{kind}"]

    sentence = words["dial" if span.meter else "dial_no_serial"].format(
        meter=span.meter,
        before=formats.number(span.from_value, span.decimals),
        since=formats.day(span.from_date),
        before_by=read_by(span.from_kind),
        after=formats.number(span.to_value, span.decimals),
        until=formats.day(span.to_date),
        after_by=read_by(span.to_kind),
        quantity=formats.quantity(span.quantity, span.unit),
        days=formats.day_count(span.from_date, span.to_date),
    )
    return f"{sentence}, {words['dial_rolled_over']}" if span.rolled_over else sentence
