"""Peaks are taken back from now on, not from before."""

from datetime import timedelta

import pytest

from billing_site.foundation.models import AuditEntry
from pricing.models import SystemPeak
from pricing.use_cases.withdraw_system_peaks import withdraw_system_peaks
from tests.integration.pricing.use_cases.test_record_system_peak import END, RECORDED_AT, START, peaks, record

pytestmark = pytest.mark.django_db
LATER = RECORDED_AT + timedelta(days=1)


def test_a_peak_taken_back_counts_for_earlier_bills_only():
    wrong = record()
    assert withdraw_system_peaks(peak_ids=[wrong.pk], withdrawn_at=LATER, actor="test") == 1
    assert len(peaks(as_of=LATER - timedelta(seconds=1))) == 1
    assert peaks(as_of=LATER) == ()
    assert record(START, END, at=LATER).pk != wrong.pk  # the right one in its place
    assert AuditEntry.objects.filter(action="PEAK_WITHDRAWN").count() == 1


def test_a_second_time_changes_nothing():
    peak = record()
    withdraw_system_peaks(peak_ids=[peak.pk], withdrawn_at=LATER, actor="test")
    assert withdraw_system_peaks(peak_ids=[peak.pk], withdrawn_at=LATER + timedelta(1), actor="test") == 0
    assert SystemPeak.objects.get().withdrawn_at == LATER
