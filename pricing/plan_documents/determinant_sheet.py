"""What a charge counts, as a customer would say it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.sheet_words import bucket_words, list_words, month_words, name_words, number_words

_NETTING: Final = {
    "interval": "reading by reading",
    "hour": "hour by hour",
    "day": "day by day",
    "period": "over the whole period",
}
_HUNDRED: Final = Decimal(100)


def counts_words(determinant: dict[str, Any]) -> str:
    """Such as: on the highest 15-minute demand of electricity import, by time of use."""
    text = _COUNTS[determinant["kind"]](determinant)
    if "where" in determinant:
        text += (
            f", only where {list_words(f'{name} is {value}' for name, value in determinant['where'].items())}"
        )
    if "by" in determinant:
        text += f", by {name_words(determinant['by'])}"
    if "calendar" in determinant and determinant["kind"] != "excess_demand":
        text += ", by time of use"
    return text


def counted_unit(determinant: dict[str, Any], document: dict[str, Any]) -> str:
    """The unit of what is counted, as the plan writes it; empty for several metrics."""
    match determinant["kind"]:
        case "period":
            return "period"
        case "days":
            return "day"
        case "contracted":
            return str(determinant["unit"])
        case "several_totals":
            return ""
        case "net_usage":
            metric = determinant["import_metric"]
        case "excess_reactive":
            metric = determinant["reactive_metric"]
        case _:
            metric = determinant["metric"]
    unit: str = document["metrics"][metric]["unit"]
    if determinant["kind"] == "apparent_demand":
        return "kVA" if unit == "kWh" else "VA"
    return _per_hour(unit) if determinant["kind"] in _RATES else unit


def determinant_notes(determinant: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """What else a customer should know of how demand is counted."""
    notes = []
    if determinant.get("sliding"):
        notes.append("The time looked at may begin with any reading.")
    if determinant.get("daily") == "sum_of_days":
        notes.append("The highest demand of every day is added up.")
    if determinant["kind"] == "billed_demand":
        notes += _billed_notes(determinant, counted_unit(determinant, document))
    return notes


def _billed_notes(determinant: dict[str, Any], unit: str) -> list[str]:
    notes = []
    if "current_percents" in determinant:
        notes.append(f"Of the period's own demand count {_by_month(determinant['current_percents'])}.")
    ratchet = determinant.get("ratchet")
    if ratchet is not None:
        share = _by_month(ratchet.get("percents", [ratchet.get("percent")] * 12))
        months = ratchet["months"]
        before = "the month before" if months == 1 else f"the {months} months before"
        notes.append(f"Never less than a share of the highest demand of {before}: {share}.")
    if "minimum" in determinant:
        notes.append(f"Never less than {number_words(determinant['minimum'])} {unit}.")
    if "contract_value" in determinant:
        share = number_words(determinant.get("contract_percent", "100"))
        notes.append(
            f"Never less than {share} % of the contracted {name_words(determinant['contract_value'])}."
        )
    if "power_factor" in determinant:
        target = number_words(determinant["power_factor"]["target"])
        notes.append(f"Raised by the ratio of {target} to the power factor where that is below {target}.")
    return notes


def _by_month(percents: list[str]) -> str:
    """Twelve percentages by month, equal neighbours together."""
    if len({Decimal(text) for text in percents}) == 1:
        return f"{number_words(percents[0])} %"
    runs: list[tuple[int, int, str]] = []
    for month, text in enumerate(percents, start=1):
        if runs and Decimal(runs[-1][2]) == Decimal(text):
            runs[-1] = (runs[-1][0], month, text)
        else:
            runs.append((month, month, text))
    return ", ".join(
        f"{number_words(text)} % in {month_words(first)}"
        + ("" if first == last else f" to {month_words(last)}")
        for first, last, text in runs
    )


def _per_hour(unit: str) -> str:
    return unit.removesuffix("h") if unit.endswith("h") else f"{unit}/h"


def _metric(determinant: dict[str, Any], name: str = "metric") -> str:
    return name_words(determinant[name])


def _demand(determinant: dict[str, Any]) -> str:
    return f"the highest {determinant['window_minutes']}-minute demand of {_metric(determinant)}"


def _net_usage(determinant: dict[str, Any]) -> str:
    bought, sold = _metric(determinant, "import_metric"), _metric(determinant, "export_metric")
    pair = {"import": f"{bought} beyond {sold}", "export": f"{sold} beyond {bought}"}
    what = pair.get(determinant["side"], f"{bought} less {sold}")
    return f"on {what}, set off {_NETTING[determinant['netting']]}"


def _excess_demand(determinant: dict[str, Any]) -> str:
    where = f" in {bucket_words(determinant['bucket'])}" if "bucket" in determinant else ""
    if "contract_value" in determinant:
        return (
            f"on {_demand(determinant)}{where} above the contracted {_metric(determinant, 'contract_value')}"
        )
    return f"on {_demand(determinant)}{where} above that in {bucket_words(determinant['over_bucket'])}"


def _percentile(determinant: dict[str, Any]) -> str:
    rest = number_words(str(_HUNDRED - Decimal(determinant["percent"])))
    return f"on the rate of {_metric(determinant)} that no more than {rest} % of the readings exceed"


def _event_total(determinant: dict[str, Any]) -> str:
    metric = _metric(determinant)
    match determinant["aggregation"]:
        case "count":
            return f"on the number of {metric}"
        case "unique_count":
            return f"on the number of {metric} with a different {name_words(determinant.get('unique_by', 'key'))}"
        case "max":
            return f"on the largest {metric}"
        case "latest":
            return f"on the latest {metric}"
    return f"on all {metric}"


_RATES: Final = frozenset({"peak_demand", "billed_demand", "excess_demand", "coincident_peak", "percentile"})
_COUNTS: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "period": lambda _: "once per billing period",
    "days": lambda _: "per day",
    "contracted": lambda its: f"on the contracted {_metric(its, 'contract_value')}",
    "total": lambda its: f"on all {_metric(its)}",
    "bucket_total": lambda its: f"on {_metric(its)}",
    "net_usage": _net_usage,
    "peak_demand": lambda its: f"on {_demand(its)}",
    "billed_demand": lambda its: f"on the billed demand, from {_demand(its)}",
    "excess_demand": _excess_demand,
    "apparent_demand": lambda its: (
        f"on the highest {its['window_minutes']}-minute apparent demand of {_metric(its)} and {_metric(its, 'reactive_metric')}"
    ),
    "excess_reactive": lambda its: (
        f"on {_metric(its, 'reactive_metric')} beyond {number_words(its['allowed'])} times {_metric(its)}"
    ),
    "coincident_peak": lambda its: (
        f"on {_demand(its)} while the whole system peaked ({_metric(its, 'peaks')})"
    ),
    "percentile": _percentile,
    "event_total": _event_total,
    "time_weighted": lambda its: f"on the average {_metric(its)} over the period",
    "recurring_units": lambda its: f"on {_metric(its)}, from the day each is added",
    "each_event": lambda its: f"on each of the {_metric(its)}",
    "several_totals": lambda its: f"on {list_words(name_words(code) for code in its['metrics'])} together",
}
