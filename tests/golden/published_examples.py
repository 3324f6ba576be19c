"""Published examples: found, and compared with what the engine makes of them.

An example has `check`, a list of [formula, published value, decimals] or those with a tolerance. The formula is
how the source came to the value; it is not evaluated: an adapter expresses the example as a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from pricing.money import round_amount
from tests.golden import case_files
from tests.golden.published_bills import BILLS
from tests.golden.published_demand import DEMAND
from tests.golden.published_levies import LEVIES

Example = Mapping[str, Any]

ADAPTERS: Mapping[str, Callable[[Example], list[Decimal]]] = {**BILLS, **DEMAND, **LEVIES}


class NoAdapter(Exception):
    """Nobody has expressed the example as a plan yet."""


def published_examples() -> list[tuple[str, Example]]:
    """(id, example) of every published example, each once."""
    found = [
        (example["id"], example)
        for file in case_files.of_kind("published examples")
        for example in file.content["examples"]
    ]
    return case_files.each_once(found)


def check_published_example(example: Example) -> int:
    """Assert every published value, and say how many there were. Raises NoAdapter."""
    adapter = ADAPTERS.get(example["id"])
    if adapter is None:
        raise NoAdapter(example["id"])
    ours = adapter(example)
    for value, (formula, published, decimals, *tolerance) in zip(ours, example["check"], strict=True):
        difference = abs(round_amount(value, decimals) - Decimal(published))
        said = f"{example['source']} says {formula} = {published}, we say {value}"
        assert difference <= (tolerance[0] if tolerance else 0), said
    return len(ours)


def marks(example: Example) -> list[pytest.MarkDecorator]:
    """The mark of an example without an adapter: a gap that is to be seen."""
    if example["id"] in ADAPTERS:
        return []
    return [pytest.mark.xfail(strict=True, raises=NoAdapter, reason="no adapter")]
