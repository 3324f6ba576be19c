"""One account's months, with their lines or the reason why there are none."""

from decimal import Decimal

from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.refusals import RefusalCode
from invoicing.trials.compared_months import compared_month, lines_of_months
from invoicing.trials.tried_month import tried_month
from tests.unit.invoicing.drafting.builders import MARCH, line, service


def rated(amount):
    return [RatedService(service(1), [line(amount, None)])]


def test_has_the_lines_and_amounts_of_both_sides():
    found = compared_month(1, MARCH, tried_month(rated("10.00"), rated("12.50"), [], {}, []), "EUR")
    assert (found.amounts.old_net, found.amounts.new_net, found.reason) == (
        Decimal("10.00"),
        Decimal("12.50"),
        "",
    )
    (row,) = lines_of_months([found, found])
    assert row.change == Decimal("5.00")


def test_says_why_a_month_could_not_be_rated():
    no = service(1).refused(RefusalCode.NO_READINGS, "DE1: E1 has no reading")
    refused = tried_month(rated("10.00"), [], [no], {}, [])
    assert compared_month(1, MARCH, refused, "EUR").reason == "DE1: E1 has no reading"
    assert compared_month(1, MARCH, tried_month([], [], [], {}, []), "EUR").reason == "not supplied"
    idle = compared_month(1, MARCH, tried_month([], [], [], {}, [1]), "EUR")
    assert (idle.amounts, idle.reason) == (None, "the versions count nothing that both could price here")
    assert lines_of_months([idle]) == []
