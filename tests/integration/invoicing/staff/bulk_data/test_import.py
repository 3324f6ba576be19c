"""Bulk data on the staff pages: template, preview, confirmation, export."""

import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from billing_site.foundation.access import BILLING_STAFF, Role
from billing_site.foundation.bulk_data import pending_imports
from billing_site.foundation.models import AuditEntry
from metering.models import Site
from tests.factories.metering import SiteFactory
from tests.factories.people import browser_of, user_with
from tests.integration.invoicing.staff.bulk_data.pages import SITES, SLUGS, confirm, said, upload, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_is_for_those_who_do_the_billing(role):
    browser = browser_of(user_with(role))
    expected = 200 if role in BILLING_STAFF else 403
    for address in (
        url(""),
        *(url("-table", slug) for slug in SLUGS),
        url("-template", "sites", "csv"),
        url("-export", "sites", "xlsx"),
    ):
        assert browser.get(address).status_code == expected, address
    wanted = 404 if role in BILLING_STAFF else 403
    assert browser.get(url("-import", 1)).status_code == wanted
    assert browser.post(url("-preview", "sites", "0" * 32)).status_code == wanted


def test_does_not_know_other_tables_and_formats(browser):
    for address in (
        url("-table", "users"),
        url("-export", "users", "csv"),
        url("-template", "sites", "json"),
    ):
        assert browser.get(address).status_code == 404, address


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_template_is_a_file_that_the_import_reads(browser, slug, file_format):
    response = browser.get(url("-template", slug, file_format))
    assert f'filename="{slug}_template.{file_format}"' in response["Content-Disposition"]
    page = upload(browser, b"".join(response.streaming_content), slug, f"t.{file_format}")
    preview = page.context["preview"]
    assert preview.table_problems == ()
    assert preview.row_count == 3
    # What the examples refer to is not there; all else in them is right.
    assert {group.message.split(" is called so")[0].split(" of this")[0] for group in preview.groups} <= {
        *("No utility", "No site", "No service point", "No metric", "No meter", "No customer"),
        *("No billing cycle", "No account", "No plan"),
    }


def test_workbook_template_explains_its_columns_on_a_second_sheet(browser):
    response = browser.get(url("-template", "sites", "xlsx"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["Data", "Columns"]
    assert [row[0].value for row in book["Columns"].rows] == [
        "column", "code", "name", "street", "city", "time_zone",
    ]  # fmt: skip


def test_preview_stores_nothing_and_says_what_would_come_of_each_row(browser):
    SiteFactory(code="S-2", name="Jetty", zone_name="UTC")
    page = upload(browser, SITES)
    assert page.status_code == 200
    assert page.context["preview"].counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert "<del>Jetty</del>" in page.text
    assert "<ins>Pier</ins>" in page.text
    assert Site.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_confirmed_import_is_stored_counted_and_in_the_audit_trail(browser, clerk):
    SiteFactory(code="S-2", name="Pier", zone_name="UTC")
    page = confirm(browser, upload(browser, SITES, name="sites 2026.csv"))
    entry = AuditEntry.objects.get()
    assert page.request["PATH_INFO"] == url("-import", entry.pk)
    assert (entry.actor, entry.action) == (clerk, "bulk data imported")
    assert entry.details == {
        "table": "sites",
        "file_name": "sites 2026.csv",
        "content_hash": sha256(SITES).hexdigest(),
        "rows": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 1,
    }
    assert "2 rows imported" in page.text
    assert Site.objects.get(code="S-1").zone_name == "Europe/London"
    assert "sites 2026.csv" in browser.get(url("")).text


def test_nothing_is_left_on_disk_after_the_import(browser, settings):
    confirm(browser, upload(browser, SITES))
    assert list((settings.UPLOAD_DIR / "bulk").iterdir()) == []


def test_confirmed_is_what_was_read_for_the_preview(browser, monkeypatch):
    page = upload(browser, SITES + b"S-3,\xc3\x84ther,UTC\n")
    monkeypatch.setattr(pending_imports, "read_table", None)
    confirm(browser, page)
    assert Site.objects.get(code="S-3").name == "\u00c4ther"


def test_confirming_twice_is_harmless(browser):
    page = upload(browser, SITES)
    first, second = confirm(browser, page), confirm(browser, page)
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert AuditEntry.objects.count() == 1
    assert Site.objects.count() == 2


def test_overwriting_asks_for_the_number_of_rows(browser):
    SiteFactory(code="S-2", name="Jetty", zone_name="UTC")
    page = upload(browser, SITES)
    for typed in ("", "2", "one"):
        refused = confirm(browser, page, typed_changes=typed)
        assert refused.status_code == 422
        assert "Type 1 to confirm that these rows change." in refused.text
    assert Site.objects.get(code="S-2").name == "Jetty"
    confirm(browser, page, typed_changes="1")
    assert Site.objects.get(code="S-2").name == "Pier"


def test_what_changed_since_the_preview_is_looked_at_again(browser):
    page = upload(browser, SITES)
    SiteFactory(code="S-2", name="Jetty", zone_name="UTC")
    again = confirm(browser, page)
    assert said(again) == [
        "The data have changed since you looked at this preview, so nothing was stored. Look again."
    ]
    assert again.context["preview"].counts["changed"] == 1
    assert (Site.objects.count(), AuditEntry.objects.count()) == (1, 0)
    confirm(browser, again, typed_changes="1")
    assert Site.objects.count() == 2


def test_wrong_rows_are_grouped_by_cause_and_cannot_be_confirmed(browser):
    content = SITES + b"S-3,,UTC\nS-4,,UTC\nS-5,Dock,Mars/Base\n"
    page = upload(browser, content)
    assert [(group.column, group.count, group.rows) for group in page.context["preview"].groups] == [
        ("name", 2, "4\N{EN DASH}5"),
        ("time_zone", 1, "6"),
    ]
    assert "Import 5 rows" not in page.text
    assert "Nothing can be stored while anything is wrong." in page.text
    forced = confirm(browser, page)
    assert not Site.objects.exists()
    assert forced.status_code == 200


def test_everything_stored_already_leaves_nothing_to_confirm(browser):
    confirm(browser, upload(browser, SITES))
    page = upload(browser, SITES)
    assert "Everything in this file is stored already." in page.text


def test_file_belongs_to_who_sent_it(browser):
    page = upload(browser, SITES)
    address = page.request["PATH_INFO"]
    assert browser_of(user_with(Role.MANAGER)).get(address).status_code == 404
    assert browser.get(address.replace("sites", "customers")).status_code == 404
    assert browser.get(address).status_code == 200


def test_file_that_is_gone_is_to_be_uploaded_again(browser, settings):
    page = upload(browser, SITES)
    for file in (settings.UPLOAD_DIR / "bulk").iterdir():
        file.unlink()
    again = confirm(browser, page)
    assert said(again) == ["The uploaded file is no longer there: upload it again."]


def test_files_that_nobody_confirmed_are_thrown_away_after_a_day(browser, settings, monkeypatch):
    upload(browser, SITES)
    now = datetime.now(UTC)
    monkeypatch.setattr(pending_imports.time, "time", lambda: (now + timedelta(hours=25)).timestamp())
    upload(browser, SITES)
    assert sorted(file.suffix for file in (settings.UPLOAD_DIR / "bulk").iterdir()) == ["", ".table"]


def test_lists_many_imports_with_as_many_queries_as_one(browser):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url("")).status_code == 200
        return len(captured)

    confirm(browser, upload(browser, SITES))
    queries()
    one = queries()
    for number in range(12):
        confirm(browser, upload(browser, f"code,name,time_zone\nX-{number},a,UTC\n".encode()))
    assert queries() == one
    assert len(browser.get(url("")).context["imports"]) == 10
