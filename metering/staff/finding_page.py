"""What the list of findings and the page of one of them show."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from billing_site.foundation.access import BILLING_STAFF, has_role
from billing_site.foundation.keyset_pages import keyset_page
from metering.models import ReadingFinding
from metering.queries.bills_on_readings import count_bills_on
from metering.queries.channels import load_channels
from metering.queries.deliveries import load_deliveries
from metering.queries.finding_queue import (
    FindingCause,
    FindingFilter,
    load_finding_causes,
    neighbours_in_queue,
)
from metering.staff.finding_forms import AcceptForm
from metering.staff.queue_address import QueueAddress
from metering.staff.readings_around import ReadingPlace, readings_around
from metering.vee.findings import Rule
from metering.vee.rule_texts import rule_text

_TONES: Final = {"INFO": "info", "WARNING": "warn", "STOP": "err"}
_SEVERITIES: Final = {"INFO": "to know", "WARNING": "look at it", "STOP": "stops the bill"}
_DELIVERIES_SHOWN: Final = 12


def severity_badge(severity: str) -> dict[str, str]:
    """Tone and words of its badge."""
    return {"tone": _TONES[severity], "label": _SEVERITIES[severity]}


def queue_page(
    request: HttpRequest,
    address: QueueAddress,
    cursor: str = "",
    form: AcceptForm | None = None,
    chosen: Collection[int] = (),
) -> dict[str, Any]:
    """The context of the list; `form` and `chosen` are what came back with an error."""
    page = keyset_page(address.filter.findings(), address.filter.order, cursor)
    causes, has_more = load_finding_causes(address.filter)
    rows = [
        {
            "finding": finding,
            "title": rule_text(finding.rule).title,
            "severity": severity_badge(finding.severity),
            "url": address.finding_url(finding),
            "is_gap": finding.rule == Rule.GAP,
            "is_chosen": finding.pk in chosen,
        }
        for finding in page.rows
    ]
    return {
        "form": address.form,
        "accept_form": form or AcceptForm(),
        "rows": rows,
        "causes": [
            {
                "label": f"{rule_text(cause.rule).title} · {_SEVERITIES[cause.severity]}",
                "count": cause.count,
                "url": address.list_url(rule=cause.rule, severity=cause.severity),
                "is_chosen": _is_chosen(cause, address.filter),
            }
            for cause in causes
        ],
        "all_url": address.list_url(rule="", severity=""),
        "all_chosen": not (address.filter.rule or address.filter.severity),
        "all_count": sum(cause.count for cause in causes),
        "has_more": has_more,
        "is_filtered": bool(address.query),
        "is_open": address.filter.state == ReadingFinding.State.OPEN,
        "queue": address.query,
        "page_cursor": cursor,
        "newer_url": address.list_url(page=page.newer) if page.newer else "",
        "older_url": address.list_url(page=page.older) if page.older else "",
        "may_act": has_role(request.user, *BILLING_STAFF),
    }


def finding_page(
    finding: ReadingFinding,
    address: QueueAddress,
    user: AbstractBaseUser | AnonymousUser,
    form: AcceptForm | None = None,
) -> dict[str, Any]:
    """The context of one finding's page; `form` is one that came back with an error."""
    place = place_of(finding)
    text = rule_text(finding.rule)
    before, after = neighbours_in_queue(address.filter, finding)
    chart, summary = readings_around(place)
    deliveries = load_deliveries(
        channel_ids=[finding.channel_id],
        from_date=place.first_date,
        to_date=place.to_date,
        as_of=timezone.now(),
    )
    is_open = finding.state == ReadingFinding.State.OPEN
    return {
        "finding": finding,
        "place": place,
        "point": finding.channel.service_point,
        "text": text,
        "severity": severity_badge(finding.severity),
        "chart": chart,
        "summary": summary,
        "deliveries": deliveries[-_DELIVERIES_SHOWN:],
        "deliveries_left_out": max(len(deliveries) - _DELIVERIES_SHOWN, 0),
        "bill_count": count_bills_on([place.days]),
        "form": form or AcceptForm(),
        "is_open": is_open,
        "may_act": is_open and has_role(user, *BILLING_STAFF),
        "likely": text.likely.value,
        "is_gap": finding.rule == Rule.GAP,
        "correct_url": place.correct_url(finding=str(finding.pk), queue=address.query),
        "day_url": place.day_url(),
        "queue": address.query,
        "list_url": address.list_url(),
        "before_url": address.finding_url(before) if before else "",
        "after_url": address.finding_url(after) if after else "",
    }


def _is_chosen(cause: FindingCause, chosen: FindingFilter) -> bool:
    """Whether the filter asks for findings of this cause, and not for those of all."""
    if not (chosen.rule or chosen.severity):
        return False
    return chosen.rule in ("", cause.rule) and chosen.severity in ("", cause.severity)


def place_of(finding: ReadingFinding) -> ReadingPlace:
    """Where the finding is; one query."""
    facts = load_channels([finding.channel_id])[finding.channel_id]
    return ReadingPlace.of(facts, finding.starts_at, finding.interval_count)


def places_of(findings: Collection[ReadingFinding]) -> dict[int, tuple[date, date]]:
    """By id, the first local day of each finding and the one after its last; one query."""
    channels = load_channels({finding.channel_id for finding in findings})
    places = {
        finding.pk: ReadingPlace.of(channels[finding.channel_id], finding.starts_at, finding.interval_count)
        for finding in findings
    }
    return {pk: (place.first_date, place.to_date) for pk, place in places.items()}


def next_in_queue(finding: ReadingFinding, address: QueueAddress) -> str:
    """Where a clerk goes who is done with the finding: the next one, else the one before, else the list."""
    before, after = neighbours_in_queue(address.filter, finding)
    following = after or before
    return address.finding_url(following) if following else address.list_url()
