"""Findings in and out of their table, for many channels in one query each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from metering.usage.periods import Period
from metering.vee.findings import Finding

THE_READINGS_HAVE_CHANGED = "the readings have changed"
_BY_GRAVITY = "ARRAY['INFO', 'WARNING', 'STOP']::varchar[]"
_OPENS = (
    f"(NOT f.is_accepted OR array_position({_BY_GRAVITY}, excluded.severity) "
    f"> array_position({_BY_GRAVITY}, f.severity) "
    "OR (excluded.severity = 'STOP' AND excluded.interval_count > f.interval_count))"
)


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where findings are looked for: a span of one channel, whose intervals have this length."""

    channel_id: int
    period: Period
    step_minutes: int


class KnownFinding(NamedTuple):
    """A stored finding that is open or was accepted by a clerk."""

    id: int
    channel_id: int
    rule: str
    starts_at: datetime
    interval_count: int
    is_open: bool


def fetch_known_findings(places: Sequence[FindingPlace]) -> list[KnownFinding]:
    """The findings, open or accepted, that overlap a place or touch its edges."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.id, f.channel_id, f.rule, f.starts_at, f.interval_count, f.state = 'OPEN' "
            "FROM unnest(%s::int8[], %s::timestamptz[], %s::timestamptz[], %s::int4[]) "
            "AS p (channel_id, from_at, to_at, step_minutes) "
            "JOIN metering_readingfinding f ON f.channel_id = p.channel_id "
            "WHERE (f.state = 'OPEN' OR f.is_accepted) AND f.starts_at <= p.to_at "
            "AND f.starts_at + f.interval_count * p.step_minutes * interval '1 minute' >= p.from_at",
            [
                [place.channel_id for place in places],
                [place.period.start for place in places],
                [place.period.end for place in places],
                [place.step_minutes for place in places],
            ],
        )
        return [KnownFinding(*row) for row in cursor.fetchall()]


def upsert_findings(found: Sequence[tuple[int, Finding]], found_at: datetime) -> int:
    """Write the (channel id, finding) pairs as open findings; a channel, rule and start may occur only once.

    One that is there already is brought up to date and keeps its `found_at` while it is open. One that a
    clerk accepted stays accepted and only takes note of having grown, unless it has become graver, or stops
    the bill and has grown: then it is another thing than was accepted. Returns how many are open now.
    """
    if not found:
        return 0
    # Always in one order, so that two deliveries that touch the same findings wait and do not deadlock.
    rows = sorted(found, key=lambda pair: (pair[0], pair[1].rule, pair[1].starts_at))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO metering_readingfinding AS f (channel_id, rule, severity, starts_at, interval_count, "
            "explanation, state, found_at, resolution, is_accepted) "
            "SELECT n.*, 'OPEN', %s, '', false "
            "FROM unnest(%s::int8[], %s::varchar[], %s::varchar[], %s::timestamptz[], %s::int4[], %s::varchar[]) n "
            "ON CONFLICT (channel_id, rule, starts_at) DO UPDATE SET severity = excluded.severity, "
            "interval_count = excluded.interval_count, explanation = excluded.explanation, "
            f"found_at = CASE WHEN f.state = 'OPEN' OR NOT {_OPENS} THEN f.found_at ELSE excluded.found_at END, "
            f"state = CASE WHEN {_OPENS} THEN 'OPEN' ELSE f.state END, "
            f"resolved_at = CASE WHEN {_OPENS} THEN NULL ELSE f.resolved_at END, "
            f"resolution = CASE WHEN {_OPENS} THEN '' ELSE f.resolution END, "
            f"is_accepted = NOT {_OPENS} "
            f"WHERE {_OPENS} OR excluded.interval_count > f.interval_count "
            "RETURNING state = 'OPEN'",
            [found_at, *_columns(rows)],
        )
        return sum(is_open for (is_open,) in cursor.fetchall())


def resolve_findings(finding_ids: Collection[int], resolved_at: datetime, resolution: str) -> int:
    """Mark the open ones among the findings as resolved; returns how many there were."""
    if not finding_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE metering_readingfinding SET state = 'RESOLVED', resolved_at = %s, resolution = %s "
            "WHERE id = ANY(%s) AND state = 'OPEN'",
            [resolved_at, resolution, sorted(finding_ids)],
        )
        return int(cursor.rowcount)


def _columns(rows: Sequence[tuple[int, Finding]]) -> list[list[Any]]:
    return [
        [channel_id for channel_id, _ in rows],
        [str(finding.rule) for _, finding in rows],
        [str(finding.severity) for _, finding in rows],
        [finding.starts_at for _, finding in rows],
        [finding.interval_count for _, finding in rows],
        [finding.explanation for _, finding in rows],
    ]
