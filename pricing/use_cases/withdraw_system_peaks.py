"""Take recorded peaks of a system back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models.period_gate import enter_as_writer
from pricing.models import SystemPeak


def withdraw_system_peaks(
    *, peak_ids: Collection[int], withdrawn_at: datetime, actor: AbstractBaseUser | str | None
) -> int:
    """The peaks count no more for bills from now on; returns how many there were that did.

    Bills made before are still explained by them.
    """
    with transaction.atomic():
        at = enter_as_writer(withdrawn_at)
        peaks = list(
            SystemPeak.objects.select_for_update().filter(pk__in=peak_ids, withdrawn_at=None).order_by("pk")
        )
        for peak in peaks:
            peak.withdrawn_at = max(at, peak.recorded_at)
        SystemPeak.objects.bulk_update(peaks, ["withdrawn_at"])
        audit.record_each(
            action="PEAK_WITHDRAWN",
            subjects=peaks,
            actor=actor,
            at=at,
            details=[{"name": peak.name, "starts_at": peak.starts_at} for peak in peaks],
        )
    return len(peaks)
