"""Terms agreed with a customer in words: what holds, and what the plan says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from invoicing.documents.formats import Formats
from pricing.plan_documents.overriding import AgreedValue

_MOST_DECIMALS: Final = 12
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "with_you": "Agreed with you",
        "with_customer": "Agreed with the customer",
        "value": "{name}: {value} instead of {standard}",
        "rule": "{name}: your own instead of the plan's",
        "rule_of_customer": "{name}: their own instead of the plan's",
        "unit_price": "Price",
        "price": "Price",
        "prices": "Prices",
        "amount": "Amount",
        "percent": "Percentage",
        "up_to": "Limit of the tier",
        "flat_fee": "Flat fee",
        "True": "yes",
        "False": "no",
        "None": "none",
    },
    "de": {
        "with_you": "Mit Ihnen vereinbart",
        "with_customer": "Mit dem Kunden vereinbart",
        "value": "{name}: {value} statt {standard}",
        "rule": "{name}: eine eigene Regel statt der des Tarifs",
        "rule_of_customer": "{name}: eine eigene Regel statt der des Tarifs",
        "unit_price": "Preis",
        "price": "Preis",
        "prices": "Preise",
        "amount": "Betrag",
        "percent": "Prozentsatz",
        "up_to": "Grenze der Stufe",
        "flat_fee": "Pauschale",
        "True": "ja",
        "False": "nein",
        "None": "keine",
    },
}


@dataclass(frozen=True, slots=True)
class AgreedTexts:
    """A title, and a text for each term; none without terms."""

    title: str
    terms: tuple[str, ...]


def agreed_texts(agreed: Sequence[AgreedValue], formats: Formats, *, to_customer: bool) -> AgreedTexts:
    """The agreed values beside the plan's own, in the language of the formats."""
    words = _WORDS.get(formats.language, _WORDS["en"])
    return AgreedTexts(
        words["with_you" if to_customer else "with_customer"],
        tuple(_text(one, formats, words, to_customer) for one in agreed),
    )


def _text(one: AgreedValue, formats: Formats, words: Mapping[str, str], to_customer: bool) -> str:
    key = one.pointer.rsplit("/", 1)[-1]
    name = words.get(key, key.replace("_", " ").capitalize())
    if isinstance(one.value, dict | list) or isinstance(one.standard, dict | list):
        return words["rule" if to_customer else "rule_of_customer"].format(name=name)
    value, standard = (_plain(each, formats, words) for each in (one.value, one.standard))
    return words["value"].format(name=name, value=value, standard=standard)


def _plain(value: Any, formats: Formats, words: Mapping[str, str]) -> str:
    try:
        return formats.plain(Decimal(str(value)), _MOST_DECIMALS)
    except InvalidOperation:  # a yes or no, or an open end
        return words.get(str(value), str(value))
