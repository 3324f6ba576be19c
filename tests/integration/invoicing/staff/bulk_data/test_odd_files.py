"""Files that are hostile, empty, too large or odd: told in words, never a broken page."""

from datetime import datetime

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import Site
from tests.factories.bulk_files import workbook
from tests.integration.foundation.bulk_data.hostile_files import REFUSED
from tests.integration.invoicing.staff.bulk_data.pages import SITES, SLUGS, confirm, said, upload, url

pytestmark = pytest.mark.django_db


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
