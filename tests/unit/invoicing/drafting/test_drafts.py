"""Rated services become drafts."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.drafts import AmountOutOfRange, Claim, draft_accounts, draft_invoice
from invoicing.drafting.refusals import RefusalCode
from pricing.rating.plan_terms import FixedPrice, PerPeriod
from tests.unit.invoicing.drafting.builders import ENERGY, MARCH, line, service, version
from tests.unit.pricing.rating.builders import charge

NETWORK = charge("network", PerPeriod(), FixedPrice(Decimal(5)), group="network")


def test_joins_the_lines_of_all_services_of_an_account():
    first, second = service(1), service(2, account_id=1, version=version(version_id=8))
    draft = draft_invoice(
        [RatedService(first, (line("10.00"), line("2.00"))), RatedService(second, (line("1.00", None),))]
    )
    assert (draft.account_id, draft.currency) == (1, "EUR")
    assert (draft.net, draft.tax, draft.total) == (Decimal("13.00"), Decimal("2.28"), Decimal("15.28"))
    assert [(one.service.subscription_id, one.rated.amount, one.tax_amount) for one in draft.lines] == [
        (1, Decimal("10.00"), Decimal("1.90")),
        (1, Decimal("2.00"), Decimal("0.38")),
        (2, Decimal("1.00"), Decimal(0)),
    ]


def test_claims_every_charge_group_of_every_service_even_one_without_a_line():
    half = DaySpan(date(2026, 3, 10), date(2026, 4, 1))
    first = service(1, version=version(ENERGY, NETWORK))
    second = service(2, account_id=1, span=half)
    draft = draft_invoice([RatedService(first, (line("1.00"),)), RatedService(second, ())])
    assert draft.claims == (Claim(1, "main", MARCH), Claim(1, "network", MARCH), Claim(2, "main", half))


def test_spans_the_days_of_its_services():
    early = service(1, span=DaySpan(date(2026, 3, 5), date(2026, 3, 10)))
    late = service(2, account_id=1, span=DaySpan(date(2026, 3, 20), date(2026, 3, 25)))
    draft = draft_invoice([RatedService(early, ()), RatedService(late, ())])
    assert draft.span == DaySpan(date(2026, 3, 5), date(2026, 3, 25))


@pytest.mark.parametrize(
    "facts",
    [
        {"amount": Decimal(10) ** 14, "exact_amount": Decimal(1)},
        {"exact_amount": -(Decimal(10) ** 14)},
        {"quantity": Decimal(10) ** 18},
        {"unit_price": Decimal(10) ** 12},
    ],
)
def test_refuses_what_an_invoice_cannot_state(facts):
    with pytest.raises(AmountOutOfRange, match="larger than an invoice can state"):
        draft_invoice([RatedService(service(), (line("1.00", None, **facts),))])


def test_takes_the_largest_that_an_invoice_can_state():
    largest = Decimal("99999999999999.99")
    draft = draft_invoice([RatedService(service(), (line("1.00", None, amount=largest),))])
    assert draft.total == largest


class TestAccounts:
    """Drafts of a batch."""

    def test_are_in_the_order_of_the_accounts_whatever_the_groups(self):
        rated = [RatedService(service(number), (line("1.00"),)) for number in (3, 1, 2)]
        rated.append(RatedService(service(4, account_id=2), (line("2.00"),)))
        drafts, refusals = draft_accounts(rated, set())
        assert [(draft.account_id, draft.net) for draft in drafts] == [(1, 1), (2, 3), (3, 1)]
        assert refusals == []

    def test_leave_out_an_account_that_is_refused_with_all_its_services(self):
        rated = [RatedService(service(1), ()), RatedService(service(2, account_id=9), ())]
        rated.append(RatedService(service(3, account_id=9), ()))
        drafts, refusals = draft_accounts(rated, {9})
        assert [draft.account_id for draft in drafts] == [1]
        assert refusals == []

    def test_refuse_one_account_that_is_out_of_range_and_draft_the_others(self):
        rated = [
            RatedService(service(1), (line("1.00", amount=Decimal(10) ** 15),)),
            RatedService(service(2), (line("1.00"),)),
        ]
        drafts, (refusal,) = draft_accounts(rated, set())
        assert [draft.account_id for draft in drafts] == [2]
        assert (refusal.account_id, refusal.code) == (1, RefusalCode.UNABLE_TO_RATE)
