"""Prices of an index come in revisions, and stay."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from billing_site.foundation.models import AuditEntry
from metering.models.period_gate import fix_cut_off
from metering.usage.periods import Period
from pricing.models import IndexDay, IndexRevision, PriceIndex
from pricing.queries.published_prices import load_index_series
from pricing.use_cases.load_index_prices import UnableToLoadIndexPrices, load_index_prices
from tests.factories.index_prices import RECEIVED_AT, load_prices, price_file, price_index

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = RECEIVED_AT + timedelta(days=1)


def prices(as_of, hours=3, start=START):
    (found,) = load_index_series(["SPOT"], Period(start, start + timedelta(hours=hours)), as_of).values()
    series = found.series
    first = series.grid.index(start)
    known = [int(price) if there else None for price, there in zip(series.prices, series.known, strict=True)]
    return known[first : first + hours], series.revision


def test_stores_a_row_for_each_day_and_finds_the_prices():
    load_prices(price_index(), [*range(24), 1.5], revision="final")
    assert IndexDay.objects.count() == 2
    assert IndexDay.objects.order_by("date").first().known is None
    assert prices(LATER) == ([0, 100, 200], "final")
    assert prices(LATER, hours=2, start=START + timedelta(days=1))[0] == [150, None]
    assert AuditEntry.objects.get(action="PRICES_LOADED").details == {
        "revision": "final",
        "from": "2026-01-01",
        "to": "2026-01-02",
        "days": 2,
    }


def test_the_same_file_changes_nothing():
    index = price_index()
    first = load_prices(index, [1, 2])
    assert load_prices(index, [1, 2], LATER, "again") == first
    assert (IndexRevision.objects.count(), IndexDay.objects.count()) == (1, 1)
    assert first.name == "2026-01-01 07:00:00"


def test_a_later_revision_counts_where_it_has_a_price_and_the_earlier_stays():
    index = price_index()
    load_prices(index, [1, 2, 3], revision="first")
    load_prices(index, [None, 5], LATER, "second")
    assert prices(LATER) == ([100, 500, 300], "first, second")
    assert prices(LATER - timedelta(microseconds=1)) == ([100, 200, 300], "first")
    assert prices(RECEIVED_AT - timedelta(seconds=1)) == ([None] * 3, "")
    load_prices(index, range(24), LATER + timedelta(days=1), "third")
    assert prices(LATER + timedelta(days=1))[1] == "third"


def test_names_the_first_and_last_of_many_revisions():
    index = price_index()
    for number in range(5):
        load_prices(
            index, [None] * number + [1] * (5 - number), RECEIVED_AT + timedelta(days=number), f"r{number}"
        )
    assert prices(RECEIVED_AT + timedelta(days=9))[1] == "r0 … r4 (5)"


def test_prices_received_after_a_cut_off_are_not_seen_by_it():
    cut_off = fix_cut_off(LATER)
    revision = load_prices(price_index(), [1], RECEIVED_AT)
    assert revision.received_at > cut_off
    assert prices(cut_off) == ([None] * 3, "")


def test_refuses_a_file_with_a_wrong_row_and_stores_nothing():
    with pytest.raises(UnableToLoadIndexPrices, match=r"row 3, price: 'x' is not a number"):
        load_index_prices(
            index=price_index(), content=price_file([1, "x"]), received_at=RECEIVED_AT, actor=None
        )
    assert not IndexRevision.objects.exists()


def test_refuses_other_prices_under_a_name_that_is_taken():
    index = price_index()
    load_prices(index, [1], revision="final")
    with pytest.raises(UnableToLoadIndexPrices, match="SPOT has a revision final with other prices: give"):
        load_prices(index, [2], revision="final")


def test_the_database_keeps_prices_and_their_meaning():
    index = price_index()
    load_prices(index, [1])
    for change in (
        lambda: IndexDay.objects.update(samples=b""),
        lambda: IndexDay.objects.all().delete(),
        lambda: IndexRevision.objects.update(name="other"),
        lambda: PriceIndex.objects.update(unit="kWh"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    PriceIndex.objects.update(name="Spot")


def test_asks_two_questions_for_any_number_of_revisions(django_assert_num_queries):
    index = price_index()
    for number in range(3):
        load_prices(index, [number], RECEIVED_AT + timedelta(days=number))
    with django_assert_num_queries(2):
        load_index_series(["SPOT"], Period(START, START + timedelta(days=31)), LATER)
