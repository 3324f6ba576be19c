"""The words printed on documents, in the language of the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from billing_site.foundation.unit_symbols import unit_symbol

FALLBACK_LANGUAGE: Final = "en"

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "invoice": "Invoice",
        "draft_invoice": "Draft invoice",
        "draft": "DRAFT",
        "credit_note": "Credit note",
        "invoice_number": "Invoice number",
        "invoice_date": "Invoice date",
        "credit_note_number": "Credit note number",
        "credit_note_date": "Date",
        "credited_invoice": "For invoice",
        "customer_number": "Customer number",
        "account_number": "Account number",
        "tax_number": "Tax number {number}",
        "days": "{count} days",
        "one_day": "1 day",
        "amount_due": "Amount due",
        "in_your_favour": "In your favour",
        "amount_credited": "Amount credited",
        "pay_by": "Please pay by",
        "nothing_to_pay": "Nothing to pay",
        "due_date": "Due date",
        "no_due_date": "Set when issued",
        "period": "Billing period",
        "service_point": "Service point",
        "a_day": "{quantity} a day",
        "charges": "Charges",
        "quantity": "Quantity",
        "unit_price": "Price per unit",
        "amount": "Amount in {currency}",
        "subtotal": "Subtotal {service_point}",
        "from_to": "{bottom} to {top}",
        "above": "above {bottom}",
        "up_to": "up to {top}",
        "before_tax": "Before tax",
        "percent_of": "{percent} of {base}",
        "total": "Total",
        "payment": "How to pay",
        "pay": "Please pay {amount} by {due_date}. Give the invoice number as your reference:",
        "pay_credit": "You do not have to pay anything. Your account is credited with {amount}.",
        "pay_zero": "You do not have to pay anything for this period.",
        "draft_text": "This is a draft for review. It is not a demand for payment; its amounts may change.",
        "pay_to": "Pay to",
        "pay_ask": "Please ask us where to pay in {currency}.",
        "reference": "Reference",
        "estimated": "Estimated readings",
        "estimated_text": (
            "{estimated} of {intervals} intervals of this invoice are not actual readings: they were estimated"
            " or replaced. The lines concerned say so."
        ),
        "credit_reason": "Reason",
        "credit_text": (
            "This credit note takes back invoice {number} of {issue_date} as a whole. {amount} is credited to"
            " account {account}."
        ),
        "scan": "Scan with your banking app",
        "usage": "Your usage",
        "usage_more": "{percent} more than in {month}",
        "usage_less": "{percent} less than in {month}",
        "usage_same": "The same as in {month}",
        "page": "Page {page} of {pages}",
    },
    "de": {
        "invoice": "Rechnung",
        "draft_invoice": "Rechnungsentwurf",
        "draft": "ENTWURF",
        "credit_note": "Rechnungskorrektur",
        "invoice_number": "Rechnungsnummer",
        "invoice_date": "Rechnungsdatum",
        "credit_note_number": "Belegnummer",
        "credit_note_date": "Datum",
        "credited_invoice": "Zur Rechnung",
        "customer_number": "Kundennummer",
        "account_number": "Vertragskonto",
        "tax_number": "Steuernummer {number}",
        "days": "{count} Tage",
        "one_day": "1 Tag",
        "amount_due": "Zu zahlen",
        "in_your_favour": "Ihr Guthaben",
        "amount_credited": "Wird Ihnen gutgeschrieben",
        "pay_by": "Bitte zahlen Sie bis",
        "nothing_to_pay": "Nichts zu zahlen",
        "due_date": "Fälligkeit",
        "no_due_date": "Mit der Rechnung",
        "period": "Abrechnungszeitraum",
        "service_point": "Lieferstelle",
        "a_day": "{quantity} am Tag",
        "charges": "Leistungen",
        "quantity": "Menge",
        "unit_price": "Preis je Einheit",
        "amount": "Betrag in {currency}",
        "subtotal": "Zwischensumme {service_point}",
        "from_to": "{bottom} bis {top}",
        "above": "über {bottom}",
        "up_to": "bis {top}",
        "before_tax": "Summe netto",
        "percent_of": "{percent} auf {base}",
        "total": "Gesamtbetrag",
        "payment": "So zahlen Sie",
        "pay": (
            "Bitte überweisen Sie {amount} bis zum {due_date} und geben Sie als Verwendungszweck die"
            " Rechnungsnummer an:"
        ),
        "pay_credit": "Sie müssen nichts bezahlen. Ihrem Vertragskonto werden {amount} gutgeschrieben.",
        "pay_zero": "Sie müssen für diesen Zeitraum nichts bezahlen.",
        "draft_text": "Dies ist ein Entwurf zur Prüfung und keine Zahlungsaufforderung; Beträge können sich ändern.",
        "pay_to": "Empfängerkonto",
        "pay_ask": "Bitte fragen Sie uns, wohin Sie in {currency} zahlen können.",
        "reference": "Verwendungszweck",
        "estimated": "Geschätzte Messwerte",
        "estimated_text": (
            "{estimated} von {intervals} Intervallen dieser Rechnung sind keine abgelesenen Werte: Sie wurden"
            " geschätzt oder ersetzt. Bei den betroffenen Positionen ist es angegeben."
        ),
        "credit_reason": "Grund",
        "credit_text": (
            "Mit diesem Beleg nehmen wir die Rechnung {number} vom {issue_date} vollständig zurück. {amount}"
            " werden dem Vertragskonto {account} gutgeschrieben."
        ),
        "scan": "GiroCode: mit der Banking-App scannen",
        "usage": "Ihr Verbrauch",
        "usage_more": "{percent} mehr als im {month}",
        "usage_less": "{percent} weniger als im {month}",
        "usage_same": "Genauso viel wie im {month}",
        "page": "Seite {page} von {pages}",
    },
}

_UNITS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "en": {"day": ("day", "days"), "period": ("period", "periods"), "package": ("package", "packages")},
    "de": {"day": ("Tag", "Tage"), "period": ("Zeitraum", "Zeiträume"), "package": ("Paket", "Pakete")},
}


def labels_in(language: str) -> Mapping[str, str]:
    """The words of the language; English for one that we do not speak."""
    return LABELS.get(language, LABELS[FALLBACK_LANGUAGE])


def unit_in(language: str, unit: str, *, one: bool) -> str:
    """The unit as it is printed after a number: words are translated and counted, codes become symbols."""
    symbol = unit_symbol(unit)
    singular, plural = _UNITS.get(language, _UNITS[FALLBACK_LANGUAGE]).get(unit, (symbol, symbol))
    return singular if one else plural
