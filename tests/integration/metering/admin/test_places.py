"""Utilities, sites and service points in the admin."""

import pytest

from metering.models import ServicePoint, Site, Utility
from tests.factories.admin_pages import add_url, errors_of, list_url, listed, page_url, queries_of
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory, UtilityFactory
from tests.integration.metering.admin.stored_readings import store_days

pytestmark = pytest.mark.django_db
CODE_TAKEN = (
    "Code is taken by another service point of this utility: "
    "choose a different one, or edit that service point."
)
BERLIN = {"code": "B1", "name": "Bakery", "street": "", "city": "", "zone_name": "Europe/Berlin"}


@pytest.mark.parametrize("factory", [UtilityFactory, SiteFactory, ServicePointFactory])
def test_shows_list_form_and_page(admin_client, factory):
    row = factory()
    for url in (list_url(type(row)), add_url(type(row)), page_url(row), page_url(row, "delete")):
        assert admin_client.get(url).status_code == 200


@pytest.mark.parametrize("factory", [SiteFactory, ServicePointFactory])
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, factory):
    model = type(factory())
    for_one = queries_of(admin_client, list_url(model))
    factory.create_batch(5)
    assert queries_of(admin_client, list_url(model)) == for_one


def test_page_of_a_service_point_takes_as_many_queries_for_many_channels_as_for_one(admin_client):
    point = ChannelFactory(code="E1").service_point
    for_one = queries_of(admin_client, page_url(point))
    for code in ("E2", "B1", "K1"):
        ChannelFactory(service_point=point, code=code)
    assert queries_of(admin_client, page_url(point)) == for_one


def test_finds_sites_by_beginnings_of_words_in_any_order_and_case(admin_client):
    mill = SiteFactory(code="S-100", name="Old Mill", street="3 Käthe-Kollwitz-Straße", city="Leeds LS1")
    SiteFactory(code="S-200", name="New Mill", street="", city="York")
    assert listed(admin_client, Site, "lee mil") == [mill]
    assert listed(admin_client, Site, "kollw") == [mill]
    assert listed(admin_client, Site, "s-1") == [mill]
    assert listed(admin_client, Site, "ill") == []


def test_finds_a_service_point_by_a_number_with_spaces(admin_client):
    point = ServicePointFactory(code="10 0042 7731")
    ServicePointFactory(code="10 0043 7731")
    assert listed(admin_client, ServicePoint, "10 0042 77") == [point]
    assert listed(admin_client, ServicePoint, f"{point.site.code}") == [point]


def test_search_for_signs_alone_finds_nothing_and_does_not_fail(admin_client):
    ServicePointFactory()
    for typed in ("'", '"', "& |", "a:*b", "%", "\\", "('x"):
        assert listed(admin_client, ServicePoint, typed) == []


def test_duplicate_code_is_an_error_at_the_field_with_its_cure(admin_client):
    UtilityFactory(code="NORTH")
    response = admin_client.post(add_url(Utility), {"code": "NORTH", "name": "Another"})
    assert errors_of(response) == {"code": ["Code is taken by another Utility: choose a different one."]}


def test_duplicate_service_point_of_a_utility_is_an_error_at_its_code(admin_client):
    point = ServicePointFactory()
    data = {"utility": point.utility_id, "site": point.site_id, "code": point.code}
    assert errors_of(admin_client.post(add_url(ServicePoint), _with_channels(data))) == {"code": [CODE_TAKEN]}


def test_unknown_time_zone_is_an_error_that_names_a_known_one(admin_client):
    response = admin_client.post(add_url(Site), BERLIN | {"zone_name": "Europe/Berln"})
    assert errors_of(response) == {
        "zone_name": ["'Europe/Berln' is not an IANA time zone such as Europe/Berlin: correct the name."]
    }
    assert errors_of(admin_client.post(add_url(Site), BERLIN)) == {}
    assert Site.objects.get().zone_name == "Europe/Berlin"


def test_time_zone_is_fixed_once_readings_are_stored(admin_client):
    site = SiteFactory(zone_name="Europe/London")
    store_days(ChannelFactory(service_point__site=site), "2026-01-01")
    data = BERLIN | {"code": site.code, "name": "Renamed"}
    assert errors_of(admin_client.post(page_url(site), data)) == {}
    site.refresh_from_db()
    assert (site.name, site.zone_name) == ("Renamed", "Europe/London")
    assert "readings of this site are stored by its local days" in admin_client.get(page_url(site)).text


def test_time_zone_can_be_corrected_before_there_are_readings(admin_client):
    site = SiteFactory(zone_name="Europe/London")
    admin_client.post(page_url(site), BERLIN)
    site.refresh_from_db()
    assert site.zone_name == "Europe/Berlin"


def test_referenced_utility_is_kept_and_the_page_says_by_what(admin_client):
    utility = ServicePointFactory().utility
    ServicePointFactory.create_batch(2)
    page = admin_client.post(page_url(utility, "delete"), {"post": "yes"})
    assert page.status_code == 200
    assert "This utility cannot be deleted." in page.text
    assert "3 service points</a>" in page.text
    assert Utility.objects.filter(pk=utility.pk).exists()


def test_referenced_rows_are_not_deleted_from_the_list_either(admin_client):
    utility, free = ServicePointFactory().utility, UtilityFactory(code="FREE")
    data = {"action": "delete_selected", "_selected_action": [utility.pk, free.pk], "post": "yes"}
    page = admin_client.post(list_url(Utility), data)
    assert "The selected utilities cannot be deleted." in page.text
    assert Utility.objects.count() == 2


def test_more_references_than_anybody_reads_are_not_counted(admin_client):
    utility, site = UtilityFactory(), SiteFactory()
    ServicePoint.objects.bulk_create(
        ServicePoint(utility=utility, site=site, code=str(number)) for number in range(150)
    )
    assert "more than 100 service points" in admin_client.get(page_url(utility, "delete")).text


def test_row_that_nothing_refers_to_is_deleted(admin_client):
    utility = UtilityFactory()
    admin_client.post(page_url(utility, "delete"), {"post": "yes"})
    assert not Utility.objects.exists()


def _with_channels(data):
    return data | {"channels-TOTAL_FORMS": "0", "channels-INITIAL_FORMS": "0"}
