"""Accounts that could not be billed as rows: where, why, and the page that cures it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from invoicing.models import BillRunException
from invoicing.queries.unbilled_accounts import UnbilledPlace, load_unbilled_places
from invoicing.staff.run_words import period_words

_Code = BillRunException.Code
_BY_PLAN: Final = {_Code.NO_PLAN_VERSION, _Code.CURRENCY, _Code.UNABLE_TO_RATE}


@dataclass(frozen=True, slots=True)
class Cure:
    """A link to where it is put right."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class UnbilledRow:
    """An exception with its period in words, the places it is about, and its cure if there is one."""

    exception: BillRunException
    period: str
    places: tuple[UnbilledPlace, ...]
    cure: Cure | None


def unbilled_rows(exceptions: Sequence[BillRunException]) -> list[UnbilledRow]:
    """The rows in their order; one query. Account and run of each are to be loaded."""
    places = load_unbilled_places(exceptions)
    return [
        UnbilledRow(
            one,
            period_words(one.batch.bill_run.from_date, one.batch.bill_run.to_date),
            places[one.pk],
            _cure(one, places[one.pk]),
        )
        for one in exceptions
    ]


def _cure(one: BillRunException, places: Sequence[UnbilledPlace]) -> Cure | None:
    if one.code == _Code.ALREADY_BILLED:
        query = urlencode({"q": one.account.number})
        return Cure("See its invoices", f"{reverse('invoicing-staff:invoice-list')}?{query}")
    if not places:
        return None
    place = places[0]
    if one.code == _Code.NO_READINGS:
        return Cure("Send its readings", reverse("metering-staff:upload-new"))
    if one.code in {_Code.MISSING_READINGS, _Code.OPEN_FINDING}:
        query = urlencode({"q": place.code})
        return Cure("See its findings", f"{reverse('metering-staff:finding-list')}?{query}")
    if one.code == _Code.PLAN_CHANGE_IN_PERIOD:
        return Cure("Bill up to the change", reverse("invoicing-staff:bill-run-new"))
    if one.code in _BY_PLAN:
        return Cure("See its plan", reverse("pricing-staff:plan", args=[place.plan_code]))
    return None
