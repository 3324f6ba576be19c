"""Groups of services rated; one that fails is tried service by service, so that only the culprit is refused."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.drafting.service_groups import ServiceGroup
from pricing.rating import UnableToRate, rate_accounts
from pricing.rating.tou_calendar import HourWithoutBucket

_ANTICIPATED = (UnableToRate, HourWithoutBucket)
log = logging.getLogger(__name__)


def rate_groups(groups: Iterable[ServiceGroup]) -> tuple[list[RatedService], list[Refusal]]:
    """The lines of every service that can be rated, and a refusal for every one that cannot."""
    rated: list[RatedService] = []
    refusals: list[Refusal] = []
    for group in groups:
        try:
            rated += _rated(group)
            continue
        except _ANTICIPATED:
            log.info("a group of services cannot be rated together")
        except Exception:
            log.exception("a group of services cannot be rated together")
        for alone in group.one_by_one():
            _rate_alone(alone, rated, refusals)
    return rated, refusals


def _rated(group: ServiceGroup) -> list[RatedService]:
    return [
        RatedService(service, account.lines, account.carried)
        for service, account in zip(group.services, rate_accounts(group.rating_batch()), strict=True)
    ]


def _rate_alone(alone: ServiceGroup, rated: list[RatedService], refusals: list[Refusal]) -> None:
    (service,) = alone.services
    try:
        rated += _rated(alone)
        return
    except _ANTICIPATED as error:
        reason = str(error)
    except Exception as error:
        log.exception("a service cannot be rated")
        reason = f"rating failed with {type(error).__name__}: {error}; please report this"
    refusals.append(service.refused(RefusalCode.UNABLE_TO_RATE, f"{service.service_point_code}: {reason}"))
