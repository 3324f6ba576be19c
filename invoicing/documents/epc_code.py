"""The text of a GiroCode: a credit transfer in euro that a banking app reads from a picture.

EPC069-12, "Quick Response Code: Guidelines to Enable Data Capture for the Initiation of a SEPA Credit Transfer",
version 002, where the BIC may be left out. It is read as UTF-8, and drawn with error correction level M.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_LONGEST_NAME, _LONGEST_REMITTANCE = 70, 140
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


class UnfitForEpcCode(ValueError):
    """A banking app would refuse the code; the message names what does not fit."""


def epc_payload(*, name: str, iban: str, amount: Decimal, remittance: str) -> str:
    """What the code says: who gets it, in which account, how many euro and for what.

    Raises UnfitForEpcCode. Nothing is cut to fit: banks compare the payee's name with that of the account.
    """
    account = iban_of(iban)
    if account is None:
        raise UnfitForEpcCode(f"{iban!r} is no IBAN")
    if not _LEAST <= amount <= _MOST or amount != amount.quantize(_LEAST):
        raise UnfitForEpcCode(f"{amount} is not from {_LEAST} to {_MOST} in whole cents")
    for what, text, longest in (
        ("name", name, _LONGEST_NAME),
        ("remittance", remittance, _LONGEST_REMITTANCE),
    ):
        if not text.strip() or not text.isprintable() or len(text) > longest:
            raise UnfitForEpcCode(f"the {what} has to be one line of 1 to {longest} characters")
    lines = ["BCD", "002", "1", "SCT", "", name, account, f"EUR{amount:.2f}", "", "", remittance]
    return "\n".join(lines)


def iban_of(text: str) -> str | None:
    """The IBAN without its spaces; None if it is none: letters and digits, and their remainder by 97 is 1."""
    iban = re.sub(r"\s", "", text).upper()
    if not iban.isascii() or not _IBAN.fullmatch(iban):
        return None
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    return iban if int(digits) % 97 == 1 else None


def printed_account(text: str) -> str:
    """An IBAN in groups of four; any other account as it is written."""
    iban = iban_of(text)
    if iban is None:
        return text
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
