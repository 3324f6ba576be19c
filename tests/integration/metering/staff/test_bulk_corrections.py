"""Many readings corrected at once: as a CSV with times, or by an estimate."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, Role
from metering.models import ReadingBatch
from tests.factories.metering import ChannelFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
FROM, TO = date(2026, 1, 1), date(2026, 1, 15)
HEADER = "start,value\n"
HOLES = range(48 * 5 + 24, 48 * 5 + 27)


@pytest.fixture
def channel():
    """A fortnight of half-hours, of which three are missing on 6 January from noon."""
    channel = ChannelFactory(service_point__code="10 0042")
    store_readings(channel, FROM, TO, 300, holes=HOLES)
    return channel


@pytest.fixture
def clerk():
    return browser_of(user_with(Role.CLERK))


def url(channel, name="correct-readings", count=3):
    path = reverse(f"metering-staff:{name}", args=[channel.service_point_id])
    return f"{path}?channel=E1&from=2026-01-06T12:00Z&count={count}"


def send(clerk, channel, text, *, as_file=True, **options):
    data = {"reason": "meter test", "quantities": "" if as_file else text}
    if as_file:
        data["csv_file"] = SimpleUploadedFile("corrected.csv", text.encode())
    return clerk.post(url(channel, **options), data)


def values(clerk, channel):
    page = reverse("metering-staff:service-point", args=[channel.service_point_id])
    rows = clerk.get(page, {"channel": "E1", "at": "2026-01-06"}).context["intervals"]
    return [str(row["interval"].value) for row in rows[23:28]]


def test_says_how_many_values_are_expected(clerk, channel):
    assert "1,344 values are expected, in kWh" in clerk.get(url(channel, count=1344)).text


@pytest.mark.parametrize("as_file", [True, False])
def test_a_csv_finds_its_intervals_by_their_times(clerk, channel, as_file):
    text = f"{HEADER}2026-01-06 13:00,0.3\n2026-01-06T12:00Z,0.1\n2026-01-06 12:30,0.2\n"
    assert send(clerk, channel, text, as_file=as_file).status_code == 302
    assert values(clerk, channel) == ["0.300", "0.100", "0.200", "0.300", "0.300"]


def test_a_csv_may_name_the_channel_and_another_unit(clerk, channel):
    text = "service_point,channel,start,value,unit\n" + "".join(
        f"10 0042,E1,2026-01-06 {clock},250,Wh\n" for clock in ("12:00", "12:30", "13:00")
    )
    assert send(clerk, channel, text).status_code == 302
    assert values(clerk, channel)[1:4] == ["0.250"] * 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("2026-01-06 12:00,0.1\n", "2 of the 3 values are missing, the first for 2026-01-06 12:30"),
        ("2026-01-06 12:00,x\n", "row 2, value x: this is not a number"),
        ("2026-01-06 11:30,0.1\n", "row 2 is of another time"),
        ("2026-01-06 12:00,0.1\n2026-01-06 12:00,0.1\n", "row 3 has the time of another"),
        ("2026-01-06 12:00,0.0001\n", "row 2, 0.0001 kWh: channel E1 of 10 0042 stores 3 decimals"),
        ("06/01/2026 12:00,0.1\n", "row 2, start 06/01/2026 12:00"),
    ],
)
def test_says_which_row_is_wrong_and_stores_nothing(clerk, channel, rows, said):
    response = send(clerk, channel, HEADER + rows)
    assert response.status_code == 422
    assert said in response.text
    assert not ReadingBatch.objects.filter(origin="EDIT").exists()


def test_rows_of_another_channel_are_not_taken(clerk, channel):
    text = "channel,start,value\nE2,2026-01-06 12:00,1\n"
    assert "row 2 is of 10 0042 E2: send readings of 10 0042 E1 only" in send(clerk, channel, text).text


def test_a_file_that_is_no_text_is_told(clerk, channel):
    file = SimpleUploadedFile("x.csv", b"\xff\xfe\x00\x81")
    response = clerk.post(url(channel), {"reason": "meter test", "quantities": "1", "csv_file": file})
    assert (response.status_code, "The file is not text" in response.text) == (422, True)


def test_what_is_missing_can_be_estimated_here(clerk, channel):
    page = clerk.get(url(channel)).text
    assert "3 of 3 readings are missing" in page
    response = clerk.post(url(channel, "correct-readings-estimate"))
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["3 readings estimated."]
    assert values(clerk, channel)[1:4] == ["0.300"] * 3
    assert "Estimate these" not in clerk.get(url(channel)).text


@pytest.mark.parametrize("role", list(Role))
def test_estimating_is_for_billing_staff_only(role, channel):
    expected = 302 if role in BILLING_STAFF else 403
    assert browser_of(user_with(role)).post(url(channel, "correct-readings-estimate")).status_code == expected
