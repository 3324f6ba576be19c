"""A batch leaves as if it had never come."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import IntervalDay, IntervalPiece, ReadingFinding
from metering.models.period_gate import fix_cut_off
from metering.use_cases import withdraw_reading_batch as module
from metering.use_cases.withdraw_reading_batch import UnableToWithdrawReadingBatch, withdraw_reading_batch
from tests.factories.meter_files import days_from
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory, UtilityFactory
from tests.integration.metering.meter_files import nem12
from tests.integration.metering.use_cases.deliveries import take

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = date(2026, 3, 1)


def channel_of(utility):
    """A channel whose days are not those of the market: every file delivers parts of days."""
    site = SiteFactory(zone_name="Australia/Sydney")
    point = ServicePointFactory(code="4001000001", site=site, utility=utility)
    return ChannelFactory(service_point=point)


@pytest.fixture(autouse=True)
def channel():
    return channel_of(UtilityFactory())


def withdraw(batch, at=NOW + 9 * HOUR, reason="sent by mistake", actor="clerk"):
    return withdraw_reading_batch(batch=batch, withdrawn_at=at, reason=reason, actor=actor)


def what_counts(channel):
    """The channel's stored days by what counts of them, however it came about."""
    return {
        row.date: (bytes(row.samples), row.qualities and bytes(row.qualities))
        for row in IntervalDay.objects.filter(channel=channel)
    }


def files():
    return [
        nem12(days_from(FIRST, 4, "1.000")),
        nem12(days_from(FIRST + timedelta(days=2), 4, "2.000"), quality="S14"),
        nem12(days_from(FIRST + timedelta(days=1), 4, "3.000")),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_any_order_of_withdrawal_leaves_what_the_others_delivered(order, channel):
    batches = [take(file, received_at=NOW + n * HOUR).batch for n, file in enumerate(files())]
    left = [0, 1, 2]
    for number in order:
        withdraw(batches[number])
        left.remove(number)
        assert what_counts(channel) == what_counts(twin_with(left))
    assert what_counts(channel) == {}
    assert not IntervalPiece.objects.filter(channel=channel, withdrawn_at=None).exists()


def twin_with(numbers):
    """A channel of another utility for which only these files were ever imported."""
    utility = UtilityFactory(code=f"WITH {numbers}")
    twin = channel_of(utility)
    for number in numbers:
        take(files()[number], received_at=NOW + number * HOUR, utility=utility)
    return twin


def test_marks_the_batch_and_enters_it_in_the_trail():
    batch = take(files()[0]).batch
    returned = withdraw(batch)
    batch.refresh_from_db()
    assert returned == batch
    assert (batch.state, batch.withdrawn_at, batch.reading_count) == ("WITHDRAWN", NOW + 9 * HOUR, 192)
    entry = AuditEntry.objects.get(action="WITHDRAWN")
    assert (entry.actor_label, entry.subject_id, entry.at) == ("clerk", str(batch.pk), NOW + 9 * HOUR)
    assert entry.details == {"reason": "sent by mistake", "reading_count": 192, "day_count": 5}


def test_a_second_withdrawal_finds_the_first():
    batch = take(files()[0]).batch
    withdraw(batch)
    with pytest.raises(
        UnableToWithdrawReadingBatch, match=r"march.csv\) was withdrawn on 2026-04-01 at 18:00Z"
    ):
        withdraw(batch, at=NOW + 10 * HOUR)
    assert AuditEntry.objects.filter(action="WITHDRAWN").count() == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_wants_a_reason(reason):
    batch = take(files()[0]).batch
    with pytest.raises(UnableToWithdrawReadingBatch, match="say why"):
        withdraw(batch, reason=reason)
    assert IntervalDay.objects.exists()


def test_is_after_the_latest_cut_off():
    batch = take(files()[0]).batch
    cut_off = fix_cut_off(NOW + 20 * HOUR)
    assert withdraw(batch).withdrawn_at == cut_off + timedelta(microseconds=1)


def test_is_never_before_the_receipt():
    batch = take(files()[0]).batch
    assert withdraw(batch, at=NOW - HOUR).withdrawn_at == NOW


def test_validates_the_days_it_touched(monkeypatch, channel):
    batch = take(files()[0]).batch
    asked = []
    monkeypatch.setattr(module, "validate_readings", lambda **options: asked.append(options) or 0)
    withdraw(batch)
    (call,) = asked
    assert [(s.channel_id, s.from_date, s.to_date) for s in call["spans"]] == [
        (channel.pk, FIRST, FIRST + timedelta(days=5))
    ]
    assert call["found_at"] == NOW + 9 * HOUR


def test_findings_on_readings_that_are_gone_are_resolved():
    first = take(files()[0]).batch
    second = take(nem12(days_from(FIRST + timedelta(days=20), 1))).batch
    assert ReadingFinding.objects.filter(state="OPEN").exists()
    withdraw(first)
    withdraw(second)
    assert not ReadingFinding.objects.filter(state="OPEN").exists()


def test_is_undone_as_a_whole_when_validation_breaks(monkeypatch, channel):
    batch = take(files()[0]).batch
    before = what_counts(channel)

    def broken(**_):
        raise RuntimeError("validation broke")

    monkeypatch.setattr(module, "validate_readings", broken)
    with pytest.raises(RuntimeError):
        withdraw(batch)
    batch.refresh_from_db()
    assert (batch.state, what_counts(channel)) == ("STORED", before)


def test_statements_do_not_grow_with_the_days(count_statements):
    short = take(nem12(days_from(date(2025, 6, 1), 2))).batch
    long = take(nem12(days_from(date(2025, 8, 1), 200))).batch
    assert count_statements(withdraw, short) == count_statements(withdraw, long)
