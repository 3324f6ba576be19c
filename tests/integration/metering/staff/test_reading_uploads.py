"""The screens of uploads: the list, sending, and the page of each."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from billing_site.foundation import upload_limits
from billing_site.foundation.access import READING_STAFF, Role
from metering.models import ReadingUpload
from metering.staff import reading_uploads as module
from tests.factories.metering import UtilityFactory
from tests.factories.people import browser_of, user_with
from tests.factories.uploads import (
    channel_at,
    checked,
    csv_of,
    half_hours,
    received,
)
from tests.integration.metering.staff.upload_pages import LIST, MIXED, NEW, page_url, text_of, uploader_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


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
