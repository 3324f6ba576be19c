"""Which language a visitor has chosen with the switch; the cookie is that of Django's set_language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest

LANGUAGES: Final[Mapping[str, str]] = dict(settings.LANGUAGES)
"""The languages of the site under their codes, each named in itself."""


def chosen_language(request: HttpRequest) -> str | None:
    """The code of the language chosen; None without a choice, or for one that we do not speak."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in LANGUAGES else None
