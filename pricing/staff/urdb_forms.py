"""What people send of the utility rate database, and what they decide about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from pricing.urdb.conversion import Conversion
from pricing.urdb.findings import Choice, Finding

LARGEST_RECORD: Final = 500_000
_PREFIX: Final = "answer-"
_MOST_RADIOS: Final = 3


class RecordFileForm(forms.Form):
    """The file of one rate."""

    record_file = forms.FileField(
        label="Rate record",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        help_text="A JSON file of one rate of the US utility rate database (OpenEI), version 3 to 8.",
    )

    def clean_record_file(self) -> bytes:
        """The bytes of a file that is small enough."""
        file = self.cleaned_data["record_file"]
        if file.size > LARGEST_RECORD:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_RECORD:,} bytes; a rate is much smaller."
            )
        content: bytes = file.read()
        return content


class AnswersForm(forms.Form):
    """A field for each decision about a record, and for what may be written otherwise."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(prefix=None)
        causes: dict[str, list[Finding]] = {}
        for finding in conversion.findings:
            if finding.choice is not None:
                causes.setdefault(finding.choice.key, []).append(finding)
        for entry in conversion.entries:
            self.fields[f"{_PREFIX}{entry.key}"] = _text_field(entry)
        for choice in conversion.choices:
            self.fields[f"{_PREFIX}{choice.key}"] = _choice_field(choice, causes[choice.key])


def given_answers(data: Mapping[str, Any]) -> dict[str, str]:
    """The answers in the data of a sent form, by key."""
    return {
        name.removeprefix(_PREFIX): str(value) for name, value in data.items() if name.startswith(_PREFIX)
    }


def _text_field(entry: Choice) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}) if entry.key == "effective_from" else forms.TextInput()
    return forms.CharField(label=entry.label, initial=entry.value, max_length=100, widget=widget)


def _choice_field(choice: Choice, causes: list[Finding]) -> forms.Field:
    first = causes[0].message
    more = f" (and {len(causes) - 1} more)" if len({cause.path for cause in causes}) > 1 else ""
    return forms.ChoiceField(
        label=choice.label,
        initial=choice.value,
        choices=[(option.value, option.text) for option in choice.options],
        widget=forms.RadioSelect if len(choice.options) <= _MOST_RADIOS else forms.Select,
        help_text=f"{first[:1].upper()}{first[1:]}{more}.",
    )
