"""Buckets, windows, seasons and holidays."""

import pytest

from tests.unit.pricing.plan_documents.documents import errors, tou_plan, warnings


def with_calendar(**changes):
    plan = tou_plan()
    plan["calendars"]["tou"] |= changes
    return plan


def test_refuses_windows_to_unknown_buckets_and_seasons():
    plan = with_calendar(
        windows=[{"bucket": "peek"}, {"bucket": "peak", "season": "winter"}, {"bucket": "off_peak"}],
        seasons={},
    )
    assert errors(plan) == [
        '$.calendars.tou.windows[0].bucket: there is no bucket "peek" (use one of peak, off_peak)',
        '$.calendars.tou.windows[1].season: there is no season "winter" (add it under "seasons")',
    ]


def test_refuses_a_bucket_listed_twice():
    plan = with_calendar(buckets=["peak", "off_peak", "peak"])
    assert errors(plan) == ['$.calendars.tou.buckets[2]: bucket "peak" is listed twice (remove one of them)']


def test_warns_of_buckets_and_seasons_without_windows():
    plan = with_calendar(windows=[{"bucket": "off_peak"}])
    assert errors(plan) == []
    assert warnings(plan) == [
        '$.calendars.tou.buckets[0]: no window leads to bucket "peak" (add a window or remove the bucket)',
        '$.calendars.tou.seasons.summer: no window is for season "summer" (use it or remove it)',
    ]


@pytest.mark.parametrize("times", [{"from": "08:00", "to": "08:00"}, {"from": "24:00"}])
def test_refuses_a_window_without_time(times):
    plan = with_calendar(windows=[{"bucket": "peak", "season": "summer", **times}, {"bucket": "off_peak"}])
    assert errors(plan)[0].startswith("$.calendars.tou.windows[0]: the window holds no time at all")


def test_refuses_days_that_do_not_exist():
    plan = with_calendar(seasons={"summer": [["02-30", "09-31"]]}, holidays={"dates": ["2026-04-31"]})
    assert [error.split(" (")[0] for error in errors(plan)] == [
        "$.calendars.tou.seasons.summer[0][0]: 02-30 is not in the calendar",
        "$.calendars.tou.seasons.summer[0][1]: 09-31 is not in the calendar",
        "$.calendars.tou.holidays.dates[0]: 2026-04-31 is not in the calendar",
    ]


def test_takes_the_leap_day_as_the_end_of_a_season():
    assert errors(with_calendar(seasons={"summer": [["12-01", "02-29"]]})) == []


@pytest.mark.parametrize(
    ("holidays", "message"),
    [
        ({"country": "XX"}, '$.calendars.tou.holidays.country: no holidays are known for "XX"'),
        (
            {"country": "US", "subdivision": "ZZ"},
            '$.calendars.tou.holidays.subdivision: US has no state or region "ZZ"',
        ),
        ({"names": ["Easter"]}, "$.calendars.tou.holidays.names: it needs a country"),
        (
            {"country": "US", "names": ["Boxing Day"]},
            '$.calendars.tou.holidays.names[0]: no holiday is called "Boxing Day"',
        ),
    ],
)
def test_refuses_unknown_holidays(holidays, message):
    assert errors(with_calendar(holidays=holidays))[0].startswith(message)


def test_warns_of_a_holiday_name_that_is_part_of_another():
    plan = with_calendar(holidays={"country": "US", "names": ["Independence Day"]})
    assert warnings(plan)[0].startswith(
        '$.calendars.tou.holidays.names[0]: "Independence Day" is also part of Juneteenth National Independence Day'
    )


def test_refuses_holiday_windows_without_holidays():
    plan = with_calendar(
        windows=[{"bucket": "peak", "days": ["holiday"]}, {"bucket": "off_peak"}], seasons={}
    )
    del plan["calendars"]["tou"]["holidays"]
    assert errors(plan)[0].startswith(
        "$.calendars.tou.windows[0].days: the calendar does not say which days are holidays"
    )


def test_warns_of_a_list_of_holidays_that_ends_within_a_year():
    plan = tou_plan()
    plan["calendars"]["tou"]["holidays"] = {"dates": ["2026-07-04", "2026-12-25"]}
    plan["calendars"]["tou"]["windows"].insert(1, {"bucket": "off_peak", "days": ["holiday"]})
    assert warnings(plan) == [
        (
            "$.calendars.tou.holidays.dates: the listed holidays end on 2026-12-25; later ones count as ordinary days"
            " (list those of the coming years too)"
        )
    ]
    plan["calendars"]["tou"]["holidays"]["dates"].append("2027-01-01")
    assert warnings(plan) == []
