"""Uploads of readings, and how far they have come."""

from datetime import UTC, datetime, timedelta

from billing_site.foundation.access import Role
from metering.file_formats.long_csv import LongCsvProfile
from metering.models import ReadingUpload
from metering.use_cases.commit_reading_upload import commit_reading_upload
from metering.use_cases.receive_reading_upload import receive_reading_upload
from metering.use_cases.work_on_reading_upload import work_on_reading_upload
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory, UtilityFactory
from tests.factories.people import user_with

SENT_AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
HEADER = "service_point,channel,start,value,unit"
POINT = "4001000001"


def half_hours(count, *, point=POINT, channel="E1", value="0.5", first="2026-03-01T00:00Z"):
    """Rows of a CSV that follow each other."""
    start = datetime.fromisoformat(first)
    return [
        f"{point},{channel},{start + timedelta(minutes=30 * number):%Y-%m-%dT%H:%MZ},{value},kWh"
        for number in range(count)
    ]


def csv_of(*rows):
    """A CSV of the rows as bytes."""
    return "\n".join([HEADER, *rows, ""]).encode()


def channel_at(point=POINT, zone_name="Europe/London", **facts):
    """A channel E1 of half-hours at the service point."""
    utility = facts.pop("utility", None) or UtilityFactory()
    site = SiteFactory(zone_name=zone_name)
    return ChannelFactory(service_point=ServicePointFactory(code=point, site=site, utility=utility), **facts)


def received(content=None, *, utility=None, file_name="march.csv", actor=None, at=SENT_AT, **profile):
    """An upload that waits to be checked; by default of two readings."""
    utility = utility or UtilityFactory()
    return receive_reading_upload(
        utility=utility,
        blocks=[csv_of(*half_hours(2)) if content is None else content],
        file_name=file_name,
        profile=LongCsvProfile(**profile),
        received_at=at,
        actor=actor or user_with(Role.UPLOADER, utilities=[utility]),
    )


def worked_on(upload, at=SENT_AT):
    """The upload after a worker has taken its next step."""
    work_on_reading_upload(upload_id=upload.pk, at=at)
    return fresh(upload)


def checked(*arguments, **options):
    """As `received`, and checked."""
    return worked_on(received(*arguments, **options))


def stored(*arguments, accepts_partial=False, **options):
    """As `checked`, committed and stored an hour later."""
    upload = checked(*arguments, **options)
    at = SENT_AT + timedelta(hours=1)
    commit_reading_upload(upload=upload, accepts_partial=accepts_partial, at=at, actor=upload.uploaded_by)
    return worked_on(upload, at)


def fresh(upload):
    """The upload as it stands in the database."""
    return ReadingUpload.objects.get(pk=upload.pk)
