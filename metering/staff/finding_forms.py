"""What a clerk says when a finding is done with."""

from __future__ import annotations

from django import forms

LONGEST_REASON = 300


class AcceptForm(forms.Form):
    """Why the readings are right as they are."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        help_text="Kept with the finding, and read by whoever asks about the bill.",
        error_messages={"required": "Say why the readings are right: bills may depend on it."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
