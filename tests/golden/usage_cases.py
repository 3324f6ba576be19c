"""Usage cases: found, marked and checked by their model."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden import case_files, missing_features
from tests.golden.missing_features import Case, MissingFeature
from tests.golden.usage_documents import DOCUMENT_CHECKS
from tests.golden.usage_prices import check_price
from tests.golden.usage_quantities import CHECKS
from tests.golden.usage_taxes import TAX_CHECKS

_PRICES = frozenset({"per_unit", "graduated", "volume", "package"})
_DOCUMENTED = frozenset(
    {"id", "title", "notes", "flags", "model", "currency", "params", "usage", "adjustments", "period"}
    | {"rounding", "expected", "our_expected", "source"}
)


def check_usage_case(case: Case) -> int:
    """Assert what the case expects, and say how many figures that were.

    Raises MissingFeature where the engine cannot do it yet.
    """
    assert case.keys() <= _DOCUMENTED, f"undocumented: {case.keys() - _DOCUMENTED}"
    model = case["model"]
    if model in _PRICES:
        check_price(case)
    elif check := {**CHECKS, **DOCUMENT_CHECKS, **TAX_CHECKS}.get(model):
        check(case)
    elif model in missing_features.MODELS:
        raise MissingFeature(missing_features.MODELS[model])
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
