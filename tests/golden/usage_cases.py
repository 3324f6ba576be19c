"""Usage cases: found, marked and checked by their model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.golden import case_files
from tests.golden.missing_features import Case
from tests.golden.usage_documents import DOCUMENT_CHECKS
from tests.golden.usage_events import check_dynamic, check_percentage, check_rated_duration
from tests.golden.usage_levels import check_aggregation, check_prorated_graduated, check_time_weighted_sum
from tests.golden.usage_prices import check_price
from tests.golden.usage_quantities import CHECKS
from tests.golden.usage_steps import (
    check_block_tiers,
    check_free_units,
    check_stairstep,
    check_unit_conversion,
    check_windowed,
)
from tests.golden.usage_taxes import TAX_CHECKS

_PRICES: dict[str, Callable[[Case], None]] = {
    **dict.fromkeys(["per_unit", "graduated", "graduated_percentage", "volume", "package"], check_price),
    "percentage": check_percentage,
    "dynamic": check_dynamic,
    "rated_duration": check_rated_duration,
    "block_tiers": check_block_tiers,
    "stairstep": check_stairstep,
    "windowed": check_windowed,
    "unit_conversion": check_unit_conversion,
    "free_units": check_free_units,
    "aggregation": check_aggregation,
    "time_weighted_sum": check_time_weighted_sum,
    "prorated_graduated": check_prorated_graduated,
}
_DOCUMENTED = frozenset(
    {"id", "title", "notes", "flags", "model", "currency", "params", "usage", "adjustments", "period"}
    | {"rounding", "expected", "our_expected", "source"}
)


def check_usage_case(case: Case) -> int:
    """Assert what the case expects, and say how many figures that were."""
    assert case.keys() <= _DOCUMENTED, f"undocumented: {case.keys() - _DOCUMENTED}"
    model = case["model"]
    if model in _PRICES:
        _PRICES[model](case)
    elif check := {**CHECKS, **DOCUMENT_CHECKS, **TAX_CHECKS}.get(model):
        check(case)
    else:
        pytest.fail(f"no adapter for the model {model}")
    return len(case.get("our_expected") or case["expected"])


def usage_cases() -> list[tuple[str, Case]]:
    """(id, case) of every usage case, each once."""
    found: list[tuple[str, Any]] = []
    for file in case_files.of_kind("usage cases"):
        model = file.content["model"]
        for case in file.content["cases"]:
            found.append((f"{model}-{case['id']}", {"model": model, **case}))
    return case_files.each_once(found)
