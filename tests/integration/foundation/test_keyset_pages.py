"""Pages of a list by where the last one ended."""

import pytest

from billing_site.foundation.keyset_pages import keyset_page
from metering.models import Meter, Site
from tests.factories.metering import SiteFactory, UtilityFactory

pytestmark = pytest.mark.django_db


def sites(*codes):
    for code in codes:
        SiteFactory(code=code)


def walk(order, size=2, model=Site, name="code"):
    """All pages from the first to the last, and back to the first."""
    forwards, cursor = [], ""
    while True:
        page = keyset_page(model.objects.all(), order, cursor, size)
        forwards.append([getattr(row, name) for row in page.rows])
        if not page.older:
            break
        cursor = page.older
    backwards = [forwards[-1]]
    while page.newer:
        page = keyset_page(model.objects.all(), order, page.newer, size)
        backwards.append([getattr(row, name) for row in page.rows])
    return forwards, backwards[::-1]


def test_goes_through_the_whole_list_and_back():
    sites("C", "A", "E", "B", "D")
    forwards, backwards = walk(["code"])
    assert forwards == backwards == [["A", "B"], ["C", "D"], ["E"]]


def test_goes_downwards_too():
    sites("C", "A", "E", "B")
    assert walk(["-code"])[0] == [["E", "C"], ["B", "A"]]


def test_tells_rows_apart_by_the_second_field_where_the_first_is_alike():
    for number in range(3):
        SiteFactory(name="same", code=f"S{number}")
    SiteFactory(name="other", code="S9")
    forwards, backwards = walk(["-name", "-pk"])
    assert forwards == backwards == [["S2", "S1"], ["S0", "S9"]]


def test_has_nothing_beside_it_when_all_fits_on_one_page():
    sites("A", "B")
    page = keyset_page(Site.objects.all(), ["code"], size=2)
    assert ([site.code for site in page.rows], page.newer, page.older) == (["A", "B"], "", "")


def test_an_empty_list_has_an_empty_page():
    page = keyset_page(Site.objects.all(), ["code"])
    assert (page.rows, page.newer, page.older) == ((), "", "")


def test_rows_that_are_gone_do_not_matter():
    sites("A", "B", "C", "D")
    page = keyset_page(Site.objects.all(), ["code"], size=2)
    Site.objects.filter(code__in=["B", "C"]).delete()
    assert [site.code for site in keyset_page(Site.objects.all(), ["code"], page.older, 2).rows] == ["D"]


@pytest.mark.parametrize("cursor", ["rubbish", "o~", "o~x~y", "x~1", "o~not-a-number", "o~2026-13-77"])
def test_a_cursor_that_says_nothing_is_the_first_page(cursor):
    sites("A", "B")
    assert [site.code for site in keyset_page(Site.objects.all(), ["pk"], cursor).rows] == ["A", "B"]


def test_asks_one_question_wherever_it_is(django_assert_num_queries):
    utility = UtilityFactory()
    Meter.objects.bulk_create(Meter(utility=utility, serial=f"{number:03}") for number in range(30))
    cursor = keyset_page(Meter.objects.all(), ["serial"], size=10).older
    with django_assert_num_queries(1):
        page = keyset_page(Meter.objects.all(), ["serial"], cursor, 10)
    assert [meter.serial for meter in page.rows] == [f"{number:03}" for number in range(10, 20)]
