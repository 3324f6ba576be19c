"""Addresses of the upload pages, who looks at them, and a file of which a part is wrong."""

from django.urls import reverse

from billing_site.foundation.access import Role
from tests.factories.people import browser_of, user_with
from tests.factories.uploads import (
    csv_of,
    half_hours,
)

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
