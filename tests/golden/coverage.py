"""How much of the golden cases the engine can do: `python -m tests.golden.coverage`.

Runs every case and prints one row per model of usage case and per feature of bill case, then what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.golden.bill_cases import bill_cases, check_bill_case
from tests.golden.missing_features import MissingFeature, missing_features
from tests.golden.usage_cases import check_usage_case, usage_cases


@dataclass(frozen=True)
class Outcome:
    """One case: the rows it counts in, what it lacks, and whether it passed."""

    name: str
    rows: tuple[str, ...]
    missing: tuple[str, ...]
    passed: bool
    error: str = ""

    @property
    def failed(self) -> bool:
        """Neither passed nor expected to fail."""
        return not self.passed and not self.missing


def outcome(name: str, rows: Iterable[str], case: dict[str, Any], check: Callable[[], object]) -> Outcome:
    """Run the check of one case."""
    missing = tuple(missing_features(case))
    try:
        check()
    except MissingFeature as error:
        return Outcome(name, tuple(rows), missing, False, f"missing feature: {error}")
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is a row of the table
        return Outcome(name, tuple(rows), (), False, f"{type(error).__name__}: {error}")
    return Outcome(name, tuple(rows), missing, True)


def usage_outcomes() -> list[Outcome]:
    """Every usage case, counted in its model's row."""
    return [
        outcome(name, [case["model"]], case, partial(check_usage_case, case)) for name, case in usage_cases()
    ]


def bill_outcomes() -> list[Outcome]:
    """Every bill case, counted in the row of each of its features."""
    return [
        outcome(name, bill.case["features"], bill.case, partial(check_bill_case, bill))
        for name, bill in bill_cases()
    ]


def table(title: str, outcomes: Sequence[Outcome]) -> str:
    """Rows of passed / total, the cases expected to fail by what they lack, and those that fail."""
    total = Counter(row for each in outcomes for row in each.rows)
    passed = Counter(row for each in outcomes if each.passed for row in each.rows)
    lacking = Counter(feature for each in outcomes if not each.passed for feature in each.missing)
    width = max(map(len, [*total, *lacking, title]), default=0)
    lines = [
        f"{title:{width}}  passed/total",
        *(f"{row:{width}}  {passed[row]}/{total[row]}" for row in sorted(total)),
    ]
    all_passed = sum(each.passed for each in outcomes)
    lines.append(f"{'all':{width}}  {all_passed}/{len(outcomes)}")
    lines += [f"missing: {feature} ({count})" for feature, count in sorted(lacking.items())]
    lines += [f"FAILED {each.name}: {each.error}" for each in outcomes if each.failed]
    return "\n".join(lines)


def main() -> int:
    """Print both tables; 1 when a case fails that is not expected to."""
    outcomes = [usage_outcomes(), bill_outcomes()]
    print(table("usage model", outcomes[0]), table("bill feature", outcomes[1]), sep="\n\n")
    return int(any(each.failed for group in outcomes for each in group))


if __name__ == "__main__":
    raise SystemExit(main())
