"""The list on a bill run's page that a parameter of its address chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest

from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import BillRun, BillRunException
from invoicing.queries.bill_run_bills import (
    LARGEST,
    RANDOM_SAMPLE,
    RunBill,
    bills_of_run,
    count_first_bills,
    first_bills_of_run,
    held_bills_of_run,
    largest_bills_of_run,
    load_run_bills,
    random_bills_of_run,
)
from invoicing.queries.bill_run_figures import RunFigures
from invoicing.staff.addresses import with_parameters
from invoicing.staff.unbilled_rows import UnbilledRow, unbilled_rows

_IN_ORDER: Final = ("pk",)
_TABS: Final = ("held", "exceptions", "credits", "first", "largest", "random", "all")
_LABELS: Final = {
    "held": "Held",
    "exceptions": "Not billed",
    "credits": "Credits",
    "first": "First bills",
    "largest": "Largest",
    "random": "Random",
    "all": "All",
}
_MOST_CODES: Final = 8


@dataclass(frozen=True, slots=True)
class Chip:
    """A link to a list, with how many are in it."""

    label: str
    count: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RunTab:
    """The list that is shown: bills, or exceptions and the chips of their codes; and the links around it."""

    name: str
    chips: tuple[Chip, ...]
    bills: tuple[RunBill, ...] = ()
    exceptions: tuple[UnbilledRow, ...] = ()
    codes: tuple[Chip, ...] = ()
    newer_url: str = ""
    older_url: str = ""
    again_url: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


def run_tab(request: HttpRequest, run: Any, before: BillRun | None, figures: RunFigures) -> RunTab:
    """The list that `?tab=` names; without it, the first that has something in it."""
    counts = _counts(run, figures)
    name = request.GET.get("tab", "")
    if name not in _TABS:
        name = next((one for one in ("held", "exceptions") if counts[one]), "largest")
    chips = tuple(
        Chip(
            _LABELS[one],
            counts[one],
            with_parameters(request, tab=one, page="", code="", seed="", note=""),
            one == name,
        )
        for one in _TABS
    )
    if name == "exceptions":
        return _exceptions(request, run, chips)
    if name == "random":
        seed = _whole_number(request.GET.get("seed", ""))
        invoices = list(random_bills_of_run(run, seed))
        again = with_parameters(request, tab=name, seed=str(seed + 1))
        return RunTab(name, chips, tuple(load_run_bills(invoices, before)), again_url=again)
    if name == "largest":
        return RunTab(name, chips, tuple(load_run_bills(largest_bills_of_run(run), before)))
    found = {
        "held": held_bills_of_run,
        "first": first_bills_of_run,
        "credits": lambda of: bills_of_run(of).filter(total__lt=0),
        "all": bills_of_run,
    }[name](run)
    page = keyset_page(found, _IN_ORDER, request.GET.get("page", ""))
    return RunTab(
        name,
        chips,
        tuple(load_run_bills(page.rows, before)),
        newer_url=with_parameters(request, tab=name, page=page.newer) if page.newer else "",
        older_url=with_parameters(request, tab=name, page=page.older) if page.older else "",
    )


def _counts(run: Any, figures: RunFigures) -> dict[str, int | None]:
    return {
        "held": run.held,
        "exceptions": run.exceptions,
        "credits": figures.credits,
        "first": count_first_bills(run),
        "largest": min(LARGEST, run.bills),
        "random": min(RANDOM_SAMPLE, run.bills),
        "all": run.bills,
    }


def _exceptions(request: HttpRequest, run: Any, chips: tuple[Chip, ...]) -> RunTab:
    exceptions = BillRunException.objects.filter(batch__bill_run=run)
    counts = exceptions.order_by("code").values_list("code").annotate(count=Count("pk"))[:_MOST_CODES]
    chosen = request.GET.get("code", "")
    labels = dict(BillRunException.Code.choices)
    codes = tuple(
        Chip(
            labels[code],
            count,
            with_parameters(request, tab="exceptions", page="", code="" if code == chosen else code),
            code == chosen,
        )
        for code, count in counts
    )
    if chosen in labels:
        exceptions = exceptions.filter(code=chosen)
    rows = exceptions.select_related("account__customer", "batch__bill_run")
    page = keyset_page(rows, _IN_ORDER, request.GET.get("page", ""))
    return RunTab(
        "exceptions",
        chips,
        exceptions=tuple(unbilled_rows(page.rows)),
        codes=codes,
        newer_url=with_parameters(request, tab="exceptions", page=page.newer) if page.newer else "",
        older_url=with_parameters(request, tab="exceptions", page=page.older) if page.older else "",
    )


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
