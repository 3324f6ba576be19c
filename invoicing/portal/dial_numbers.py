"""What a customer types of a dial, as a number: unambiguous, or asked for again."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metering.queries.register_readings import Dial

_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER: Final = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")


def read_dial_number(text: str, dial: Dial) -> Decimal:
    """The number on the dial; leading zeros and spaces are as good as none, comma and point both decimal marks.

    Raises ValidationError, in words, for what is no number or more than the dial has places for: 12.345 on a
    dial with one decimal may have been meant as twelve thousand.
    """
    found = _NUMBER.fullmatch(_SPACES.sub("", text))
    if found is None:
        raise ValidationError(
            _("Type only the digits that the meter shows, such as %(example)s."),
            params={"example": example_number(dial)},
        )
    whole, decimals = found[1], found[2] or ""
    if len(decimals) > dial.decimals:
        if not dial.decimals:
            raise ValidationError(
                _("Leave out the digits behind the decimal mark, and any point between thousands.")
            )
        raise ValidationError(
            ngettext(
                "Behind the decimal mark this meter has only one digit. Write thousands without a point.",
                "Behind the decimal mark this meter has only %(count)s digits. Write thousands without a point.",
                dial.decimals,
            ),
            params={"count": dial.decimals},
        )
    if len(whole.lstrip("0")) > dial.digits:
        raise ValidationError(
            _("This meter shows only %(count)s digits before the decimal mark."),
            params={"count": dial.digits},
        )
    return Decimal(f"{whole}.{decimals or 0}").quantize(Decimal(1).scaleb(-dial.decimals))


def example_number(dial: Dial) -> str:
    """A number as the dial may show it."""
    whole = ("0" * dial.digits + "12345")[-dial.digits :]
    return f"{whole},{'6' * dial.decimals}" if dial.decimals else whole


def shown_number(value: Decimal, dial: Dial) -> tuple[str, str]:
    """The digits before and behind the decimal mark, as many as the dial has."""
    whole, _mark, decimals = f"{value:.{dial.decimals}f}".partition(".")
    return whole.zfill(dial.digits), decimals
