"""What an API key may see of metering: the only such rule."""

from __future__ import annotations

from django.db.models import QuerySet

from billing_site.foundation.models import ApiKey
from metering.models import ReadingSubmission, ServicePoint, Utility


def utilities_of_key(api_key: ApiKey) -> QuerySet[Utility]:
    """The one utility that the key is bound to, or all."""
    if api_key.utility_id is None:
        return Utility.objects.all()
    return Utility.objects.filter(pk=api_key.utility_id)


def service_points_of_key(api_key: ApiKey) -> QuerySet[ServicePoint]:
    """The service points of the key's utilities."""
    if api_key.utility_id is None:
        return ServicePoint.objects.all()
    return ServicePoint.objects.filter(utility=api_key.utility_id)


def reading_submissions_of_key(api_key: ApiKey) -> QuerySet[ReadingSubmission]:
    """What was sent for the key's utilities, by whichever key."""
    if api_key.utility_id is None:
        return ReadingSubmission.objects.all()
    return ReadingSubmission.objects.filter(utility=api_key.utility_id)
