"""Why a bill differs from another, in words and bars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invoicing.models import Invoice
from invoicing.queries.bill_changes import ExplainedChange


@dataclass(frozen=True, slots=True)
class Effect:
    """One reason: what it is, what it makes, and its bar's width in percent of the largest one's."""

    label: str
    amount: Decimal
    width: str
    css_class: str


def effects_of(explained: ExplainedChange, invoice: Invoice) -> tuple[Effect, ...]:
    """The reasons that make a difference, the largest first."""
    change = explained.change
    days = (invoice.to_date - invoice.from_date).days - explained.day_count
    named = [
        (_("Higher usage") if change.usage > 0 else _("Lower usage"), change.usage),
        (_("Higher prices") if change.price > 0 else _("Lower prices"), change.price),
        (_days_label(days), change.days),
        (_("Estimated readings"), change.estimates),
        (_("Other items"), change.other),
        (_("Tax"), change.tax),
    ]
    told = [(label, amount) for label, amount in named if amount]
    largest = max((abs(amount) for _label, amount in told), default=Decimal(1))
    return tuple(
        Effect(label, amount, f"{abs(amount) / largest * 100:.1f}%", "c1" if amount > 0 else "c3")
        for label, amount in sorted(told, key=lambda one: -abs(one[1]))
    )


def main_reason(explained: ExplainedChange) -> str:
    """What most of the difference comes from, to follow "mostly because"; empty when nothing stands out."""
    change = explained.change
    if not change.total:
        return ""
    more = change.total > 0
    reasons = [
        (change.usage, _("you used more") if more else _("you used less")),
        (change.price, _("the prices have risen") if more else _("the prices have fallen")),
        (change.days, _("it is for more days") if more else _("it is for fewer days")),
        (change.estimates, _("some readings were estimated")),
        (change.other, _("it is not for the same places")),
    ]
    amount, reason = max(reasons, key=lambda one: one[0] if more else -one[0])
    return reason if (amount > 0) == more and amount else ""


def _days_label(days: int) -> str:
    if days == 0:
        return _("Part of the period")
    if days > 0:
        return ngettext("One day more", "%(count)s days more", days) % {"count": days}
    return ngettext("One day fewer", "%(count)s days fewer", -days) % {"count": -days}
