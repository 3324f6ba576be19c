"""Why a bill differs from another, in words and bars.

What is said of a quantity comes from the quantity: a bill may be less though more was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing_site.foundation.two_way_bars import TwoWayBar, two_way_bars
from invoicing.drafting.bill_change import BillChange
from invoicing.drafting.quantity_directions import Direction
from invoicing.models import Invoice
from invoicing.queries.bill_changes import ExplainedChange


@dataclass(frozen=True, slots=True)
class Effect:
    """One reason: what it is, and what it makes."""

    label: str
    amount: Decimal
    bar: TwoWayBar


def effects_of(explained: ExplainedChange, invoice: Invoice) -> tuple[Effect, ...]:
    """The reasons that make a difference, the largest first."""
    labels = part_labels(explained.change, _more_days(explained, invoice))
    amounts = {name: getattr(explained.change.parts, name) for name in labels}
    told = sorted((name for name in labels if amounts[name]), key=lambda name: -abs(amounts[name]))
    bars = two_way_bars([amounts[name] for name in told])
    return tuple(Effect(labels[name], amounts[name], bar) for name, bar in zip(told, bars, strict=True))


def main_reason(explained: ExplainedChange, invoice: Invoice) -> str:
    """What most of the difference comes from, to follow "mostly because"; empty when nothing stands out."""
    total = explained.change.total
    if not total:
        return ""
    reasons = part_reasons(explained.change, _more_days(explained, invoice))
    amounts = {name: getattr(explained.change.parts, name) for name in reasons}
    largest = max(amounts, key=lambda name: amounts[name] if total > 0 else -amounts[name])
    return reasons[largest] if amounts[largest] * total > 0 else ""


def part_labels(change: BillChange, more_days: int) -> Mapping[str, str]:
    """By the name of a part, what it is called beside its amount."""
    return {
        "days": _days_label(more_days),
        "price": _("Changed prices"),
        "season": _("Season of your tariff"),
        "usage": {
            Direction.MORE: _("Higher usage"),
            Direction.LESS: _("Lower usage"),
            Direction.MORE_A_DAY: _("Higher usage on the average day"),
            Direction.LESS_A_DAY: _("Lower usage on the average day"),
        }.get(change.used, _("Usage")),
        "timing": _("When you used it"),
        "demand": {
            Direction.MORE: _("Higher peak demand"),
            Direction.LESS: _("Lower peak demand"),
        }.get(change.peaked, _("Peak demand")),
        "export": {
            Direction.MORE: _("Credit: you exported more"),
            Direction.LESS: _("Credit: you exported less"),
            Direction.MORE_A_DAY: _("Credit: higher export on the average day"),
            Direction.LESS_A_DAY: _("Credit: lower export on the average day"),
        }.get(change.exported, _("Credit for your export")),
        "estimates": _("Estimated readings"),
        "other": _("Other items"),
        "tax": _("Tax"),
    }


def part_reasons(change: BillChange, more_days: int) -> Mapping[str, str]:
    """By the name of a part, why it makes most of a difference; empty where we cannot tell."""
    days = _("it is for more days") if more_days > 0 else _("it is for fewer days")
    timing = (
        _("more of your usage was at dearer times")
        if change.parts.timing > 0
        else _("more of your usage was at cheaper times")
    )
    return {
        "days": days if more_days else "",
        "price": _("the prices have changed"),
        "season": _("your tariff has other prices in this season"),
        "usage": {
            Direction.MORE: _("you used more"),
            Direction.LESS: _("you used less"),
            Direction.MORE_A_DAY: _("your usage on the average day was higher"),
            Direction.LESS_A_DAY: _("your usage on the average day was lower"),
        }.get(change.used, _("your usage was different")),
        "timing": timing,
        "demand": {
            Direction.MORE: _("your peak demand was higher"),
            Direction.LESS: _("your peak demand was lower"),
        }.get(change.peaked, _("your peak demand was different")),
        "export": {
            Direction.MORE: _("you exported more"),
            Direction.LESS: _("you exported less"),
            Direction.MORE_A_DAY: _("your export on the average day was higher"),
            Direction.LESS_A_DAY: _("your export on the average day was lower"),
        }.get(change.exported, _("your export was different")),
        "estimates": _("some readings were estimated"),
        "other": "" if change.same_places else _("it is not for the same places"),
    }


def _more_days(explained: ExplainedChange, invoice: Invoice) -> int:
    return (invoice.to_date - invoice.from_date).days - explained.day_count


def _days_label(days: int) -> str:
    if days == 0:
        return _("Part of the period")
    if days > 0:
        return ngettext("One day more", "%(count)s days more", days) % {"count": days}
    return ngettext("One day fewer", "%(count)s days fewer", -days) % {"count": -days}
