"""Who writes to whom: the words around the content of every document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoicing.document_values import Recipient, Seller

_BETWEEN = " · "


def letterhead(seller: Seller, recipient: Recipient | None, labels: Mapping[str, str]) -> dict[str, Any]:
    """Sender, address window and foot, for the template letter.html; a quote has no recipient."""
    tax_number = labels["tax_number"].format(number=seller.tax_number) if seller.tax_number else ""
    address = [recipient.name, recipient.street, recipient.city] if recipient else []
    return {
        "seller": seller,
        "return_address": _BETWEEN.join([seller.name, *seller.address]) if recipient else "",
        "address": [line for line in address if line],
        "foot": [
            _BETWEEN.join([seller.name, *seller.address]),
            _BETWEEN.join(text for text in (seller.contact, tax_number) if text),
        ],
        "labels": labels,
    }
