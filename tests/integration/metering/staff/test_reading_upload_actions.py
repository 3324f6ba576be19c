"""What people do with an upload."""

import pytest
from django.urls import reverse

from billing_site.foundation.access import READING_STAFF, Role
from metering.models import ReadingBatch
from metering.queries import bills_on_readings
from tests.factories.people import browser_of, user_with
from tests.factories.uploads import (
    channel_at,
    checked,
    csv_of,
    fresh,
    half_hours,
    received,
    stored,
    worked_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
MIXED = csv_of(*half_hours(48), *half_hours(5, point="UNKNOWN"))


def url(upload, name="upload"):
    return reverse(f"metering-staff:{name}", args=[upload.pk])


def uploader(upload):
    return browser_of(user_with(Role.UPLOADER, utilities=[upload.utility]))


def messages_of(browser, upload):
    return [str(message) for message in browser.get(url(upload)).context["messages"]]


@pytest.mark.parametrize("role", [role for role in Role if role not in READING_STAFF])
@pytest.mark.parametrize("name", ["upload-commit", "upload-recheck", "upload-cancel", "upload-undo"])
def test_others_may_not(role, name):
    channel_at()
    upload = checked()
    assert browser_of(user_with(role)).post(url(upload, name)).status_code == 403
    assert fresh(upload).state == "CHECKED"


@pytest.mark.parametrize("name", ["upload-commit", "upload-recheck", "upload-cancel"])
def test_looking_does_nothing(name):
    upload = received()
    assert uploader(upload).get(url(upload, name)).status_code == 405


class TestCommit:
    def test_a_file_without_problems_needs_no_choice(self):
        channel_at()
        upload = checked()
        response = uploader(upload).post(url(upload, "upload-commit"))
        assert (response.status_code, response["Location"]) == (302, url(upload))
        assert (fresh(upload).state, fresh(upload).accepts_partial) == ("COMMITTING", False)

    @pytest.mark.parametrize(("how", "accepts_partial"), [("part", True), ("whole", False)])
    def test_a_file_with_problems_needs_one(self, how, accepts_partial):
        channel_at()
        upload = checked(MIXED)
        browser = uploader(upload)
        response = browser.post(url(upload, "upload-commit"))
        assert response.status_code == 422
        assert "Choose what happens to the rows that can be taken." in response.content.decode()
        browser.post(url(upload, "upload-commit"), {"how": how})
        assert (fresh(upload).state, fresh(upload).accepts_partial) == ("COMMITTING", accepts_partial)

    def test_pressing_twice_stores_once(self):
        channel_at()
        upload = checked()
        browser = uploader(upload)
        assert [browser.post(url(upload, "upload-commit")).status_code for _ in range(2)] == [302, 302]
        worked_on(upload)
        browser.post(url(upload, "upload-commit"))
        worked_on(upload)
        assert (fresh(upload).state, ReadingBatch.objects.count()) == ("COMMITTED", 1)

    def test_what_was_cancelled_meanwhile_is_told(self):
        channel_at()
        upload = checked()
        browser = uploader(upload)
        browser.post(url(upload, "upload-cancel"))
        browser.get(reverse("metering-staff:upload-list"))
        browser.post(url(upload, "upload-commit"))
        assert messages_of(browser, upload) == [
            "Nothing is stored: it is cancelled: it cannot be stored now."
        ]


class TestRecheck:
    def test_reads_the_file_as_it_is_said_now(self):
        upload = checked()
        said = {"zone_name": "Europe/Paris", "stamp": "end", "date_format": "", "unit": "", "channel": ""}
        response = uploader(upload).post(url(upload, "upload-recheck"), said)
        assert response["Location"] == url(upload)
        assert (fresh(upload).state, fresh(upload).profile["interval_ending"]) == ("RECEIVED", True)

    def test_nonsense_is_told_beside_its_field(self):
        upload = checked()
        response = uploader(upload).post(url(upload, "upload-recheck"), {"zone_name": "x", "stamp": "end"})
        assert response.status_code == 422
        assert "choose one such as Europe/Berlin" in response.content.decode()

    def test_a_stored_file_is_not_read_again(self):
        channel_at()
        upload = stored()
        browser = uploader(upload)
        browser.post(url(upload, "upload-recheck"), {"stamp": "start"})
        assert messages_of(browser, upload) == [
            "The file is not checked again: it is stored: send the file again."
        ]


class TestCancel:
    def test_leads_back_to_the_list(self):
        upload = received()
        browser = uploader(upload)
        response = browser.post(url(upload, "upload-cancel"), follow=True)
        assert "march.csv was cancelled; nothing of it is stored." in response.content.decode()
        assert fresh(upload).state == "CANCELLED"

    def test_of_a_stored_file_is_refused_in_words(self):
        channel_at()
        upload = stored()
        browser = uploader(upload)
        browser.post(url(upload, "upload-cancel"))
        assert messages_of(browser, upload) == ["The upload is not cancelled: it is stored: undo it instead."]


class TestUndo:
    def test_says_what_it_does_before_it_is_done(self, monkeypatch):
        monkeypatch.setattr(bills_on_readings, "_COUNTERS", {"bills": (lambda spans: 1, lambda spans: 0)})
        channel_at()
        upload = stored()
        shown = uploader(upload).get(url(upload, "upload-undo")).content.decode()
        assert "2 readings stop counting, and what was there before counts again." in shown
        assert "1 issued bill charges usage of these days." in shown
        assert "Undo 2 readings" in shown
        assert fresh(upload).state == "COMMITTED"

    def test_needs_a_reason(self):
        channel_at()
        upload = stored()
        response = uploader(upload).post(url(upload, "upload-undo"), {"reason": "  "})
        assert response.status_code == 422
        assert "This field is required." in response.content.decode()
        assert fresh(upload).state == "COMMITTED"

    def test_has_it_done(self):
        channel_at()
        upload = stored()
        response = uploader(upload).post(url(upload, "upload-undo"), {"reason": "wrong month"})
        assert response["Location"] == url(upload)
        assert worked_on(upload).state == "WITHDRAWN"
        assert ReadingBatch.objects.get().state == "WITHDRAWN"

    def test_there_is_no_page_when_there_is_nothing_to_undo(self):
        upload = checked()
        assert uploader(upload).get(url(upload, "upload-undo"))["Location"] == url(upload)
