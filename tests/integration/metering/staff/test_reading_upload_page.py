"""The page of one upload, in each state it can be in."""

from datetime import timedelta

import pytest

from billing_site.foundation.access import Role
from metering.models import ReadingUpload
from metering.queries import bills_on_readings
from metering.use_cases.cancel_reading_upload import cancel_reading_upload
from metering.use_cases.commit_reading_upload import commit_reading_upload
from metering.use_cases.undo_reading_upload import undo_reading_upload
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.people import browser_of, user_with
from tests.factories.uploads import (
    SENT_AT,
    channel_at,
    checked,
    csv_of,
    half_hours,
    received,
    stored,
    worked_on,
)
from tests.integration.metering.staff.upload_pages import MIXED, page_url, text_of, uploader_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


class TestPage:
    def test_of_a_file_under_way_shows_progress_and_asks_for_more(self):
        upload = received()
        browser = uploader_of(upload.utility)
        shown = text_of(browser, page_url(upload))
        assert f'hx-get="{page_url(upload, "upload-progress")}"' in shown
        assert '<noscript><meta http-equiv="refresh"' in shown
        ReadingUpload.objects.update(progress_done=1_500_000, progress_total=3_000_000, started_at=SENT_AT)
        fragment = browser.get(page_url(upload, "upload-progress")).content.decode()
        assert "1.5 of 3.0 MB" in fragment
        assert 'value="1500000" max="3000000"' in fragment

    def test_of_a_file_that_is_done_is_loaded_anew(self):
        upload = checked()
        response = uploader_of(upload.utility).get(page_url(upload, "upload-progress"))
        assert response["HX-Refresh"] == "true"

    def test_of_a_good_file_offers_to_store_it(self):
        channel_at()
        upload = checked()
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "All 2 readings of 1 channel can be taken." in shown
        assert "Store 2 readings" in shown
        assert (
            "Row 2: meter point 4001000001, channel E1, 1 Mar 2026 00:00\u201300:30 GMT, 0.5 kWh, actual; then "
            "every 30 minutes until 1 Mar 2026 01:00 GMT, 2 readings in all."
        ) in shown

    def test_of_a_mixed_file_offers_the_choice_with_its_consequences(self):
        channel_at()
        upload = checked(MIXED)
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "5 of 53 readings cannot be taken" in shown
        assert "48 readings are taken; 5 stay out" in shown
        assert "North Grid has no service point of this code with channels" in shown
        assert "add the service point and its channels, or correct the code in the file" in shown
        assert page_url(upload, "upload-rejected") in shown

    def test_warns_of_issued_bills(self):
        channel_at()
        upload = checked()
        ReadingUpload.objects.update(check_result={**upload.check_result, "bill_count": 2})
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "2 issued bills stand on readings that would change. They stay as they are" in shown.replace(
            "</strong>", ""
        )
        assert "No issued bill" not in shown

    def test_of_a_file_that_changes_nothing_says_so(self):
        channel_at()
        upload = checked()
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "No issued bill stands on a reading that changes." in shown

    @pytest.mark.parametrize(("role", "is_led"), [(Role.CLERK, True), (Role.UPLOADER, False)])
    def test_receipt_tells_of_bills_made_from_other_readings(self, monkeypatch, role, is_led):
        monkeypatch.setattr(bills_on_readings, "_COUNTERS", {"bills": (lambda spans: 1, lambda spans: 2)})
        channel_at()
        upload = stored()
        utilities = [upload.utility] if role == Role.UPLOADER else []
        shown = text_of(browser_of(user_with(role, utilities=utilities)), page_url(upload))
        assert "2 issued bills were made from readings that have changed since." in shown
        assert ("/staff/bills-to-correct/?batch=" in shown) is is_led

    def test_of_a_refused_file_says_why_and_lets_it_be_read_otherwise(self):
        upload = checked(csv_of("4001000001,E1,01/02/2026 00:00,1,kWh"))
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "Nothing of this file can be taken." in shown
        assert "this is no time of the format" in shown
        assert '<details class="more" open><summary>Was it misread? Check it again' in shown
        assert page_url(upload, "upload-rejected") not in shown

    def test_of_a_stored_file_is_a_receipt_that_adds_up(self):
        channel_at()
        upload = stored(MIXED, accepts_partial=True)
        response = uploader_of(upload.utility).get(page_url(upload))
        shown = " ".join(response.content.decode().split())
        assert "<dt>New readings</dt><dd>48</dd>" in shown
        assert "<dt>Rejected</dt><dd>5</dd>" in shown
        assert "<dt>Readings in the file</dt><dd>53</dd>" in shown
        assert upload.content_hash in shown
        assert page_url(upload, "upload-undo") in shown

    def test_of_an_undone_file_says_so_and_why(self):
        channel_at()
        upload = stored()
        undo_reading_upload(upload=upload, reason="wrong month", at=SENT_AT, actor=upload.uploaded_by)
        upload = worked_on(upload, SENT_AT + timedelta(days=1))
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert f"{upload.decided_by} on 1 Apr 2026, 09:00 UTC: \u201cwrong month\u201d." in shown
        assert page_url(upload, "upload-undo") not in shown

    def test_of_a_file_that_was_withdrawn_by_other_means_says_so_too(self):
        channel_at()
        upload = stored()
        at = SENT_AT + timedelta(days=1)
        withdraw_reading_batch(batch=upload.batch, withdrawn_at=at, reason="by command", actor=None)
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "The readings of this file no longer count" in shown
        assert page_url(upload, "upload-undo") not in shown

    def test_of_a_cancelled_file_has_no_download(self):
        upload = received()
        cancel_reading_upload(upload=upload, at=SENT_AT, actor=upload.uploaded_by)
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "its bytes were thrown away" in shown
        assert page_url(upload, "upload-file") not in shown

    def test_keeps_the_trouble_of_the_last_step(self):
        channel_at()
        upload = stored(MIXED)
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "Nothing was stored, as you asked for all or nothing: 1 problem found." in shown

    @pytest.mark.parametrize("rows", [4, 2000])
    def test_needs_the_same_few_queries_whatever_is_in_the_file(self, rows, django_assert_max_num_queries):
        for number in range(20):
            channel_at(f"P{number}")
        content = csv_of(*(row for number in range(20) for row in half_hours(rows // 2, point=f"P{number}")))
        upload = checked(content)
        commit_reading_upload(upload=upload, accepts_partial=True, at=SENT_AT, actor=upload.uploaded_by)
        worked_on(upload)
        browser = browser_of(user_with(Role.CLERK))
        browser.get(page_url(upload))
        with django_assert_max_num_queries(9):
            browser.get(page_url(upload))
