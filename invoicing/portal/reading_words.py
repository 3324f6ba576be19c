"""What is to be said of a reading that a customer sends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from invoicing.documents.formats import Formats
from invoicing.models import Account
from invoicing.queries.period_so_far import PeriodSoFar
from metering.vee.register_checks import RegisterCheck, RegisterVerdict
from pricing.money import round_amount

_MANY: Final = 10  # from here on a tenth more or less says nothing


def doubt_in_words(check: RegisterCheck, unit: str) -> str:
    """What is odd about a reading, for the customer to look again; empty for a plausible one."""
    words = _words(check, unit)
    match check.verdict:
        case RegisterVerdict.HIGH:
            return (
                _("That would be %(quantity)s since %(since)s, %(times)s times your usual %(usual)s.") % words
            )
        case RegisterVerdict.LOW:
            return _("That would be only %(quantity)s since %(since)s. Your usual is %(usual)s.") % words
        case RegisterVerdict.BELOW_PREVIOUS:
            return _("On %(since)s the meter showed more: %(before)s.") % words
        case _:
            return ""


def thanks_in_words(check: RegisterCheck, unit: str) -> str:
    """What is said of a reading that was kept."""
    words = _words(check, unit)
    if check.verdict is RegisterVerdict.FIRST:
        return _("Thank you. This is the first reading we have of this meter.")
    if check.is_odd:
        return _("Thank you. We have kept your reading and will have a look at it.")
    return _("Thank you. That is %(quantity)s since %(since)s.") % words


def effect_in_words(so_far: PeriodSoFar | None, unit: str, account: Account) -> str:
    """What the period comes to by now, for a reading that counts; empty while there is nothing to tell."""
    if so_far is None or so_far.through is None or so_far.cost is None:
        return ""
    formats = Formats((get_language() or "en")[:2], account.currency)
    quantity = sum((one.quantity for one in so_far.used if one.unit == unit), Decimal(0))
    return _("Your next bill so far, up to %(until)s: %(quantity)s, %(cost)s.") % {
        "until": formats.day(so_far.through - timedelta(days=1)),
        "quantity": readable_quantity(quantity, unit, formats),
        "cost": formats.money(so_far.cost),
    }


def readable_quantity(quantity: Decimal, unit: str, formats: Formats) -> str:
    """A quantity with its unit, to about three digits: 1,204 kWh, 12.4 kWh, 2.34 m³."""
    size = abs(quantity)
    decimals = 0 if size >= 100 or not size else 1 if size >= 10 else 2
    return formats.quantity(round_amount(quantity, decimals), unit, decimals)


def _words(check: RegisterCheck, unit: str) -> dict[str, str]:
    formats = Formats((get_language() or "en")[:2], "EUR")

    def quantity(value: Decimal | None) -> str:
        return readable_quantity(value or Decimal(0), unit, formats)

    return {
        "quantity": quantity(check.quantity),
        "usual": quantity(check.usual),
        "times": formats.plain(_rounded(check.times or Decimal(0))),
        "since": formats.day(check.earlier_date) if check.earlier_date else "",
        "before": formats.plain(check.earlier_value or Decimal(0)),
    }


def _rounded(times: Decimal) -> Decimal:
    return times.quantize(Decimal(1)) if times >= _MANY else times
