"""The language of each page: what the reader chose, else what their account or their browser says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from billing_site.foundation.access import Role, has_role
from billing_site.foundation.languages import LANGUAGES, chosen_language
from invoicing.queries.portal_access import load_portal_accounts

# The office works in one language, and the API speaks none.
_OFFICE_PATHS: Final = ("/staff/", "/admin/", "/api/", "/alive")


class ReaderLanguage:
    """Middleware after sign-in: everything inside, error pages too, is in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OFFICE_PATHS):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        with translation.override(_language(request)):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """Code and name of each language that the reader may switch to; none for the office."""
    if request.user.is_authenticated and not has_role(request.user, Role.CUSTOMER):
        return []
    # The active language may name a region, such as en-us.
    shown = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    return [{"code": code, "name": name} for code, name in LANGUAGES.items() if code != shown]


def _language(request: HttpRequest) -> str:
    """Before sign-in the browser is asked; a page about an account then takes that one's language."""
    user: Any = request.user
    if not user.is_authenticated:
        return translation.get_language_from_request(request)
    if not has_role(user, Role.CUSTOMER):
        return settings.LANGUAGE_CODE
    chosen = chosen_language(request)
    return (
        chosen or next((one.language for one in load_portal_accounts(user)), None) or settings.LANGUAGE_CODE
    )
