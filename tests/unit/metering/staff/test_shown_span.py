"""Years, months and days in addresses."""

from datetime import date

import pytest

from metering.staff.shown_span import ShownSpan, Zoom

LAST = date(2026, 10, 23)


@pytest.mark.parametrize(
    ("text", "zoom", "from_date", "to_date", "title"),
    [
        ("2026", Zoom.YEAR, date(2026, 1, 1), date(2027, 1, 1), "2026"),
        ("2026-12", Zoom.MONTH, date(2026, 12, 1), date(2027, 1, 1), "December 2026"),
        ("2026-02-28", Zoom.DAY, date(2026, 2, 28), date(2026, 3, 1), "Saturday, 28 February 2026"),
        ("", Zoom.YEAR, date(2025, 11, 1), date(2026, 11, 1), "Nov 2025 to Oct 2026"),
    ],
)
def test_reads_what_is_to_be_shown(text, zoom, from_date, to_date, title):
    span = ShownSpan.read(text, LAST)
    assert (span.zoom, span.from_date, span.to_date, span.title) == (zoom, from_date, to_date, title)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-02-31", "0000", "9999", "1969", "x", "2026-1", "\N{FULLWIDTH DIGIT TWO}026"]
)
def test_shows_the_last_twelve_months_for_what_makes_no_sense(text):
    assert ShownSpan.read(text, LAST) == ShownSpan.months_to(LAST)


@pytest.mark.parametrize(
    ("text", "earlier", "later"),
    [
        ("2026", "2025", "2027"),
        ("2026-01", "2025-12", "2026-02"),
        ("2026-01-01", "2025-12-31", "2026-01-02"),
        ("", "2025", "2026"),
    ],
)
def test_knows_the_spans_beside_it(text, earlier, later):
    span = ShownSpan.read(text, LAST)
    assert (span.earlier(), span.later()) == (earlier, later)


def test_has_its_days_in_order():
    days = ShownSpan.read("2024-02", LAST).days
    assert (len(days), days[0], days[-1]) == (29, date(2024, 2, 1), date(2024, 2, 29))
