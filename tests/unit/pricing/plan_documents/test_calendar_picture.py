"""A calendar drawn: what the engine would say of each half-hour."""

import json
from datetime import date
from importlib.resources import files

import pytest

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from pricing.plan_documents.calendar_picture import WIDTH, Stretch, calendar_picture
from pricing.plan_documents.calendar_terms import tou_calendar
from tests.unit.pricing.plan_documents.documents import tou_plan

EXAMPLES = files("pricing.plan_documents").joinpath("examples")


def test_draws_a_peak_in_summer_on_weekdays_only():
    picture = calendar_picture("tou", tou_plan()["calendars"]["tou"])
    assert picture.buckets == ("peak", "off peak")
    assert [day.title for day in picture.days] == ["Monday to Friday", "Saturday to Sunday, holidays"]
    weekday = picture.days[0]
    assert [row.label for row in weekday.months][:6] == ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    assert weekday.months[4].stretches == (Stretch(0, 480, 1),)
    assert weekday.months[5].stretches == (Stretch(0, 320, 1), Stretch(320, 100, 0), Stretch(420, 60, 1))
    assert picture.seasons == ("summer: 1 Jun to 30 Sep",)


def test_says_every_day_when_all_days_are_alike():
    picture = calendar_picture("c", {"buckets": ["all_day"], "windows": [{"bucket": "all_day"}]})
    assert [day.title for day in picture.days] == ["every day"]


def test_leaves_an_hour_without_bucket_blank():
    picture = calendar_picture("c", {"buckets": ["b"], "windows": [{"bucket": "b", "from": "06:00"}]})
    assert picture.days[0].months[0].stretches == (Stretch(0, 120, None), Stretch(120, 360, 0))


@pytest.mark.parametrize(
    "name", sorted(path.name for path in EXAMPLES.iterdir() if path.name.endswith(".json"))
)
def test_is_what_the_engine_prices_by(name):
    document = json.loads(EXAMPLES.joinpath(name).read_text(encoding="utf-8"))
    for code, calendar in document.get("calendars", {}).items():
        picture = calendar_picture(code, calendar)
        # Tuesday, 13 January: an ordinary weekday in the middle of its month.
        grid = IntervalGrid.filling(LocalCalendar("UTC").day(date(2026, 1, 13)), 30)
        numbers = tou_calendar(code, calendar).bucket_numbers(grid, "UTC").tolist()
        weekday = next(day for day in picture.days if "Monday" in day.title or day.title == "every day")
        drawn = [
            stretch.bucket
            for stretch in weekday.months[0].stretches
            for _ in range(stretch.width * 48 // WIDTH)
        ]
        assert drawn == numbers
