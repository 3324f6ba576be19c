"""A level that goes on from one period to the next."""

from decimal import Decimal

from pricing.rating.carried import Carried
from pricing.rating.determinants.levels import kept_levels, level_after, level_before, level_key
from pricing.rating.plan_terms import RecurringUnits, TimeWeighted
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import METRIC
from tests.unit.pricing.rating.events import event, event_batch

SEATS = RecurringUnits(METRIC, (("kind", "editor"),))
KEY = f"level:{METRIC}|kind=editor"


def test_shares_a_level_between_charges_that_count_the_same_events():
    assert level_key(SEATS) == level_key(TimeWeighted(METRIC, (("kind", "editor"),))) == KEY
    assert level_key(RecurringUnits(METRIC)) == f"level:{METRIC}"


def test_begins_with_what_the_last_bill_left_and_with_nothing_before_the_first():
    batch = event_batch(None, [], [], carried=[Carried({KEY: {"level": "7"}}), Carried()])
    assert [level_before(SEATS, batch, account) for account in (0, 1)] == [7, 0]
    assert level_after(Decimal(7), [event("1", "2.5"), event("2", -4)]) == Decimal("5.5")


def test_keeps_the_level_of_the_beginning_until_the_periods_last_invoice():
    carried = [Carried({KEY: {"level": "7"}})] * 2
    batch = event_batch(None, [], [], carried=carried, progress=[Progress(is_last=False), Progress()])
    assert kept_levels(SEATS, batch, [Decimal(9), Decimal(9)]) == {KEY: [{"level": "7"}, {"level": "9"}]}
