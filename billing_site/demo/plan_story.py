"""A draft of next year's prices, and a trial of it on the year that was billed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import PlanTrial
from invoicing.queries.trial_accounts import AccountFilter
from invoicing.trials.trial_months import months_of
from invoicing.use_cases.start_plan_trial import start_plan_trial
from pricing.models import PlanVersion
from pricing.use_cases.import_plan import import_plan

_PLAN: Final = "AU-ERGON-12D-HOME"
# Dearer evenings pay for cheaper days and nights: some homes gain by it, others lose.
_FACTORS: Final = {"peak": Decimal("1.30"), "shoulder": Decimal("0.85"), "off_peak": Decimal("0.70")}
_CENT_OF_A_CENT: Final = Decimal("0.00001")
_NOTE: Final = "A draft invented for the demo: nobody has published these prices."


def try_next_year(first_month: date, end: date, at: datetime, actor: str) -> None:
    """Start the trial on the months from the first up to, not including, the end, unless there is one already."""
    if PlanTrial.objects.exists():
        return
    published = PlanVersion.objects.select_related("plan").get(plan__code=_PLAN, number=1)
    draft = import_plan(document=_dearer_evenings(published.document, end.year + 1), imported_at=at)
    start_plan_trial(
        versions=[draft],
        months=months_of(DaySpan(first_month, end)),
        accounts=AccountFilter(only_plan_id=published.plan_id),
        started_at=at,
        actor=actor,
    )


def all_tried() -> bool:
    """Whether no trial is being rated."""
    return not PlanTrial.objects.filter(state=PlanTrial.State.OPEN).exists()


def _dearer_evenings(document: dict[str, Any], year: int) -> dict[str, Any]:
    changed = deepcopy(document)
    changed["effective_from"] = f"{year}-01-01"
    changed["source"]["notes"] = [*changed["source"].get("notes", []), _NOTE]
    for charge in changed["charges"]:
        for bucket, price in charge.get("prices", {}).items():
            price["unit_price"] = str(
                (Decimal(price["unit_price"]) * _FACTORS[bucket]).quantize(_CENT_OF_A_CENT)
            )
    return changed
