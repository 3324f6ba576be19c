"""Documents that add up, made without a database, and what their PDFs say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader

from invoicing.document_values import (
    DocumentLine,
    DocumentTax,
    InvoiceDocument,
    Parties,
    Recipient,
    Seller,
    ServedPlace,
)
from pricing.rating import replay

JANUARY = (date(2026, 1, 1), date(2026, 2, 1))
SELLER = Seller(
    "Sunstone Energy & Utilities", ("1 Meter Lane", "Springfield"), "GB 123", "IBAN GB33 1234", "0800 123"
)
RECIPIENT = Recipient("Ada Hill", "12 Hollow Lane", "Leeds LS1 2AB", "C00042", "A-204-118", "en")
PLACE = ServedPlace(1, "10 0000 0001", "House 3", "3 Mill Lane", "Leeds LS1 4AP", "Europe/London", "Home")


def line(position, label, unit, trace, *, bucket="", kind="CHARGE", days=JANUARY, counted_unit=None):
    """A line whose quantity and amount follow from its trace."""
    trace = {**trace, "r": [2, "half_up"]}
    priced = replay(trace)
    return DocumentLine(
        position=position,
        subscription_id=1,
        from_date=days[0],
        to_date=days[1],
        kind=kind,
        charge_code=label.upper(),
        label=label,
        bucket=bucket,
        quantity=priced.quantity,
        unit=unit,
        unit_price=Decimal(trace["p"]),
        amount=priced.amount,
        trace=trace,
        counted_unit=counted_unit or unit,
    )


def energy(position, tier, bottom, top, price, **facts):
    """A tier of 420.5 kWh."""
    trace = {"rule": "tier", "of": "total", "m": "ELECTRICITY_IMPORT", "q": "420.5", "n": 1488, **facts}
    return line(position, "Electricity", "kWh", {**trace, "t": [tier, bottom, top], "p": price})


def bucket(position, name, quantity, price, **facts):
    """The usage of a bucket."""
    trace = {"rule": "per_unit", "of": "bucket_total", "m": "ELECTRICITY_IMPORT", "n": 744, **facts}
    return line(position, "Energy", "kWh", {**trace, "b": name, "q": quantity, "p": price}, bucket=name)


STANDING = line(1, "Standing charge", "day", {"rule": "per_unit", "of": "days", "q": "31", "p": "0.45"})
DISCOUNT = line(4, "Discount", "discount", {"rule": "discount", "p": "5", "u": "112.36"}, kind="DISCOUNT")


def invoice_document(lines=None, *, language="en", recipient=RECIPIENT, places=(PLACE,), **changes):
    """13.95 + 75.00 + 37.36 - 5.62 = 120.69; 20 % VAT is 24.14: 144.83, unless other lines are given."""
    if lines is None:
        lines = (STANDING, energy(2, 1, "0", "300", "0.25"), energy(3, 2, "300", None, "0.31"), DISCOUNT)
    net = sum((one.amount for one in lines), Decimal(0))
    tax = (net / 5).quantize(Decimal("0.01"))
    document = InvoiceDocument(
        number="INV-2026-000123",
        issue_date=date(2026, 2, 3),
        due_date=date(2026, 2, 17),
        from_date=JANUARY[0],
        to_date=JANUARY[1],
        currency="GBP",
        net=net,
        tax=tax,
        total=net + tax,
        parties=Parties(SELLER, replace(recipient, language=language), places),
        lines=tuple(lines),
        taxes=(DocumentTax("VAT", Decimal("20.000000"), net, tax),),
    )
    return replace(document, **changes)


def pages_of(pdf):
    """The text of each page, with plain spaces."""
    return [
        page.extract_text().replace("\N{NO-BREAK SPACE}", " ").replace("\N{THIN SPACE}", " ")
        for page in PdfReader(BytesIO(pdf)).pages
    ]


def text_of(pdf):
    """The text of all pages."""
    return "\n".join(pages_of(pdf))
