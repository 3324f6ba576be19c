"""Versions along a line of time."""

from datetime import date

from pricing.plan_documents.version_timeline import Span, Standing, version_timeline

TODAY = date(2026, 11, 25)


def test_tells_past_present_future_and_draft_apart():
    picture = version_timeline(
        [
            Span(4, True, date(2027, 7, 1), None),
            Span(3, False, date(2027, 1, 1), None),
            Span(2, False, date(2026, 1, 1), date(2027, 1, 1)),
            Span(1, False, date(2025, 1, 1), date(2026, 1, 1)),
        ],
        TODAY,
    )
    assert [(bar.number, bar.standing) for bar in picture.published] == [
        (1, Standing.PAST),
        (2, Standing.IN_FORCE),
        (3, Standing.FUTURE),
    ]
    assert picture.draft is not None
    assert (picture.draft.number, picture.draft.width) == (
        4,
        "26.86%",
    )  # 365 of 365 + 328 + 120 (for 37) + 181 + 365


def test_bars_follow_each_other_and_fill_the_line():
    picture = version_timeline(
        [Span(1, False, date(2000, 1, 1), date(2026, 1, 1)), Span(2, False, date(2026, 1, 1), None)], TODAY
    )
    first, second = picture.published
    assert (first.x, first.width, second.x) == ("0.00%", "41.91%", "41.91%")
    assert float(second.x[:-1]) + float(second.width[:-1]) == 100
    assert float(second.x[:-1]) < float(picture.today[:-1]) < 100


def test_shows_a_short_version_wide_enough_to_be_seen():
    picture = version_timeline(
        [Span(1, False, date(2026, 1, 1), date(2026, 1, 2)), Span(2, False, date(2026, 1, 2), None)], TODAY
    )
    assert picture.published[0].width == "14.78%"


def test_draws_a_lone_version_that_begins_today():
    picture = version_timeline([Span(1, False, TODAY, None)], TODAY)
    assert (picture.published[0].x, picture.published[0].width, picture.today) == (
        "0.00%",
        "100.00%",
        "0.00%",
    )
    assert picture.published[0].standing is Standing.IN_FORCE
    assert picture.draft is None
