"""Stored plan versions as engine terms: the one border between ORM and engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from django.db.models import OuterRef, Q, Subquery

from pricing.models import PlanVersion
from pricing.plan_documents.to_terms import plan_terms
from pricing.rating.plan_terms import PlanTerms

_MOST_KEPT: Final = 2000
# A published version never changes, so its terms are kept for the life of the process. The hash is part of
# the key because another database (a test's, a restored one) may give the same id to another version.
_kept: dict[tuple[int, str], PlanTerms] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class EffectiveVersion:
    """A published version and the days on which it applies: from `from_date` up to, not including, `to_date`.

    `to_date` is None while no later version is published.
    """

    version_id: int
    plan_id: int
    number: int
    from_date: date
    to_date: date | None


def load_plan_terms(version_ids: Collection[int]) -> Mapping[int, PlanTerms]:
    """The terms of each version, drafts too, in one query.

    Raises PlanVersion.DoesNotExist naming the ids that are not there, and InvalidPlanDocument for a draft
    whose document has errors.
    """
    rows = PlanVersion.objects.filter(pk__in=version_ids).values_list(
        "pk", "content_hash", "state", "document"
    )
    terms: dict[int, PlanTerms] = {}
    for pk, content_hash, state, document in rows:
        known = _kept.get((pk, content_hash))
        terms[pk] = plan_terms(document) if known is None else known
        if known is None and state == PlanVersion.State.PUBLISHED:
            _keep((pk, content_hash), terms[pk])
    missing = sorted(set(version_ids) - terms.keys())
    if missing:
        raise PlanVersion.DoesNotExist(f"no plan version has the id {', '.join(map(str, missing))}")
    return terms


def load_versions_effective(
    plan_ids: Collection[int], from_date: date, to_date: date
) -> Mapping[int, tuple[EffectiveVersion, ...]]:
    """For each plan the published versions that apply on a day from `from_date` up to, not including, `to_date`.

    In order of time, in one query; a plan without any has an empty tuple. A version's span ends where the
    next published one begins.
    """
    published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
    later = published.filter(plan=OuterRef("plan"), effective_from__gt=OuterRef("effective_from"))
    spans = (
        published.filter(plan__in=plan_ids)
        .annotate(next_from=Subquery(later.order_by("effective_from").values("effective_from")[:1]))
        .filter(Q(next_from=None) | Q(next_from__gt=from_date), effective_from__lt=to_date)
        .order_by("plan", "effective_from")
        .values_list("pk", "plan", "number", "effective_from", "next_from")
    )
    found: defaultdict[int, list[EffectiveVersion]] = defaultdict(list)
    for row in spans:
        version = EffectiveVersion(*row)
        found[version.plan_id].append(version)
    return {plan_id: tuple(found[plan_id]) for plan_id in plan_ids}


def _keep(key: tuple[int, str], terms: PlanTerms) -> None:
    with _lock:
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = terms
