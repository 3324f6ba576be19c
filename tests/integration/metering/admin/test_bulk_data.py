"""Import and Export in the admin; the import itself is tested with the staff pages."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.bulk_data.bulk_data_admin import BulkDataAdmin
from billing_site.foundation.models import AuditEntry
from metering.models import Site
from tests.factories.admin_pages import list_url
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.metering import ChannelFactory, SiteFactory
from tests.factories.people import browser_of, user_with
from tests.integration.foundation.bulk_data.hostile_files import REFUSED

pytestmark = pytest.mark.django_db
SITES = b"code,name,time_zone\nS-1,Old Mill,Europe/London\nS-2,Pier,UTC\n"
INLINE = r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))"
TABLES = [model for model, page in admin.site._registry.items() if isinstance(page, BulkDataAdmin)]


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


def url(page, model=Site):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def upload(client, content, name="sites.csv", model=Site):
    file = SimpleUploadedFile(name, content)
    return client.post(url("import", model), {"file": file}, follow=True)


def confirm(client, page, **changes):
    form = page.context["confirm_form"]
    data = {
        "file": page.context["pending"].key,
        "seen": form["seen"].value(),
        "changes": form["changes"].value(),
        **changes,
    }
    return client.post(url("process_import"), data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_tables_of_master_data_have_buttons_and_pages_without_inline_code(admin_client):
    assert {model.__name__ for model in TABLES} == {
        *("Site", "ServicePoint", "Meter", "Channel", "Customer", "Account", "Subscription"),
    }
    for model in TABLES:
        page = admin_client.get(list_url(model)).text
        assert url("import", model) in page
        assert url("export", model) in page
        for address in (list_url(model), url("import", model), url("export", model)):
            response = admin_client.get(address)
            assert response.status_code == 200
            assert not re.search(INLINE, response.text), address
        for file_format in ("csv", "xlsx"):
            template = admin_client.get(url("import", model), {"template": file_format})
            assert f".{file_format}" in template["Content-Disposition"]


def test_previews_then_imports_once(admin_client, admin_user):
    page = upload(admin_client, SITES)
    assert "<strong>2 new</strong>" in page.text
    assert not re.search(INLINE, page.text)
    assert not Site.objects.exists()
    for _ in range(2):
        done = confirm(admin_client, page)
        assert said(done) == ["sites.csv was imported; the audit trail has its counts."]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.details["new"]) == (admin_user, 2)
    assert Site.objects.count() == 2


def test_overwriting_asks_for_the_number_of_rows(admin_client):
    SiteFactory(code="S-2", name="Jetty", zone_name="UTC")
    page = upload(admin_client, SITES)
    assert "Type 1 to confirm" in confirm(admin_client, page, typed_changes="3").text
    confirm(admin_client, page, typed_changes="1")
    assert Site.objects.get(code="S-2").name == "Pier"


def test_wrong_rows_are_named_and_nothing_is_stored(admin_client):
    page = upload(admin_client, SITES + b"S-3,,UTC\n")
    assert "Name is missing: fill it in." in page.text
    confirm(admin_client, page)
    assert not Site.objects.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_in_words(admin_client, name):
    content, words = REFUSED[name]
    page = upload(admin_client, content)
    assert page.status_code == 200
    assert words in said(page)[0]


@pytest.mark.parametrize(("content", "words"), [(b"", "The file is empty"), (None, "Choose a file.")])
def test_no_file_is_told_at_the_form(admin_client, content, words):
    data = {} if content is None else {"file": SimpleUploadedFile("x", content)}
    page = admin_client.post(url("import"), data)
    assert page.status_code == 200
    assert words in page.text


@pytest.mark.parametrize("key", ["", "x", "../../../etc/passwd", "0" * 32, "\x00"])
def test_other_files_are_not_known(admin_client, key):
    for response in (
        admin_client.get(url("import"), {"file": key}, follow=True),
        admin_client.post(url("process_import"), {"file": key, "seen": "x", "changes": "0"}, follow=True),
    ):
        assert response.status_code == 200
        assert said(response) == ["This file is not known any more: upload it again."]


def test_rights_of_the_table_decide(client):
    reader = user_with()
    reader.is_staff = True
    reader.save()
    reader.user_permissions.add(Permission.objects.get(codename="view_site"))
    browser = browser_of(reader)
    page = browser.get(list_url(Site)).text
    assert url("import") not in page
    assert url("export") in page
    assert browser.get(url("import")).status_code == 403
    assert browser.post(url("import")).status_code == 403
    assert browser.post(url("process_import")).status_code == 403
    assert browser.post(url("export"), {"format": "csv"}).status_code == 200


def test_export_has_the_rows_of_the_list_as_it_was_searched(admin_client):
    SiteFactory(code="S-1", name="Old Mill", city="York")
    SiteFactory(code="T-1", name="=Pier", city="Hull")
    response = admin_client.post(f"{url('export')}?q=T-", {"format": "csv"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "code,name,street,city,time_zone"
    assert [line.split(",")[:2] for line in lines[1:]] == [["T-1", "'=Pier"]]
    assert admin_client.post(f"{url('export')}?zone_name__bogus=1", {"format": "csv"}).status_code in (
        302,
        400,
    )


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_export_asks_the_database_as_often_for_many_rows_as_for_one(admin_client, model):
    def more():
        subscription = SubscriptionFactory()
        ChannelFactory(service_point=subscription.service_point)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            b"".join(admin_client.post(url("export", model), {"format": "csv"}).streaming_content)
        return len(captured)

    more()
    queries()
    one = queries()
    for _ in range(5):
        more()
    assert queries() == one
