"""Plans and their versions, to be looked through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pricing.models import Plan, PlanVersion


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version on its plan's line of time; `is_current` on the day asked for."""

    number: int
    state: str
    effective_from: date
    until: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A plan with its versions, the newest first."""

    code: str
    name: str
    currency: str
    versions: tuple[VersionEntry, ...]

    @property
    def current(self) -> VersionEntry | None:
        """The version in force, if any is."""
        return next((version for version in self.versions if version.is_current), None)

    @property
    def has_draft(self) -> bool:
        """Whether a version is being written."""
        return any(version.state == PlanVersion.State.DRAFT for version in self.versions)


def load_plan_catalogue(on: date, codes: Sequence[str] | None = None) -> list[PlanEntry]:
    """All plans (or those named) by code, and which of their versions apply on the day; two queries."""
    plans = Plan.objects.order_by("code")
    if codes is not None:
        plans = plans.filter(code__in=codes)
    versions: dict[int, list[PlanVersion]] = defaultdict(list)
    rows = PlanVersion.objects.filter(plan__in=plans).defer("document").order_by("effective_from", "number")
    for version in rows:
        versions[version.plan_id].append(version)
    return [PlanEntry(plan.code, plan.name, plan.currency, _entries(versions[plan.pk], on)) for plan in plans]


def _entries(versions: list[PlanVersion], on: date) -> tuple[VersionEntry, ...]:
    published = [version for version in versions if version.state == PlanVersion.State.PUBLISHED]
    ends = {version.pk: later.effective_from for version, later in pairwise(published)}
    return tuple(
        VersionEntry(
            number=version.number,
            state=version.state,
            effective_from=version.effective_from,
            until=ends.get(version.pk),
            is_current=version.state == PlanVersion.State.PUBLISHED
            and version.effective_from <= on < ends.get(version.pk, date.max),
        )
        for version in reversed(versions)
    )
