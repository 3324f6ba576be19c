"""Accounts that a bill run cannot bill, or holds for a clerk to look at."""

from datetime import UTC, date, datetime

import pytest

from invoicing.drafting import group_rating
from invoicing.drafting.bill_checks import HoldCode
from invoicing.drafting.refusals import RefusalCode
from invoicing.models import (
    BillHold,
    BillRunException,
    Invoice,
)
from pricing.rating import rate_accounts
from tests.factories.billing import (
    DRAFTED_AT,
    FEBRUARY,
    JANUARY,
    billed_before,
    drafted_run,
    started_run,
    supplied_account,
    work_through,
)
from tests.factories.pricing import PlanFactory, PlanVersionFactory, plan_document
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


def exceptions():
    return list(BillRunException.objects.order_by("account").values_list("account", "code", "reason"))


def test_one_bad_account_does_not_stop_the_others():
    good = supplied_account()
    gap = supplied_account(holes=[100, 101, 400])
    silent = supplied_account(quantity=None)
    run = drafted_run()
    place = gap.service_point.code
    assert exceptions() == [
        (
            gap.account_id,
            "MISSING_READINGS",
            f"{place}: 3 of 1,488 intervals of E1 have no reading, the first on 2026-01-03 at 02:00",
        ),
        (
            silent.account_id,
            "NO_READINGS",
            f"{silent.service_point.code}: E1 has no reading from 2026-01-01 to 2026-02-01",
        ),
    ]
    assert list(Invoice.objects.values_list("account", flat=True)) == [good.account_id]
    assert list(run.batches.values_list("invoice_count", "exception_count")) == [(1, 2)]


def test_refuses_only_the_account_that_the_engine_breaks_on(monkeypatch):
    subscriptions = [supplied_account(quantity=quantity) for quantity in (250, 666, 100)]

    def broken(batch):
        if (batch.usage["ELECTRICITY_IMPORT"].quantities == 666).any():
            raise ZeroDivisionError("oops")
        return rate_accounts(batch)

    monkeypatch.setattr(group_rating, "rate_accounts", broken)
    drafted_run()
    culprit = subscriptions.pop(1)
    assert exceptions() == [
        (
            culprit.account_id,
            "UNABLE_TO_RATE",
            f"{culprit.service_point.code}: rating failed with ZeroDivisionError: oops; please report this",
        )
    ]
    assert set(Invoice.objects.values_list("account", flat=True)) == {one.account_id for one in subscriptions}


def test_refuses_an_amount_that_no_invoice_can_state_without_losing_the_others():
    supplied_account()
    plan = PlanFactory(code="DEAR")
    document = plan_document(plan)
    document["charges"][0]["price"]["unit_price"] = "999999999999999"
    dear = supplied_account(plan=PlanVersionFactory(plan=plan, document=document).plan)
    drafted_run()
    assert [(account, code) for account, code, _ in exceptions()] == [(dear.account_id, "UNABLE_TO_RATE")]
    assert Invoice.objects.count() == 1


def test_codes_of_refusals_are_those_of_the_table():
    assert {code.value for code in RefusalCode} == set(BillRunException.Code.values)


def holds():
    return list(BillHold.objects.order_by("invoice").values_list("invoice__account", "code", "reason"))


def test_holds_what_is_not_plausible_beside_the_accounts_earlier_bills():
    # 151.57 for 31 days is 4.89 a day. 1,488 kWh: 13.95 + 75.00 + 368.28, and VAT, are 17.70 a day.
    high, usual, first = supplied_account(1000), supplied_account(300), supplied_account(1000)
    billed_before(high.account, usual.account)
    drafted_run()
    assert Invoice.objects.filter(state="DRAFT").count() == 3
    assert holds() == [
        (high.account_id, "HIGH", "3.6 times the usual bill: 17.70 a day, the last 3 bills came to 4.89")
    ]
    hold = BillHold.objects.get()
    assert (hold.held_at, hold.held_by, hold.released_at) == (DRAFTED_AT, "system", None)
    assert not first.account.invoices.get().holds.exists()


def test_codes_of_holds_are_those_of_the_table():
    assert [code.value for code in HoldCode] == BillHold.Code.values


def test_does_not_see_readings_that_come_after_the_cut_off():
    subscription = supplied_account(quantity=None)
    run = started_run()
    channel = subscription.service_point.channels.get()
    store_readings(channel, JANUARY, FEBRUARY, 250, received_at=datetime(2026, 2, 3, tzinfo=UTC))
    work_through(run)
    assert [code for _, code, _ in exceptions()] == ["NO_READINGS"]


def test_does_not_bill_what_another_run_has_billed():
    first, second = supplied_account(), supplied_account(start_date=date(2026, 1, 20))
    drafted_run(to_date=date(2026, 1, 11))
    drafted_run(from_date=date(2026, 1, 10))
    draft = Invoice.objects.get(to_date=date(2026, 1, 11))
    assert exceptions() == [
        (
            first.account_id,
            "ALREADY_BILLED",
            f"{first.service_point.code}: 2026-01-01 to 2026-01-11 is on draft {draft.pk} already",
        )
    ]
    assert Invoice.objects.exclude(pk=draft.pk).get().account == second.account
