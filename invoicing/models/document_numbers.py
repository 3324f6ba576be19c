"""Numbers of invoices and credit notes: without gaps, in the order of their dates."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

INVOICE_SERIES: Final = "INV"
CREDIT_NOTE_SERIES: Final = "CN"
_DIGITS: Final = 6

# One statement makes the row of a new year, locks it and counts it up; no row comes back when the date is
# earlier than the last one, because then nothing is updated.
_TAKE = """
INSERT INTO invoicing_invoicenumbersequence AS sequence (series, year, last_number, last_issue_date)
VALUES (%(series)s, %(year)s, %(count)s, %(issue_date)s)
ON CONFLICT (series, year) DO UPDATE
SET last_number = sequence.last_number + excluded.last_number, last_issue_date = excluded.last_issue_date
WHERE sequence.last_issue_date IS NULL OR sequence.last_issue_date <= excluded.last_issue_date
RETURNING last_number
"""


class IssueDateGoesBack(Exception):
    """The series has given a number to a document of a later date."""


def take_numbers(series: str, issue_date: date, count: int) -> int:
    """Take the next `count` numbers of the series in the year of the date; returns the first of them.

    The sequence stays locked until the transaction ends, so take numbers last; rolled back, they are free again.
    Raises IssueDateGoesBack if a document of the series and year has a later date.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE, {"series": series, "year": issue_date.year, "count": count, "issue_date": issue_date}
        )
        taken = cursor.fetchone()
    if taken is None:
        raise IssueDateGoesBack(
            f"the last {series} document of {issue_date.year} is dated after {issue_date}: take a later issue date"
        )
    return int(taken[0]) - count + 1


def document_number(series: str, year: int, sequence_number: int) -> str:
    """The number as it is printed, such as INV-2026-000123."""
    return f"{series}-{year}-{sequence_number:0{_DIGITS}d}"
