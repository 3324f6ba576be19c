"""What the engine cannot do yet: the golden cases that are expected to fail, and why.

The adapters refuse such cases on their own by raising MissingFeature. A case that is listed here and passes
turns red (strict), as does one that is refused and not listed, so the list is always exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Case = dict[str, Any]


class MissingFeature(Exception):
    """The engine has no such feature yet."""


USAGE: tuple[tuple[str, Callable[[Case], bool]], ...] = ()

BILLS: tuple[tuple[str, Callable[[Case], bool]], ...] = ()


def missing_features(case: Case) -> list[str]:
    """The missing features of a usage or bill case; empty when it must pass."""
    table = BILLS if "tariff" in case else USAGE
    return list(dict.fromkeys(feature for feature, concerns in table if concerns(case)))


def marks(case: Case) -> list[pytest.MarkDecorator]:
    """The mark of a case that is expected to fail, if it is."""
    missing = missing_features(case)
    if not missing:
        return []
    reason = f"missing feature: {', '.join(missing)}"
    return [pytest.mark.xfail(strict=True, raises=MissingFeature, reason=reason)]
