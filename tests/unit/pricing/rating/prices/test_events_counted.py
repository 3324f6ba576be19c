"""The events behind a quantity."""

from decimal import Decimal

import pytest

from pricing.rating.prices import Counted
from pricing.rating.prices.events_counted import events_counted
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.events import event


def test_gives_the_events_that_were_counted():
    events = [event("1"), event("2")]
    assert events_counted(Counted(Decimal(2), detail=lambda: events), "calls") == events


@pytest.mark.parametrize("detail", [None, lambda: (Decimal(1), Decimal(2))])
def test_refuses_a_quantity_that_was_not_counted_from_events(detail):
    with pytest.raises(UnableToRate, match="prices of calls need a charge that counts events"):
        events_counted(Counted(Decimal(2), detail=detail), "prices of calls")
