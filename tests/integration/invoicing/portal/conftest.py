"""The clock of the portal's tests: the morning of 16 March 2026."""

import pytest
from django.utils import timezone

from tests.factories.portal import NOW


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    """What views take for now."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
