"""Whether a term can be agreed with a customer: what the plan's versions say to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from invoicing.drafting.billing_periods import DaySpan
from pricing.models import PlanVersion
from pricing.plan_documents.overriding import AgreedValue, lasting_pointer, override_document
from pricing.queries.plan_terms import load_versions_effective


def load_lasting_pointer(plan_id: int, pointer: str, value: Any, days: DaySpan) -> str:
    """The pointer as it is stored: by code, so that it holds for every published version that applies on the days.

    Raises UnableToOverride when it does not fit one of them, whose number the message names. Two queries.
    """
    effective = load_versions_effective([plan_id], days.from_date, days.to_date)[plan_id]
    documents = PlanVersion.objects.filter(pk__in=[one.version_id for one in effective])
    for document in documents.order_by("effective_from").values_list("document", flat=True):
        override_document(document, [AgreedValue(pointer, value)])
        pointer = lasting_pointer(document, pointer)
    return pointer


def days_from(from_date: date, to_date: date | None) -> DaySpan | None:
    """The days of a term; None for an end that is not after the begin."""
    end = to_date or date.max
    return DaySpan(from_date, end) if end > from_date else None
