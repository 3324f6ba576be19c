"""Lists that became others."""

from pricing.plan_documents.changed_lists import list_change, window_changes

PEAK = {"bucket": "peak", "days": ["weekday"], "from": "16:00", "to": "21:00"}
NIGHT = {"bucket": "night", "from": "22:00", "to": "06:00"}
REST = {"bucket": "off_peak"}


def windows(old, new) -> list[str]:
    return [f"{steps[-1]} {text}" for steps, text in window_changes(("windows",), old, new)]


def test_tells_what_came_and_what_went():
    assert list_change("dates", ["2027-07-04", "2027-07-05"], ["2027-07-05", "2027-12-25", "2027-12-26"]) == (
        "dates: 25 Dec 2027, 26 Dec 2027 are new; 4 Jul 2027 is gone"
    )
    assert list_change("spans", [["06-01", "09-30"]], [["05-01", "09-30"]]) == (
        "spans: 1 Jun to 30 Sep → 1 May to 30 Sep"
    )
    assert list_change("buckets", ["a", "b"], ["b", "a"]) == "buckets: in another order, b, a"


def test_tells_each_window_that_came_went_or_changed():
    later = PEAK | {"from": "17:00"}
    assert windows([PEAK, REST], [NIGHT, later, REST]) == [
        "0 window 1 is new: night from 22:00 to 06:00",
        "1 window 2: peak from 16:00 to 21:00 on weekdays → peak from 17:00 to 21:00 on weekdays",
    ]
    assert windows([PEAK, NIGHT, REST], [PEAK, REST]) == ["1 window 2 is gone: night from 22:00 to 06:00"]
    assert windows([PEAK, REST], [PEAK, REST]) == []
