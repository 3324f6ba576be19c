"""Texts of the sign-in library that its own German catalogue says too familiarly, so that ours has them too."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

TEXTS: Final = (
    _("Please type your current password."),
    _("Be patient, you are sending too many requests."),
    _("You must type the same password each time."),
    _("You are already logged in as %(user_display)s."),
    _("You have signed out."),
)
