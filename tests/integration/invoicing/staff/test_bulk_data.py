"""Bulk data on the staff pages: template, preview, confirmation, export."""

import csv
import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from billing_site.foundation.access import BILLING_STAFF, Role
from billing_site.foundation.bulk_data import pending_imports, spreadsheet_files
from billing_site.foundation.models import AuditEntry
from invoicing.models import Customer
from invoicing.staff.bulk_data import TABLES
from metering.models import Site
from tests.factories.bulk_files import workbook
from tests.factories.invoicing import CustomerFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, SiteFactory
from tests.factories.people import browser_of, user_with
from tests.integration.foundation.bulk_data.hostile_files import REFUSED

pytestmark = pytest.mark.django_db
SLUGS = [table.slug for table in TABLES]
SITES = b"code,name,time_zone\nS-1,Old Mill,Europe/London\nS-2,Pier,UTC\n"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


@pytest.fixture
def clerk():
    return user_with(Role.CLERK)


@pytest.fixture
def browser(clerk):
    return browser_of(clerk)


def url(page, *parts):
    return reverse(f"invoicing-staff:bulk-data{page}", args=parts)


def upload(browser, content, slug="sites", name="sites.csv"):
    """Send a file; returns the response to it, followed to where it leads."""
    return browser.post(url("-table", slug), {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(browser, page, **changes):
    """Press the button beneath a preview."""
    form = page.context["form"]
    data = {"seen": form["seen"].value(), "changes": form["changes"].value(), **changes}
    return browser.post(page.request["PATH_INFO"], data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


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


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_in_words(browser, name):
    content, words = REFUSED[name]
    page = upload(browser, content, name="x.xlsx")
    assert page.status_code == 200
    assert words in said(page)[0]
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_files_of_no_or_too_much_size_are_refused_at_the_form(browser, content, words):
    page = upload(browser, content)
    assert page.status_code == 422
    assert words in page.text


def test_no_file_is_told_at_the_form(browser):
    page = browser.post(url("-table", "sites"))
    assert page.status_code == 422
    assert "Choose a file." in page.text


@pytest.mark.parametrize(
    "content",
    [
        b"code,name,time_zone\nS-\x00,a,UTC\n",
        b"code,name,time_zone\nS-1,\xed\xa0\x80,UTC\n",
        "code,name,time_zone\nS-1,a\u202eb,UTC\n".encode(),
        b"code,name,time_zone\nS-1,=cmd|' /C calc'!A0,UTC\n",
        b'code,name,time_zone\n"S-1\n",a,"UTC"\n',
        b"code,name,time_zone\nS-1,a,../../etc/passwd\n",
        b"code;name;time_zone\nS-1;a;UTC;x;y\n",
        b"id,code,name,time_zone\n1,S-1,a,UTC\n",
        workbook(["code", "name", "time_zone"], ["=1+1", "a", "UTC"]),
        workbook(["code", "name", "time_zone"], [1e308, True, datetime(2026, 1, 1)]),  # noqa: DTZ001
        workbook([datetime(2026, 1, 1), 1.5, None, "x"]),  # noqa: DTZ001
    ],
)
@pytest.mark.parametrize("slug", SLUGS)
def test_odd_cells_never_break_a_page(browser, content, slug):
    assert upload(browser, content, slug).status_code == 200


def test_name_of_the_file_is_only_shown(browser):
    page = confirm(browser, upload(browser, SITES, name="<b>\x00../\u202ex" + "y" * 200 + ".csv"))
    name = AuditEntry.objects.get().details["file_name"]
    assert len(name) == 150
    assert name.isprintable()
    assert "<b>" not in page.text


def test_export_is_taken_back_unchanged_and_no_cell_of_it_is_a_formula(browser):
    for number, name in enumerate(("=1+1", "-Smith", "+49", "@home", "'quoted", "'=x", 'Ada, "Lady"')):
        CustomerFactory(number=f"C-{number}", name=name)
    for file_format in ("csv", "xlsx"):
        content = b"".join(browser.get(url("-export", "customers", file_format)).streaming_content)
        if file_format == "xlsx":
            cells = [cell for row in load_workbook(io.BytesIO(content)).active.rows for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n"}
        else:
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        page = upload(browser, content, "customers", f"c.{file_format}")
        assert page.context["preview"].counts == {"new": 0, "changed": 0, "unchanged": 7, "refused": 0}
    assert Customer.objects.filter(name="=1+1").exists()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_table_comes_back_unchanged(browser, slug):
    subscription = SubscriptionFactory()
    ChannelFactory(service_point=subscription.service_point)
    for file_format in ("csv", "xlsx"):
        content = b"".join(browser.get(url("-export", slug, file_format)).streaming_content)
        counts = upload(browser, content, slug).context["preview"].counts
        assert counts["refused"] == counts["new"] == counts["changed"] == 0, slug


def test_export_asks_the_database_as_often_for_many_rows_as_for_one(browser):
    address = url("-export", "subscriptions", "csv")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            b"".join(browser.get(address).streaming_content)
        return len(captured)

    SubscriptionFactory()
    queries()
    one = queries()
    SubscriptionFactory.create_batch(12)
    assert queries() == one


def test_workbook_of_too_many_rows_is_to_be_had_as_csv(browser, monkeypatch):
    monkeypatch.setattr(spreadsheet_files, "MOST_WORKBOOK_ROWS", 2)
    SiteFactory.create_batch(3)
    page = browser.get(url("-export", "sites", "xlsx"), follow=True)
    assert said(page) == ["These are more than 2 rows: export them as CSV."]
    assert browser.get(url("-export", "sites", "csv")).status_code == 200


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
