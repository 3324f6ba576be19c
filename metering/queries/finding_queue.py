"""Findings as a queue: what stops a bill first, of equal ones the oldest; and how many there are by cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet

from metering.models import ReadingFinding

_State = ReadingFinding.State
_MOST_COUNTED: Final = 20_000
_BY_URGENCY: Final = ("urgency", "found_at", "pk")
_BY_RESOLUTION: Final = ("-resolved_at", "-pk")


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What the queue is narrowed to; an empty text or None leaves it as wide as it is.

    `state`, `severity` and `rule` are codes as they are stored; `service_point` is the beginning of a code.
    """

    state: str = _State.OPEN
    severity: str = ""
    rule: str = ""
    utility_id: int | None = None
    service_point: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """The fields that order the queue, each with an index: open ones by urgency, resolved ones the latest first."""
        return _BY_RESOLUTION if self.state == _State.RESOLVED else _BY_URGENCY

    def findings(self) -> QuerySet[ReadingFinding]:
        """The findings that fit, in no order, with channel, metric, service point, site and utility."""
        return self._narrowed(
            {
                "severity": self.severity,
                "rule": self.rule,
            }
        ).select_related("channel__metric", "channel__service_point__site", "channel__service_point__utility")

    def of_any_cause(self) -> QuerySet[ReadingFinding]:
        """The findings that would fit if any severity and rule did."""
        return self._narrowed({})

    def _narrowed(self, more: dict[str, Any]) -> QuerySet[ReadingFinding]:
        wanted = {
            "channel__service_point__utility": self.utility_id,
            "channel__service_point__code__istartswith": self.service_point,
            **more,
        }
        return ReadingFinding.objects.filter(
            state=self.state, **{lookup: value for lookup, value in wanted.items() if value}
        )


@dataclass(frozen=True, slots=True)
class FindingCause:
    """How many findings have one rule and severity."""

    rule: str
    severity: str
    count: int


def load_finding_causes(chosen: FindingFilter) -> tuple[list[FindingCause], bool]:
    """The causes of the findings, the most urgent first, and whether there are more than were counted.

    20,000 are counted at most, so that the page is as fast on a bad day. One query.
    """
    counted = chosen.of_any_cause().order_by(*chosen.order).values("pk")[:_MOST_COUNTED]
    rows = (
        ReadingFinding.objects.filter(pk__in=counted)
        .values("rule", "severity")
        .annotate(count=Count("pk"), urgency=Min("urgency"))
        .order_by("urgency", "-count", "rule")
    )
    causes = [FindingCause(row["rule"], row["severity"], row["count"]) for row in rows]
    return causes, sum(cause.count for cause in causes) == _MOST_COUNTED


def neighbours_in_queue(
    chosen: FindingFilter, finding: ReadingFinding
) -> tuple[ReadingFinding | None, ReadingFinding | None]:
    """The open findings before and after this one, be it in the queue or gone from it; two queries."""
    if chosen.state != _State.OPEN:
        return None, None
    findings = chosen.findings()
    place = [getattr(finding, field) for field in _BY_URGENCY]
    before = findings.filter(_beyond("lt", place)).order_by(*(f"-{field}" for field in _BY_URGENCY)).first()
    after = findings.filter(_beyond("gt", place)).order_by(*_BY_URGENCY).first()
    return before, after


def _beyond(comparison: str, place: Sequence[Any]) -> Q:
    urgency, found_at, pk = place
    return Q(**{f"urgency__{comparison}": urgency}) | Q(
        Q(**{f"found_at__{comparison}": found_at}) | Q(found_at=found_at, **{f"pk__{comparison}": pk}),
        urgency=urgency,
    )
