"""A clerk, and where files wait."""

import pytest

from billing_site.foundation.access import Role
from tests.factories.people import browser_of, user_with


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


@pytest.fixture
def clerk():
    return user_with(Role.CLERK)


@pytest.fixture
def browser(clerk):
    return browser_of(clerk)
