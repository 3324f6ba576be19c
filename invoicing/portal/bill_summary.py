"""A bill in three sentences: how much, why it differs, what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from invoicing.documents.formats import Formats
from invoicing.portal.change_words import main_reason
from invoicing.queries.bill_changes import ExplainedChange


def bill_summary(invoice: Any, change: ExplainedChange | None, today: date) -> tuple[str, str, str]:
    """The sentences for a finalized invoice that has `open_amount` and its credit note."""
    formats = Formats((get_language() or "en")[:2], invoice.currency)
    return _how_much(invoice, formats), _why(invoice, change, formats), _what_to_do(invoice, formats, today)


def _how_much(invoice: Any, formats: Formats) -> str:
    words = {
        "amount": formats.money(abs(invoice.total)),
        "period": formats.span(invoice.from_date, invoice.to_date),
    }
    if invoice.total < 0:
        return _("For %(period)s we owe you %(amount)s.") % words
    return _("This bill is %(amount)s for %(period)s.") % words


def _why(invoice: Any, change: ExplainedChange | None, formats: Formats) -> str:
    if change is None:
        return _("There is no earlier bill to compare it with.")
    difference = change.change.total
    words = {
        "difference": formats.money(abs(difference)),
        "period": formats.span(change.earlier.from_date, change.earlier.to_date),
        "reason": main_reason(change, invoice),
    }
    if not difference:
        return _("That is exactly as much as for %(period)s.") % words
    if difference > 0 and words["reason"]:
        return _("It is %(difference)s more than for %(period)s, mostly because %(reason)s.") % words
    if difference > 0:
        return _("It is %(difference)s more than for %(period)s.") % words
    if words["reason"]:
        return _("It is %(difference)s less than for %(period)s, mostly because %(reason)s.") % words
    return _("It is %(difference)s less than for %(period)s.") % words


def _what_to_do(invoice: Any, formats: Formats, today: date) -> str:
    credit_note = getattr(invoice, "credit_note", None)
    if credit_note is not None:
        return _("You need not do anything: credit note %(number)s has cancelled this bill.") % {
            "number": credit_note.number
        }
    if invoice.total <= 0:
        return _("You need not do anything.")
    if invoice.open_amount <= 0:
        return _("You need not do anything: it is paid.")
    words = {
        "amount": formats.money(invoice.open_amount),
        "due_date": formats.day(invoice.due_date),
    }
    if invoice.due_date >= today:
        return _("Please pay %(amount)s by %(due_date)s.") % words
    return _("%(amount)s was due on %(due_date)s: please pay now, or tell us if you cannot.") % words
