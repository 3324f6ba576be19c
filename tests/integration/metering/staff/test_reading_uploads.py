"""The screens of uploads: the list, sending, and the page of each."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from billing_site.foundation import upload_limits
from billing_site.foundation.access import READING_STAFF, Role
from metering.models import ReadingUpload
from metering.staff import reading_uploads as module
from metering.use_cases.cancel_reading_upload import cancel_reading_upload
from metering.use_cases.commit_reading_upload import commit_reading_upload
from metering.use_cases.undo_reading_upload import undo_reading_upload
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import UtilityFactory
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
LIST, NEW = reverse("metering-staff:upload-list"), reverse("metering-staff:upload-new")
MIXED = csv_of(*half_hours(48), *half_hours(5, point="UNKNOWN"))


def page_url(upload, name="upload"):
    return reverse(f"metering-staff:{name}", args=[upload.pk])


def uploader_of(*utilities):
    return browser_of(user_with(Role.UPLOADER, utilities=utilities))


def text_of(browser, url):
    response = browser.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def send(browser, *files, **said):
    names = [SimpleUploadedFile(name, content) for name, content in files]
    said = {"utility": UtilityFactory().pk, "stamp": "start", "upload_files": names, **said}
    return browser.post(NEW, said)


class TestWho:
    @pytest.mark.parametrize("role", list(Role))
    def test_reads_and_who_sends(self, role):
        browser = browser_of(user_with(role))
        readers = role in (*READING_STAFF, Role.AUDITOR)
        assert browser.get(LIST).status_code == (200 if readers else 403)
        assert browser.get(NEW).status_code == (200 if role in READING_STAFF else 403)

    def test_an_uploader_sees_the_own_utility_only(self):
        mine = received(file_name="mine.csv")
        south = UtilityFactory(code="SOUTH", name="South Grid")
        other = received(utility=south, file_name="other.csv")
        browser = uploader_of(mine.utility)
        shown = text_of(browser, LIST)
        assert "mine.csv" in shown
        assert "other.csv" not in shown
        assert "South Grid" not in shown
        assert "South Grid" not in text_of(browser, NEW)
        for name in ("upload", "upload-progress", "upload-undo", "upload-file", "upload-rejected"):
            assert browser.get(page_url(other, name)).status_code == 404
        for name in ("upload-commit", "upload-recheck", "upload-cancel", "upload-undo"):
            assert browser.post(page_url(other, name), {"how": "whole", "reason": "x"}).status_code == 404
        assert ReadingUpload.objects.get(pk=other.pk).state == "RECEIVED"

    def test_an_uploader_cannot_send_for_another_utility(self):
        mine, south = UtilityFactory(), UtilityFactory(code="SOUTH")
        response = send(uploader_of(mine), ("x.csv", b"x"), utility=south.pk)
        assert response.status_code == 422
        assert "Select a valid choice" in response.content.decode()
        assert not ReadingUpload.objects.exists()

    def test_the_office_sees_all(self):
        received(file_name="north.csv")
        received(utility=UtilityFactory(code="SOUTH"), file_name="south.csv")
        shown = text_of(browser_of(user_with(Role.CLERK)), LIST)
        assert "north.csv" in shown
        assert "south.csv" in shown

    def test_an_auditor_looks_and_does_not_touch(self):
        channel_at()
        upload = checked(MIXED)
        browser = browser_of(user_with(Role.AUDITOR))
        shown = text_of(browser, page_url(upload))
        assert "What cannot be taken" in shown
        assert "Store the good rows now" not in shown
        assert "Cancel this upload" not in shown
        assert browser.post(page_url(upload, "upload-commit"), {"how": "part"}).status_code == 403

    @pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
    def test_what_is_not_there_is_404(self, number):
        assert browser_of(user_with(Role.CLERK)).get(f"{LIST}{number}/").status_code == 404


class TestSending:
    def test_a_file_leads_to_its_page(self):
        channel_at()
        utility = UtilityFactory()
        said = {"zone_name": "Europe/London", "stamp": "end", "date_format": "%d/%m/%Y %H:%M", "unit": "MWh"}
        response = send(
            uploader_of(utility), ("march.csv", csv_of(*half_hours(2))), decimal_comma="on", **said
        )
        upload = ReadingUpload.objects.get()
        assert response.status_code == 302
        assert response["Location"] == page_url(upload)
        assert upload.profile == {
            "zone_name": "Europe/London",
            "interval_ending": True,
            "date_format": "%d/%m/%Y %H:%M",
            "delimiter": None,
            "decimal_comma": True,
            "unit": "MWh",
            "service_point": None,
            "channel": None,
            "step_minutes": None,
        }

    def test_several_files_lead_to_the_list(self):
        utility = UtilityFactory()
        response = send(uploader_of(utility), ("a.csv", b"a"), ("b.csv", b"b"))
        assert response["Location"] == LIST
        assert ReadingUpload.objects.count() == 2

    def test_htmx_is_led_there_too(self):
        utility = UtilityFactory()
        browser = uploader_of(utility)
        response = browser.post(
            NEW,
            {"utility": utility.pk, "stamp": "start", "upload_files": SimpleUploadedFile("a.csv", b"a")},
            headers={"HX-Request": "true"},
        )
        assert response["HX-Redirect"] == page_url(ReadingUpload.objects.get())

    def test_the_same_file_leads_to_the_upload_that_is_there(self):
        first = received(b"a", file_name="first.csv")
        response = send(uploader_of(first.utility), ("again.csv", b"a"))
        assert response.status_code == 422
        text = response.content.decode()
        assert "identical to first.csv" in text
        assert f'href="{page_url(first)}"' in text

    def test_of_several_the_good_ones_are_taken(self):
        first = received(b"a", file_name="first.csv")
        browser = uploader_of(first.utility)
        response = send(browser, ("again.csv", b"a"), ("new.csv", b"b"))
        assert response["Location"] == page_url(ReadingUpload.objects.get(file_name="new.csv"))
        assert "again.csv was not taken: identical to first.csv" in text_of(browser, response["Location"])

    def test_a_double_press_is_one_upload(self):
        utility = UtilityFactory()
        browser = uploader_of(utility)
        assert [send(browser, ("a.csv", b"a")).status_code for _ in range(2)] == [302, 422]
        assert ReadingUpload.objects.count() == 1

    @pytest.mark.parametrize(
        ("files", "said", "words"),
        [
            ([], {}, "Choose at least one file."),
            ([("a.csv", b"")], {}, "The submitted file is empty."),
            ([("a.csv", b"a")], {"utility": ""}, "This field is required."),
            ([("a.csv", b"a")], {"utility": "99999999999999999999999"}, "Select a valid choice"),
            ([("a.csv", b"a")], {"zone_name": "Mars/Olympus"}, "choose one such as Europe/Berlin"),
            ([("a.csv", b"a")], {"date_format": "%Q"}, "Select a valid choice"),
            ([("a.csv", b"a")], {"stamp": "middle"}, "Select a valid choice"),
            ([("a.csv", b"a")], {"unit": "x" * 17}, "at most 16 characters"),
            ([("a.csv", b"a")], {"channel": "a\0b"}, "Null characters are not allowed."),
            ([(f"{number}.csv", b"a") for number in range(51)], {}, "send at most 50 at once"),
        ],
    )
    def test_bad_input_is_told_in_words(self, files, said, words):
        response = send(uploader_of(UtilityFactory()), *files, **said)
        assert response.status_code == 422
        assert words in response.content.decode()
        assert not ReadingUpload.objects.exists()

    def test_a_file_that_is_too_large_is_told_by_name(self, monkeypatch):
        monkeypatch.setattr(upload_limits, "LARGEST_FILE_BYTES", 10)
        response = send(uploader_of(UtilityFactory()), ("large.csv", b"x" * 11))
        assert response.status_code == 422
        text = " ".join(response.content.decode().split())
        assert "large.csv was not taken:</strong> it has more than" in text
        assert "Choose at least one file." not in text

    def test_a_hostile_name_is_only_text(self):
        browser = uploader_of(UtilityFactory())
        response = send(browser, ('<img src=x onerror="alert(1)">.csv', b"x"))
        text = browser.get(response["Location"]).content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;.csv" in text

    def test_without_a_token_nothing_is_taken(self):
        utility = UtilityFactory()
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(user_with(Role.UPLOADER, utilities=[utility]))
        assert send(browser, ("a.csv", b"a")).status_code == 403
        assert not ReadingUpload.objects.exists()

    def test_begins_with_what_was_said_last_time(self):
        user = user_with(Role.UPLOADER, utilities=[UtilityFactory()])
        browser = browser_of(user)
        assert 'name="zone_name" value=' not in browser.get(NEW).content.decode()
        received(actor=user, zone_name="America/Phoenix")
        assert 'name="zone_name" value="America/Phoenix"' in browser.get(NEW).content.decode()

    def test_the_limits_are_stated(self):
        shown = text_of(uploader_of(UtilityFactory()), NEW)
        assert "At most 200 MB a file and 50 files at once." in shown
        assert 'type="file"' in shown


class TestList:
    def test_says_what_to_do_when_there_is_none(self):
        shown = text_of(uploader_of(UtilityFactory()), LIST)
        assert "No file has been sent yet" in shown
        assert reverse("metering-staff:upload-template") in shown

    def test_is_filtered_by_state_utility_and_beginning_of_the_name(self):
        channel_at()
        to_decide, refused = checked(file_name="march.csv"), checked(b"x", file_name="april.csv")
        south = UtilityFactory(code="SOUTH")
        received(utility=south, file_name="march south.csv")
        browser = browser_of(user_with(Role.CLERK))

        def shown(**query):
            response = browser.get(LIST, query)
            return [upload.file_name for upload, _ in response.context["rows"]]

        assert shown() == ["march south.csv", "april.csv", "march.csv"]
        assert shown(state="decide") == ["april.csv", "march.csv"]
        assert shown(state="running") == ["march south.csv"]
        assert shown(state="stored") == []
        assert shown(utility=south.pk) == ["march south.csv"]
        assert shown(q="mar") == ["march south.csv", "march.csv"]
        assert shown(q=refused.content_hash[:20]) == ["april.csv"]
        assert shown(q="mar", state="decide", utility=to_decide.utility_id) == ["march.csv"]

    @pytest.mark.parametrize(
        "query",
        [
            {"state": "x"},
            {"utility": "x"},
            {"before": "x"},
            {"before": "9" * 40},
            {"before": "\u0661"},
            {"q": "'\"%_\\"},
            {"q": "a\0b"},
            {"utility": "9" * 30},
        ],
    )
    def test_nonsense_in_the_address_does_no_harm(self, query):
        received()
        assert browser_of(user_with(Role.CLERK)).get(LIST, query).status_code == 200

    def test_is_paged_by_older_and_newest(self, monkeypatch):
        monkeypatch.setattr(module, "_PAGE", 2)
        for number in range(5):
            received(b"x" * (number + 1), file_name=f"{number}.csv")
        browser = browser_of(user_with(Role.CLERK))
        names, url = [], LIST
        while url:
            response = browser.get(url)
            names += [upload.file_name for upload, _ in response.context["rows"]]
            url = response.context["older_url"] and LIST + response.context["older_url"]
        assert names == ["4.csv", "3.csv", "2.csv", "1.csv", "0.csv"]
        assert response.context["newer_url"] == "?"

    def test_queries_do_not_grow_with_the_rows(self, django_assert_max_num_queries):
        for number in range(20):
            received(b"x" * (number + 1))
        browser = browser_of(user_with(Role.CLERK))
        browser.get(LIST)
        with django_assert_max_num_queries(9):
            browser.get(LIST)


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
        assert "2 issued bills stand on readings that would change." in shown

    def test_of_a_refused_file_says_why_and_lets_it_be_read_otherwise(self):
        upload = checked(b"\x89PNG\r\n\x1a\n" + bytes(100))
        shown = text_of(uploader_of(upload.utility), page_url(upload))
        assert "Nothing of this file can be taken." in shown
        assert "the file is not text" in shown
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
