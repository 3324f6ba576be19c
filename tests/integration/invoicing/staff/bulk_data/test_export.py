"""Exports, and that they are taken back unchanged."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from billing_site.foundation.bulk_data import spreadsheet_files
from invoicing.models import Customer
from tests.factories.invoicing import CustomerFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, SiteFactory
from tests.integration.invoicing.staff.bulk_data.pages import SLUGS, said, upload, url

pytestmark = pytest.mark.django_db


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
