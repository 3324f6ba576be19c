"""Said otherwise, a file may mean something else."""

import pytest

from billing_site.foundation.models import AuditEntry
from metering.file_formats.long_csv import LongCsvProfile
from metering.use_cases.recheck_reading_upload import UnableToRecheckReadingUpload, recheck_reading_upload
from tests.factories.uploads import SENT_AT, channel_at, checked, received, stored, worked_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
LOCAL = (
    b"service_point,channel,start,value\n4001000001,E1,01/03/2026 00:00,1\n4001000001,E1,01/03/2026 00:30,1\n"
)


def recheck(upload, **profile):
    return recheck_reading_upload(
        upload=upload, profile=LongCsvProfile(**profile), at=SENT_AT, actor=upload.uploaded_by
    )


def test_reads_the_file_anew():
    channel_at()
    upload = checked(LOCAL)
    assert upload.state == "REFUSED"
    again = recheck(upload, zone_name="Europe/London", date_format="%d/%m/%Y %H:%M")
    assert (again.state, again.attempt_count, again.profile["zone_name"]) == ("RECEIVED", 0, "Europe/London")
    again = worked_on(again)
    assert (again.state, again.new_count, again.problems) == ("CHECKED", 2, [])
    assert AuditEntry.objects.filter(action="RECHECKED", subject_id=str(upload.pk)).count() == 1


def test_waits_for_a_check_under_way():
    with pytest.raises(UnableToRecheckReadingUpload, match="it is being checked: wait for the result"):
        recheck(received())


def test_what_is_stored_is_not_checked_again():
    channel_at()
    with pytest.raises(UnableToRecheckReadingUpload, match="it is stored: send the file again"):
        recheck(stored())
