"""What tests of the office's pages ask of every page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from tests.factories.people import browser_of, user_with


def url(name, *args):
    """The address of a page of invoicing's office."""
    return reverse(f"invoicing-staff:{name}", args=args)


def clerk():
    """A browser of a billing clerk."""
    return browser_of(user_with(Role.CLERK))


def manager():
    """A browser of a billing manager."""
    return browser_of(user_with(Role.MANAGER))


def assert_only_for(address, *roles):
    """The page answers 200 to these roles and 403 to all others."""
    for role in Role:
        expected = 200 if role in roles else 403
        assert browser_of(user_with(role)).get(address).status_code == expected, role


def assert_for_office(address):
    """The office may look; customers and uploaders may not."""
    assert_only_for(address, *OFFICE)


def queries_of(browser, address):
    """How many queries the page takes."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def text_of(response):
    """The page's source, with its white space made one."""
    return " ".join(response.content.decode().split())
