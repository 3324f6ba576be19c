"""How people come in: nobody signs up by themselves, and everybody lands where their work is."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class InvitedOnly(DefaultAccountAdapter):
    """Users are made by staff; a customer is invited to their account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page that knows the user's role."""
        return reverse("home")
