"""An import that stores nothing."""

from datetime import date, timedelta

import pytest

from metering.models import ReadingBatch, Site
from metering.queries import dry_run as module
from metering.queries.dry_run import dry_run
from metering.usage.reading_quality import ReadingQuality
from tests.factories.metering import UtilityFactory
from tests.factories.readings import store_readings
from tests.factories.uploads import SENT_AT, channel_at, csv_of, half_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """A function that tries the content as a file of North Grid."""

    def run(content, **options):
        path = tmp_path / "march.csv"
        path.write_bytes(content)
        with path.open("rb") as source:
            options = {"utility": UtilityFactory(), "source_name": "march.csv", "at": SENT_AT, **options}
            return dry_run(source=source, **options)

    return run


def test_is_the_same_in_many_portions(run, monkeypatch):
    for point in ("A", "B", "C"):
        channel_at(point)
    content = csv_of(*(row for point in ("A", "B", "C", "D") for row in half_hours(50, point=point)))
    whole = run(content)
    monkeypatch.setattr(module, "_READINGS_AT_ONCE", 1)
    parts = run(content)
    for found in (whole, parts):
        assert (found.reading_count, found.rejections.reading_count, found.day_count) == (150, 50, 6)
        assert [sample.service_point for sample in found.samples] == ["A", "B", "C", "D"]
        assert (found.first_date, found.last_date) == (date(2026, 3, 1), date(2026, 3, 2))
        assert found.refused["D", "E1"].reading_count == 50
    assert not ReadingBatch.objects.exists()


def test_shows_the_first_reading_there_is(run):
    channel_at(zone_name="Australia/Sydney")
    rows = [f"{row},N" for row in half_hours(2)] + [f"{half_hours(1, first='2026-03-01T01:00Z')[0]},E"]
    (sample,) = run(b"service_point,channel,start,value,unit,quality\n" + "\n".join(rows).encode()).samples
    assert sample.starts_at == SENT_AT.replace(month=3, hour=1)
    assert (sample.quality, sample.run_count) == (ReadingQuality.ESTIMATED, 1)
    assert sample.run_ends_at - sample.starts_at == timedelta(minutes=30)
    assert sample.zone_name == "Australia/Sydney"


def test_counts_what_comes_twice_and_is_known(run):
    channel_at()
    rows = [*half_hours(3), *half_hours(1, value="9"), *half_hours(2, point="B"), *half_hours(1, point="B")]
    found = run(csv_of(*rows))
    assert (found.reading_count, found.repeated_count) == (4, 1)


def test_a_day_whose_length_has_changed_refuses_the_file(run):
    point = channel_at(zone_name="Australia/Brisbane")
    store_readings(point, date(2026, 4, 5), date(2026, 4, 6), 5)
    Site.objects.filter(pk=point.service_point.site_id).update(zone_name="Australia/Sydney")
    found = run(csv_of(*half_hours(50, first="2026-04-04T13:00Z")), at=SENT_AT + timedelta(days=9))
    assert found.refusal
    assert found.rejections.errors[0].field == "day"
    assert "was the channel or the time zone of its site changed" in found.rejections.errors[0].message


def test_too_many_problems_are_told_first(run):
    channel_at()
    bad = (f"4001000001,E1,never {number},1,kWh" for number in range(1_100))
    found = run(csv_of(*bad))
    assert found.refusal
    assert found.rejections.errors[0].message == "too many errors: more than 1000 rows cannot be taken"
    assert (len(found.rejections.errors), found.rejections.error_count) == (1000, 1001)


def test_without_a_reading_there_is_nothing_to_store(run):
    found = run(b"service_point,channel,start,value\n")
    assert found.refusal
    assert found.rejections.errors[0].message == "the file holds no readings"
