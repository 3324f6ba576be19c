"""The page that shows the row of the file behind a reading."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from billing_site.foundation.access import READING_STAFF, Role
from metering.use_cases.correct_readings import correct_readings
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import UtilityFactory
from tests.factories.people import browser_of, user_with
from tests.factories.submissions import half_hourly, submitted
from tests.factories.uploads import channel_at, csv_of, half_hours, stored
from tests.integration.metering.meter_files import nem12
from tests.integration.metering.use_cases.deliveries import FIRST, NOW, channel, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
NUMBERED = [f"{number}.5" for number in range(1, 49)]


@pytest.fixture
def brisbane():
    """A channel whose local days are the market's, with one day from a NEM12 file."""
    found = channel()
    take(nem12({FIRST: NUMBERED}), source_name="north.csv")
    return found


def page(measured, browser=None, headers=None, **query):
    url = reverse("metering-staff:reading-sources", args=[measured.service_point_id])
    return (browser or browser_of(user_with(Role.CLERK))).get(url, query, headers=headers)


def text_of(response):
    assert response.status_code == 200
    return unescape(" ".join(response.content.decode().split()))


def test_shows_the_day_in_its_row(brisbane):
    text = text_of(page(brisbane, day="2026-03-01"))
    assert '<strong>Row 3</strong> of <bdi class="mono">north.csv</bdi>' in text
    assert '<span class="row-number">3</span><code>300,20260301,<mark>1.5,2.5,' in text
    assert "48 of its 48 readings of this day count: 48 actual" in text


def test_shows_one_reading_marked_in_its_row(brisbane):
    text = text_of(page(brisbane, day="2026-03-01", interval="2026-02-28T15:00Z"))
    assert "<strong>01:00</strong>, 1 Mar 2026: <strong>3.500 kWh</strong>, actual" in text
    assert "1.5,2.5,<mark>3.5</mark>,4.5" in text


def test_shows_the_last_day_with_readings_when_none_is_named(brisbane):
    assert "1 Mar 2026" in text_of(page(brisbane))
    assert "1 Mar 2026" in text_of(page(brisbane, day="rubbish", interval="x", as_of="y", channel="E1"))


@pytest.mark.parametrize("query", [{"channel": "E9"}, {"channel": "\0"}, {"day": "0001-01-01"}])
def test_is_404_for_what_is_not_there(brisbane, query):
    assert page(brisbane, **query).status_code == 404


def test_is_404_before_the_first_reading():
    assert page(channel()).status_code == 404


def test_says_so_of_a_day_without_readings(brisbane):
    assert "Nothing was delivered for this day." in text_of(page(brisbane, day="2026-03-02"))


def test_is_a_fragment_inside_another_page(brisbane):
    response = page(brisbane, headers={"HX-Request": "true"}, day="2026-03-01")
    assert "<html" not in text_of(response)
    assert response["HX-Push-Url"] == "false"
    assert 'hx-target="this"' in text_of(response)
    assert "<html" in text_of(page(brisbane, day="2026-03-01"))


def test_says_that_a_delivery_was_taken_back_since(brisbane):
    batch = take(nem12({FIRST: NUMBERED})).batch
    withdraw_reading_batch(batch=batch, withdrawn_at=NOW + timedelta(hours=2), reason="x", actor=None)
    as_of = (NOW + timedelta(hours=1)).isoformat()
    assert "Nothing was delivered for this day." in text_of(page(brisbane, day="2026-03-01"))
    text = text_of(page(brisbane, day="2026-03-01", as_of=as_of))
    assert "This delivery was taken back since" in text
    assert "<mark>1.5,2.5," in text


def test_leads_to_the_import_and_to_the_file():
    point = channel_at()
    upload = stored(csv_of(*half_hours(48)))
    text = text_of(page(point, day="2026-03-01"))
    assert f'href="{reverse("metering-staff:upload", args=[upload.pk])}"' in text
    assert f'href="{reverse("metering-staff:batch-file", args=[upload.batch_id])}"' in text
    assert "<strong>Rows 2 to 49</strong>" in text


def test_shows_nothing_of_a_file_as_markup():
    point = channel_at()
    rows = half_hours(2)
    stored(
        csv_of(*rows)
        .replace(b",kWh", b",kWh,<script>alert(1)</script>")
        .replace(b"value,unit", b"value,unit,note")
    )
    content = page(point, day="2026-03-01").content
    assert b"&lt;script&gt;alert(1)" in content
    assert b"<script>alert(1)" not in content


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_rows_and_files(role, brisbane):
    batch = take(nem12({FIRST: NUMBERED})).batch
    sees = role in (Role.CLERK, Role.MANAGER, Role.AUDITOR)
    expected = 200 if sees else 404 if role in READING_STAFF else 403
    browser = browser_of(user_with(role))
    assert page(brisbane, browser).status_code == expected
    assert browser.get(reverse("metering-staff:batch-file", args=[batch.pk])).status_code == expected


def test_an_uploader_sees_those_of_its_own_utility(brisbane):
    batch = take(nem12({FIRST: NUMBERED})).batch
    own = browser_of(user_with(Role.UPLOADER, utilities=[brisbane.service_point.utility]))
    other = browser_of(user_with(Role.UPLOADER, utilities=[UtilityFactory(code="SOUTH")]))
    file_url = reverse("metering-staff:batch-file", args=[batch.pk])
    assert (page(brisbane, own).status_code, own.get(file_url).status_code) == (200, 200)
    assert (page(brisbane, other).status_code, other.get(file_url).status_code) == (404, 404)


def test_the_file_is_what_was_sent_to_be_saved(brisbane):
    batch = take(nem12({FIRST: NUMBERED})).batch
    response = browser_of(user_with(Role.CLERK)).get(reverse("metering-staff:batch-file", args=[batch.pk]))
    assert response.getvalue() == nem12({FIRST: NUMBERED}).getvalue()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="north.csv"'
    assert int(response["Content-Length"]) == len(nem12({FIRST: NUMBERED}).getvalue())


def test_the_file_of_a_request_has_a_name_too():
    half_hourly()
    submission = submitted()
    response = browser_of(user_with(Role.CLERK)).get(
        reverse("metering-staff:batch-file", args=[submission.batch_id])
    )
    assert response["Content-Disposition"].endswith(f'readings-{submission.content_hash[:12]}.json"')


def test_a_file_that_is_gone_is_404(brisbane, upload_dir):
    batch = take(nem12({FIRST: NUMBERED})).batch
    for path in (upload_dir / "sources").rglob("*.gz"):
        path.unlink()
    browser = browser_of(user_with(Role.CLERK))
    assert browser.get(reverse("metering-staff:batch-file", args=[batch.pk])).status_code == 404
    assert "no longer kept" in text_of(page(brisbane, browser, day="2026-03-01"))


def test_the_page_of_the_service_point_leads_here(brisbane):
    url = reverse("metering-staff:service-point", args=[brisbane.service_point_id])
    text = text_of(browser_of(user_with(Role.CLERK)).get(url, {"at": "2026-03-01"}))
    path = reverse("metering-staff:reading-sources", args=[brisbane.service_point_id])
    assert f'href="{path}?channel=E1&day=2026-03-01"' in text
    assert f'href="{path}?channel=E1&day=2026-03-01&interval=2026-02-28T14%3A00Z"' in text


@pytest.mark.parametrize(("role", "is_told"), [(Role.CLERK, True), (Role.UPLOADER, False)])
def test_a_reason_of_the_office_is_told_to_the_office_only(brisbane, role, is_told):
    correct_readings(
        channel=brisbane,
        starts_at=datetime(2026, 2, 28, 14, tzinfo=UTC),
        quantities=[7],
        reason="Mrs Miller has called",
        corrected_at=datetime(2026, 3, 20, tzinfo=UTC),
        actor=user_with(Role.CLERK),
    )
    browser = browser_of(user_with(role, utilities=[brisbane.service_point.utility]))
    text = text_of(page(brisbane, browser, day="2026-03-01"))
    assert ("Mrs Miller" in text, "corrected by the office" in text) == (is_told, not is_told)
