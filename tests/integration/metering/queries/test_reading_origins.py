"""From a day's readings to the rows they came in, or to who made them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from metering.models.kept_sources import open_source
from metering.queries.channels import load_channels
from metering.queries.day_deliveries import load_day_detail
from metering.queries.reading_origins import load_delivery_origins
from metering.use_cases.correct_readings import correct_readings
from metering.use_cases.estimate_missing_readings import estimate_missing_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.submissions import body, half_hourly, series, submitted
from tests.factories.uploads import channel_at, csv_of, half_hours, stored
from tests.integration.metering.meter_files import long_csv, nem12
from tests.integration.metering.use_cases.deliveries import FIRST, NOW, channel, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
SECOND = FIRST + timedelta(days=1)
LATER = NOW + timedelta(days=1)


def origins(channel, day, as_of=None):
    facts = load_channels([channel.pk])[channel.pk]
    return load_delivery_origins(facts, load_day_detail(facts, day, as_of))


def rows(origin):
    return sorted({each.row for each in origin.found.readings})


def test_a_local_day_is_found_in_the_rows_of_two_market_days():
    """Perth is two hours behind the market."""
    perth = channel(zone_name="Australia/Perth")
    take(nem12({FIRST: "0.5", SECOND: "0.75"}))
    (origin,) = origins(perth, FIRST)
    assert (origin.trace, origin.trouble, origin.person) == ("FOUND", "", "system")
    assert rows(origin) == [3, 4]
    values = [each.value for each in origin.found.readings]
    assert values == ["0.5"] * 44 + ["0.75"] * 4


def test_each_interval_is_found_in_the_file_that_counts():
    brisbane = channel()
    take(nem12({FIRST: "0.5"}))
    step = long_csv([f"4001000001,E1,2026-03-01T00:{n}+10:00,0.7,kWh" for n in ("00", "30")])
    take(step, source_name="later.csv", received_at=LATER)
    first, later = origins(brisbane, FIRST)
    assert (len(first.found.readings), rows(first)) == (46, [3])
    assert [(each.row, each.value) for each in later.found.readings] == [(2, "0.7"), (3, "0.7")]


def test_as_of_a_bill_what_came_later_is_left_out_and_what_was_taken_back_later_counts():
    brisbane = channel()
    batch = take(nem12({FIRST: "0.5"})).batch
    take(nem12({FIRST: "0.7"}), received_at=LATER)
    withdraw_reading_batch(batch=batch, withdrawn_at=LATER, reason="wrong meter", actor=None)
    (as_billed,) = origins(brisbane, FIRST, as_of=NOW + timedelta(hours=1))
    assert {each.value for each in as_billed.found.readings} == {"0.5"}
    assert as_billed.delivery.withdrawn_at is not None
    withdrawn, counting = origins(brisbane, FIRST)
    assert (withdrawn.delivery.counting, withdrawn.found.readings) == (0, ())
    assert {each.value for each in counting.found.readings} == {"0.7"}


def test_says_when_the_file_is_gone(upload_dir):
    brisbane = channel()
    take(nem12({FIRST: "0.5"}))
    for path in (upload_dir / "sources").rglob("*.gz"):
        path.unlink()
    (origin,) = origins(brisbane, FIRST)
    assert (origin.trace, rows(origin)) == ("NOT_KEPT", [])
    assert "no longer kept" in origin.trouble


def test_says_when_the_file_is_not_what_it_was(upload_dir):
    brisbane = channel()
    take(nem12({FIRST: "0.5"}))
    for path in (upload_dir / "sources").rglob("*.gz"):
        path.write_bytes(b"\x1f\x8b rubbish")
    (origin,) = origins(brisbane, FIRST)
    assert (origin.trace, rows(origin)) == ("UNREADABLE", [])


def test_how_a_csv_was_read_is_kept_with_it():
    point = channel_at(zone_name="Europe/Berlin")
    upload = stored(
        b"start;value\n01.03.2026 00:00;0,5\n01.03.2026 00:30;0,25\n",
        zone_name="Europe/Berlin",
        date_format="%d.%m.%Y %H:%M",
        decimal_comma=True,
        service_point="4001000001",
        channel="E1",
    )
    assert upload.state == "COMMITTED", upload.trouble
    (origin,) = origins(point, FIRST)
    assert [(each.row, each.value) for each in origin.found.readings] == [(2, "0,5"), (3, "0,25")]
    assert (origin.upload, origin.person) == (upload, str(upload.uploaded_by))


def test_a_stored_upload_is_kept_once_and_compressed(upload_dir):
    channel_at()
    content = csv_of(*half_hours(48))
    upload = stored(content)
    assert [path.name for path in upload_dir.rglob("*") if path.is_file()] == [f"{upload.content_hash}.gz"]
    with open_source(upload.content_hash).content() as kept:
        assert kept.read() == content


def test_a_request_is_kept_and_found():
    point = half_hourly()
    submission = submitted(body(series=[series(channel="E2"), series()]), accepts_partial=True)
    (origin,) = origins(point, FIRST)
    assert origin.delivery.batch == submission.batch
    assert [(each.row, each.position, each.value) for each in origin.found.readings] == [
        (2, 1, "0.5"),
        (2, 2, "1.25"),
    ]


def test_a_correction_says_who_and_why():
    brisbane = channel()
    take(nem12({FIRST: ["0.5"] * 48, SECOND: "0.5"}))
    correct_readings(
        channel=brisbane,
        starts_at=datetime(2026, 2, 28, 14, tzinfo=UTC),
        quantities=[700, 800],
        reason="meter was read",
        corrected_at=LATER,
        actor="clerk",
    )
    file, edit = origins(brisbane, FIRST)
    assert (edit.trace, edit.person, file.delivery.counting) == ("MADE_HERE", "clerk", 46)
    (made,) = edit.made
    assert (made.interval_count, made.reason) == (2, "meter was read")


def test_estimates_say_how():
    brisbane = channel()
    take(nem12({date(2026, 3, number): "0.5" for number in range(1, 20) if number != SECOND.day}))
    estimate_missing_readings(
        channel_ids=[brisbane.pk],
        from_date=FIRST,
        to_date=date(2026, 3, 20),
        estimated_at=LATER,
        actor="clerk",
    )
    estimated = next(each for each in origins(brisbane, SECOND) if each.delivery.counting)
    assert (estimated.trace, estimated.person) == ("MADE_HERE", "clerk")
    (made,) = estimated.made
    assert (made.interval_count, made.method) == (48, "LIKE_DAYS")
    assert made.days_used
