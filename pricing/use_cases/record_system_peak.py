"""Record that a system peaked."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models.period_gate import enter_as_writer
from pricing.models import SystemPeak


def record_system_peak(
    *, peak: SystemPeak, recorded_at: datetime, actor: AbstractBaseUser | str | None
) -> SystemPeak:
    """Store a peak that is not stored yet; it counts for bills whose cut-off is later.

    Raises IntegrityError when it is recorded already, or ends before it starts.
    """
    with transaction.atomic():
        peak.recorded_at = enter_as_writer(recorded_at)
        peak.save()
        audit.record(
            action="PEAK_RECORDED",
            subject=peak,
            actor=actor,
            at=peak.recorded_at,
            details={"name": peak.name, "starts_at": peak.starts_at, "ends_at": peak.ends_at},
        )
    return peak
