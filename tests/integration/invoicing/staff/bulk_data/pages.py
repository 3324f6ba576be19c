"""The bulk data pages as one uses them: send a file, confirm it, read what is said."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from invoicing.staff.bulk_data import TABLES

SLUGS = [table.slug for table in TABLES]
SITES = b"code,name,time_zone\nS-1,Old Mill,Europe/London\nS-2,Pier,UTC\n"


def url(page, *parts):
    return reverse(f"invoicing-staff:bulk-data{page}", args=parts)


def upload(browser, content, slug="sites", name="sites.csv"):
    """Send a file; returns the response to it, followed to where it leads."""
    return browser.post(url("-table", slug), {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(browser, page, **changes):
    """Press the button beneath a preview."""
    form = page.context["form"]
    data = {"seen": form["seen"].value(), "changes": form["changes"].value(), **changes}
    return browser.post(page.request["PATH_INFO"], data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]
