"""Words about a difference come from quantities."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicing.drafting.bill_change import BillChange, ChangeParts, bill_change
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.quantity_directions import Direction
from invoicing.portal.change_words import effects_of, main_reason, part_labels, part_reasons
from tests.unit.invoicing.drafting.test_bill_change import bill as sum_of
from tests.unit.invoicing.drafting.test_bill_change import place, plans
from tests.unit.pricing.rating.builders import METRIC

MORE = {"en": ("used more", "Higher usage"), "de": ("mehr verbraucht", "Höherer Verbrauch")}
LESS = {"en": ("used less", "Lower usage"), "de": ("weniger verbraucht", "Geringerer Verbrauch")}
A_DAY = ("average day", "an einem durchschnittlichen Tag")


@st.composite
def used(draw):
    first = date(2026, draw(st.integers(1, 8)), 1)
    days = draw(st.integers(27, 33))
    span = DaySpan(first, date.fromordinal(first.toordinal() + days))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    hours = chance.integers(0, draw(st.integers(1, 6)), days * 24)
    estimated = np.flatnonzero(chance.random(days * 24) < draw(st.sampled_from([0.0, 0.3])))
    return span, hours, estimated


@given(plans(), used(), used(), st.sampled_from(["en", "de"]))
@settings(max_examples=120, deadline=None)
def test_never_says_less_when_more_was_used_nor_more_when_less(plan, one, two, language):
    before, after = (
        sum_of(place(span, np.resize(hours, clocked(span)), plan, None, estimated[estimated < clocked(span)]))
        for span, hours, estimated in (one, two)
    )
    change = bill_change(before, after)
    then, now = (int(bill.places[1, 1].usage[METRIC].quantities.sum()) for bill in (before, after))
    with translation.override(language):
        more_days = two[0].day_count - one[0].day_count
        said = part_labels(change, more_days)["usage"], part_reasons(change, more_days)["usage"]
    plainly = [text for text in said if not any(words in text for words in A_DAY)]
    if now >= then:
        assert not any(words in text for text in plainly for words in LESS[language])
    if now <= then:
        assert not any(words in text for text in plainly for words in MORE[language])


def clocked(span):
    """How many hours the span has by the clock."""
    return place(span, 0).usage[METRIC].grid.count


def explained(parts, more_days=0, **facts):
    change = BillChange(ChangeParts(**{name: Decimal(amount) for name, amount in parts.items()}), **facts)
    invoice = SimpleNamespace(from_date=date(2026, 3, 1), to_date=date(2026, 4, 1))
    return SimpleNamespace(change=change, day_count=31 - more_days), invoice


def test_says_what_the_season_did_though_more_was_used():
    change = explained(
        {"season": "-100", "usage": "5", "demand": "-9"}, used=Direction.MORE, peaked=Direction.LESS
    )
    assert main_reason(*change) == "your tariff has other prices in this season"
    assert [(one.label, one.amount) for one in effects_of(*change)] == [
        ("Season of your tariff", Decimal(-100)),
        ("Lower peak demand", Decimal(-9)),
        ("Higher usage", Decimal(5)),
    ]


def test_says_more_use_at_a_lower_bill_where_the_tariff_pays_for_it():
    change = explained({"usage": "-5"}, used=Direction.MORE)
    assert [one.label for one in effects_of(*change)] == ["Higher usage"]


@pytest.mark.parametrize(
    ("parts", "facts", "reason"),
    [
        ({"export": "-7"}, {"exported": Direction.MORE}, "you exported more"),
        ({"timing": "-7"}, {}, "more of your usage was at cheaper times"),
        ({"timing": "7"}, {}, "more of your usage was at dearer times"),
        ({"usage": "7"}, {"used": Direction.MIXED}, "your usage was different"),
        ({"usage": "-7"}, {"used": Direction.LESS_A_DAY}, "your usage on the average day was lower"),
        ({"other": "7"}, {}, ""),
        ({"other": "7"}, {"same_places": False}, "it is not for the same places"),
        ({"days": "7"}, {}, ""),
        ({"days": "-7"}, {"more_days": 1}, "it is for more days"),
        ({"tax": "7"}, {}, ""),
        ({"usage": "7", "days": "-7"}, {}, ""),
    ],
)
def test_gives_a_reason_that_is_true(parts, facts, reason):
    assert main_reason(*explained(parts, **facts)) == reason
