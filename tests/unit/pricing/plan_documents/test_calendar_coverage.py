"""Every hour has a bucket, every window applies."""

from tests.unit.pricing.plan_documents.documents import errors, tou_plan, warnings


def plan_with_windows(*windows, **changes):
    plan = tou_plan()
    plan["calendars"]["tou"] |= {"windows": list(windows), **changes}
    return plan


def test_names_the_first_hour_without_a_bucket():
    plan = plan_with_windows(
        {"bucket": "peak", "season": "summer", "days": ["weekday"]},
        {"bucket": "off_peak", "season": "summer", "days": ["sunday", "holiday"]},
        {"bucket": "off_peak", "season": "summer", "days": ["saturday"], "to": "17:00"},
        {"bucket": "off_peak", "season": "winter"},
        seasons={"summer": [["06-01", "09-30"]], "winter": [["10-01", "05-31"]]},
    )
    # Saturday 17:00 to 24:00: seven hours.
    assert errors(plan) == [
        (
            "$.calendars.tou.windows: Saturday 17:00 in season summer has no bucket"
            " (7 hours of the week's day types have none) (add a window for it)"
        )
    ]


def test_sees_days_outside_of_every_season():
    plan = plan_with_windows(
        {"bucket": "peak", "season": "summer"}, {"bucket": "off_peak", "season": "summer"}
    )
    assert errors(plan)[0].startswith(
        "$.calendars.tou.windows: Monday 00:00 outside of every season (01 January) has no bucket"
    )


def test_a_holiday_is_neither_weekday_nor_weekend():
    plan = plan_with_windows(
        {"bucket": "peak", "days": ["weekday"]}, {"bucket": "off_peak", "days": ["weekend"]}, seasons={}
    )
    assert errors(plan)[0].startswith("$.calendars.tou.windows: holiday 00:00 has no bucket (24 hours")
    del plan["calendars"]["tou"]["holidays"]
    assert errors(plan) == []


def test_a_window_may_pass_midnight():
    plan = plan_with_windows(
        {"bucket": "off_peak", "from": "21:00", "to": "07:00"},
        {"bucket": "peak", "from": "07:00", "to": "21:00"},
        seasons={},
    )
    assert errors(plan) == []
    assert warnings(plan) == []


def test_warns_of_a_window_that_others_leave_nothing():
    plan = plan_with_windows({"bucket": "off_peak"}, {"bucket": "peak", "from": "16:00"}, seasons={})
    assert warnings(plan) == [
        (
            "$.calendars.tou.windows[1]: the window never applies: the ones above it leave it nothing"
            " (move it up or remove it)"
        )
    ]


def test_finds_a_gap_of_one_minute():
    plan = plan_with_windows(
        {"bucket": "peak", "to": "12:00"}, {"bucket": "off_peak", "from": "12:01"}, seasons={}
    )
    assert "Monday 12:00 has no bucket" in errors(plan)[0]
