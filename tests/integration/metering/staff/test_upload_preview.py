"""What the page of a checked upload says before somebody decides."""

import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from tests.factories.people import browser_of, user_with
from tests.factories.uploads import channel_at, checked, csv_of, fresh, half_hours, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
MISREAD = "Was it misread?"


def page_of(upload):
    browser = browser_of(user_with(Role.UPLOADER, utilities=[upload.utility]))
    return browser.get(reverse("metering-staff:upload", args=[upload.pk])).content.decode()


def test_the_button_says_what_changes_and_what_does_not():
    channel_at()
    stored(csv_of(*half_hours(4)))
    rows = [*half_hours(3), *half_hours(1, value="7", first="2026-03-01T01:30Z")]
    assert "Store: 1 changes, 3 are the same" in page_of(checked(csv_of(*rows)))
    rows = [*half_hours(4, value="8"), *half_hours(2, first="2026-03-02T00:00Z")]
    assert "Store: 2 are new, 4 change" in page_of(checked(csv_of(*rows)))


def test_cancel_stands_beside_store_and_cancels():
    channel_at()
    upload = checked(csv_of(*half_hours(2), *half_hours(1, point="?")))
    page = page_of(upload)
    cancel = reverse("metering-staff:upload-cancel", args=[upload.pk])
    assert page.count(cancel) == 1
    assert f'formaction="{cancel}" formnovalidate' in page
    assert page.index(cancel) < page.index("As it was understood")


def test_many_channels_are_folded():
    for number in range(6):
        channel_at(f"A{number}")
    upload = checked(csv_of(*(row for number in range(6) for row in half_hours(2, point=f"A{number}"))))
    assert '<details class="more"><summary>6 channels with their totals</summary>' in page_of(upload)


@pytest.mark.parametrize(
    ("count", "until"), [(3, "1 Mar 2026 01:30"), (48, "1 Mar 2026"), (50, "2 Mar 2026 01:00")]
)
def test_says_until_when_there_are_readings(count, until):
    channel_at()
    page = page_of(checked(csv_of(*half_hours(count))))
    assert f'data-label="To">{until}</td>' in page
    assert f"1 Mar 2026 to {until}</span>" in page


@pytest.mark.parametrize(
    "content", [b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_what_is_no_text_was_not_misread(content):
    page = page_of(checked(content))
    assert MISREAD not in page
    assert "have it checked again" not in page
    assert "\ufffd" not in page


def test_a_csv_may_have_been_misread():
    assert MISREAD in page_of(checked(csv_of("A,E1,01/02/2026 00:00,1,kWh")))


def test_a_problem_of_the_file_is_a_sentence():
    upload = checked(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    page = page_of(upload)
    assert "<span>The file is not text</span>" in page
    assert "First rows of this problem" not in page
    assert fresh(upload).problems[0]["value"] == ""


def test_a_problem_of_a_field_names_it_apart():
    channel_at()
    page = page_of(checked(csv_of(*half_hours(2), "1.2E+09,E1,2026-03-02T00:00Z,1,kWh")))
    assert 'A spreadsheet has changed this code: 1.2E+09 <span class="mut">· service point</span>' in page
