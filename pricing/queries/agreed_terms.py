"""Stored plan versions with values agreed with a customer, as engine terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

from pricing.models import PlanVersion
from pricing.plan_documents.overriding import (
    AgreedValue,
    UnableToOverride,
    agreement_hash,
    override_document,
    standard_value,
)
from pricing.plan_documents.to_terms import plan_terms
from pricing.rating.plan_terms import PlanTerms

_MOST_KEPT: Final = 2000
_lock = Lock()


@dataclass(frozen=True, slots=True)
class AgreedVersion:
    """A plan version and what is agreed in the place of its own values."""

    version_id: int
    agreed: tuple[AgreedValue, ...]

    @property
    def key(self) -> tuple[int, str]:
        """Equal exactly for equal terms."""
        return self.version_id, agreement_hash(self.agreed)


@dataclass(frozen=True, slots=True)
class AgreedTerms:
    """The terms with the agreed values, and the plan's own ones by pointer."""

    terms: PlanTerms
    standards: Mapping[str, Any]

    def with_standards(self, agreed: Collection[AgreedValue]) -> tuple[AgreedValue, ...]:
        """The agreed values beside the plan's own."""
        return tuple(replace(one, standard=self.standards[one.pointer]) for one in agreed)


# As in plan_terms: published versions never change, and another database has other hashes.
_kept: dict[tuple[int, str, str], AgreedTerms] = {}


def load_agreed_terms(
    versions: Collection[AgreedVersion],
) -> Mapping[tuple[int, str], AgreedTerms | UnableToOverride]:
    """By key, the terms of each version, or why they cannot be made. One query.

    Raises PlanVersion.DoesNotExist for an id that is not there.
    """
    rows = {
        pk: row
        for pk, *row in PlanVersion.objects.filter(pk__in={one.version_id for one in versions}).values_list(
            "pk", "content_hash", "state", "document"
        )
    }
    found: dict[tuple[int, str], AgreedTerms | UnableToOverride] = {}
    for one in versions:
        if one.version_id not in rows:
            raise PlanVersion.DoesNotExist(f"no plan version has the id {one.version_id}")
        content_hash, state, document = rows[one.version_id]
        key = (one.version_id, content_hash, one.key[1])
        known = _kept.get(key)
        if known is None:
            try:
                known = _made(document, one.agreed)
            except UnableToOverride as error:
                found[one.key] = error
                continue
            if state == PlanVersion.State.PUBLISHED:
                _keep(key, known)
        found[one.key] = known
    return found


def _made(document: dict[str, Any], agreed: Collection[AgreedValue]) -> AgreedTerms:
    return AgreedTerms(
        plan_terms(override_document(document, tuple(agreed))),
        {one.pointer: standard_value(document, one.pointer) for one in agreed},
    )


def _keep(key: tuple[int, str, str], terms: AgreedTerms) -> None:
    with _lock:
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = terms
