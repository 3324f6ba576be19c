"""Peaks of a system are recorded once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from billing_site.foundation.models import AuditEntry
from metering.models.period_gate import fix_cut_off
from metering.usage.periods import Period
from pricing.models import SystemPeak
from pricing.queries.published_prices import load_system_peaks
from pricing.use_cases.record_system_peak import record_system_peak

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 14, 17, 30, tzinfo=UTC)
END = START + timedelta(minutes=30)
JANUARY = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
RECORDED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)


def record(starts_at=START, ends_at=END, name="TRIADS", at=RECORDED_AT):
    peak = SystemPeak(name=name, starts_at=starts_at, ends_at=ends_at)
    return record_system_peak(peak=peak, recorded_at=at, actor="test")


def peaks(period=JANUARY, as_of=RECORDED_AT):
    return load_system_peaks(["TRIADS"], period, as_of)["TRIADS"]


def test_counts_in_the_period_it_touches_from_when_it_is_known():
    record()
    record(name="OTHERS")
    assert peaks() == (Period(START, END),)
    assert peaks(as_of=RECORDED_AT - timedelta(seconds=1)) == ()
    assert peaks(Period(END, JANUARY.end)) == ()
    entry = AuditEntry.objects.filter(action="PEAK_RECORDED").first()
    assert (entry.actor_label, entry.details["name"]) == ("test", "TRIADS")


def test_is_not_seen_by_a_cut_off_before_it():
    cut_off = fix_cut_off(RECORDED_AT + timedelta(days=1))
    assert record().recorded_at > cut_off


@pytest.mark.parametrize("change", [{}, {"ends_at": START}])
def test_refuses_one_recorded_already_or_without_time(change):
    record()
    with pytest.raises(IntegrityError), transaction.atomic():
        record(**change)
