"""Files of uploads: the original, what was rejected, and an example."""

import csv
import io
import os

import pytest
from django.urls import reverse

from billing_site.foundation.access import READING_STAFF, Role
from metering.use_cases.cancel_reading_upload import cancel_reading_upload
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


def get(upload, name):
    browser = browser_of(user_with(Role.UPLOADER, utilities=[upload.utility]))
    return browser.get(reverse(f"metering-staff:{name}", args=[upload.pk]))


def rejected(upload):
    """The rows of the download, the head first."""
    response = get(upload, "upload-rejected")
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read(role):
    upload = received()
    browser = browser_of(user_with(role))
    sees = role in (Role.CLERK, Role.MANAGER, Role.AUDITOR)
    of_others = 404 if role in READING_STAFF else 403
    url = reverse("metering-staff:upload-file", args=[upload.pk])
    assert browser.get(url).status_code == (200 if sees else of_others)
    template = browser.get(reverse("metering-staff:upload-template"))
    assert template.status_code == (200 if sees or role in READING_STAFF else 403)


class TestOriginal:
    def test_is_what_was_sent_to_be_saved(self):
        upload = received(b"<script>alert(1)</script>", file_name='ma"r\u00fc.html')
        response = get(upload, "upload-file")
        assert response.getvalue() == b"<script>alert(1)</script>"
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"] == "attachment; filename*=utf-8''ma%22r%C3%BC.html"

    def test_of_a_cancelled_upload_is_gone(self):
        upload = received()
        cancel_reading_upload(upload=upload, at=SENT_AT, actor=upload.uploaded_by)
        assert get(upload, "upload-file").status_code == 404
        assert get(upload, "upload-rejected").status_code == 404


class TestRejected:
    def test_has_the_rows_as_written_with_what_is_wrong(self):
        channel_at()
        rows = [
            *half_hours(2),
            *half_hours(1, value="x", first="2026-03-02T00:00Z"),
            *half_hours(2, point="UNKNOWN"),
        ]
        head, *found = rejected(checked(csv_of(*rows)))
        assert head == [
            *("service_point", "channel", "start", "value", "unit"),
            *("_row", "_field", "_value", "_message", "_cure"),
        ]
        assert [row[:8] for row in found] == [
            ["4001000001", "E1", "2026-03-02T00:00Z", "x", "kWh", "4", "value", "x"],
            ["UNKNOWN", "E1", "2026-03-01T00:00Z", "0.5", "kWh", "5", "service point", "UNKNOWN"],
            ["UNKNOWN", "E1", "2026-03-01T00:30Z", "0.5", "kWh", "6", "service point", ""],
        ]
        assert found[2][8] == "as row 5: North Grid has no service point of this code with channels"
        assert {row[9] for row in found[1:]} == {
            "add the service point and its channels, or correct the code in the file"
        }

    def test_comes_back_corrected_as_it_is(self):
        channel_at()
        upload = stored(csv_of(*half_hours(48), *half_hours(4, point="UNKNOWN")), accepts_partial=True)
        text = get(upload, "upload-rejected").getvalue().decode().replace("UNKNOWN", "4001000002")
        channel_at("4001000002")
        again = stored(text.encode(), file_name="march-rejected.csv")
        assert (again.state, again.new_count, again.problems) == ("COMMITTED", 4, [])

    def test_runs_nothing_in_a_spreadsheet(self):
        channel_at()
        rows = ["=cmd|x,E1,2026-03-01T00:00Z,-0.5,kWh", "=cmd|x,E1,2026-03-01T00:30Z,@SUM(A1),kWh"]
        _, first, second = rejected(checked(csv_of(*half_hours(2), *rows)))
        assert first[:4] == ["'=cmd|x", "E1", "2026-03-01T00:00Z", "-0.5"]
        assert second[3] == "'@SUM(A1)"
        assert [cell for row in (first, second) for cell in row if cell.startswith(("=", "@", "+"))] == []

    def test_keeps_what_stands_beyond_the_last_column(self):
        channel_at()
        _, row = rejected(checked(csv_of(*half_hours(2), "4001000001,E1,2026-03-02T00:00Z,1,5,kWh,x")))
        assert row[:5] == ["4001000001", "E1", "2026-03-02T00:00Z", "1", "5,kWh,x"]

    def test_keeps_the_records_of_nem12(self):
        channel_at()
        days = ",".join(["1"] * 48)
        lines = [
            *("100,NEM12,202603010000,MDP1,RETAIL1", "200,4001000001,E1,E1,E1,N1,M1,KWH,30,"),
            *(
                f"300,20260301,{days},A,,,,",
                "200,UNKNOWN,E1,E1,E1,N1,M1,KWH,30,",
                f"300,20260301,{days},A,,,,",
            ),
            *("900", ""),
        ]
        head, *found = rejected(checked("\n".join(lines).encode()))
        assert head[0] == "record"
        assert [row[0][:15] for row in found] == ["200,UNKNOWN,E1,", "300,20260301,1,"]

    def test_of_a_file_without_rows_leads_back_in_words(self):
        upload = checked(b"\x89PNG\r\n\x1a\n" + bytes(100))
        response = get(upload, "upload-rejected")
        assert response["Location"] == reverse("metering-staff:upload", args=[upload.pk])

    def test_its_name_is_plain(self):
        channel_at()
        upload = checked(csv_of(*half_hours(2), *half_hours(2, point="U")), file_name='Mä"rz; x.csv')
        disposition = get(upload, "upload-rejected")["Content-Disposition"]
        assert disposition == 'attachment; filename="marz-x-rejected.csv"'

    def test_leaves_no_process_behind_when_nobody_reads_on(self):
        channel_at()
        rows = half_hours(20_000, point="UNKNOWN", first="2020-01-01T00:00Z")
        response = get(checked(csv_of(*half_hours(2), *rows)), "upload-rejected")
        next(iter(response))
        response.close()
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


def test_the_template_can_be_sent_as_it_is():
    channel_at("QB0000001", zone_name="Australia/Brisbane")
    browser = browser_of(user_with(Role.CLERK))
    content = browser.get(reverse("metering-staff:upload-template")).getvalue()
    upload = worked_on(received(content), SENT_AT.replace(year=2027))
    assert (upload.state, upload.new_count, upload.problems) == ("CHECKED", 3, [])
