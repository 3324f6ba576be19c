"""What an invoice says, as frozen values: everything its PDF is made from, and no database behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sends the document; a text that is not known is empty."""

    name: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    bank_account: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The customer and account that the document is for; `language` is that of the account."""

    name: str
    street: str
    city: str
    customer_number: str
    account_number: str
    language: str


@dataclass(frozen=True, slots=True)
class ServedPlace:
    """A service point, where it is, and the plan it was supplied on."""

    subscription_id: int
    service_point: str
    site: str
    street: str
    city: str
    zone_name: str
    plan_name: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody and every place that a document names."""

    seller: Seller
    recipient: Recipient
    places: tuple[ServedPlace, ...]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One printed amount: from `from_date` up to, not including, `to_date`.

    `counted_unit` is that of the counted quantity: kWh where `unit` is a package of them. `trace` is the one
    of pricing.rating.trace. `bucket_label` is what the plan calls the bucket in the language of the document.
    """

    position: int
    subscription_id: int
    from_date: date
    to_date: date
    kind: str
    charge_code: str
    label: str
    bucket: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    trace: Mapping[str, Any]
    counted_unit: str
    bucket_label: str = ""

    @property
    def bucket_text(self) -> str:
        """The bucket as people read it; empty without one."""
        return self.bucket_label or self.bucket.replace("_", " ")

    @property
    def told_trace(self) -> Mapping[str, Any]:
        """The trace for a sentence: with the bucket as people read it."""
        return {**self.trace, "b": self.bucket_text} if "b" in self.trace else self.trace


@dataclass(frozen=True, slots=True)
class DocumentTax:
    """One tax: `percent` of `base`."""

    label: str
    percent: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MonthOfUsage:
    """What was billed for the periods that begin in the month of `first_day`, in the history's unit."""

    first_day: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class UsageHistory:
    """What a place used of one metric, the oldest month first; the last one is the document's.

    `label` is that of the first charge that counts it. Months of which nothing is known are left out.
    """

    subscription_id: int
    label: str
    unit: str
    months: tuple[MonthOfUsage, ...]


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """An invoice as it is printed; a draft has neither number nor dates.

    `usage` is there only if it was asked for.
    """

    number: str | None
    issue_date: date | None
    due_date: date | None
    from_date: date
    to_date: date
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    parties: Parties
    lines: tuple[DocumentLine, ...]
    taxes: tuple[DocumentTax, ...]
    usage: tuple[UsageHistory, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditNoteDocument:
    """A credit note as it is printed: what it takes back of `invoice`. All amounts are the customer's gain.

    The taxes are the invoice's, because an invoice is credited as a whole.
    """

    number: str
    issue_date: date
    reason: str
    net: Decimal
    tax: Decimal
    total: Decimal
    invoice: InvoiceDocument
    lines: tuple[DocumentLine, ...]
