"""What a clerk writes in the place of readings: numbers, a column of them, or a CSV with their times."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from metering.queries.correction_csv import is_correction_csv, read_correction_csv
from metering.staff.finding_forms import LONGEST_REASON
from metering.staff.readings_around import ReadingPlace
from metering.usage.periods import Period
from metering.usage.written_quantities import UnreadableQuantities, read_quantities

_LARGEST_CSV_BYTES: Final = 2 << 20  # the most intervals, each in a row of 200 characters


class CorrectionForm(forms.Form):
    """The new quantities and why; `place` says for which intervals."""

    use_required_attribute = False  # a file may come instead of what is written

    quantities = forms.CharField(
        label="New readings",
        error_messages={
            "required": "Write one number for all intervals, or one line for each; or send a CSV."
        },
        widget=forms.Textarea(
            attrs={"rows": 8, "class": "mono", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    csv_file = forms.FileField(
        label="Or a CSV file",
        required=False,
        help_text="With the columns start and value, times by the clock of the site or with their offset; it "
        "counts instead of what is written above.",
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why the readings are corrected: the reason is kept with them."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, place: ReadingPlace, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._place = place
        self.fields["quantities"].required = not self.files.get("csv_file")
        unit, count = place.facts.unit, place.interval_count
        self.fields["quantities"].help_text = (
            f"{count:,} values are expected, in {unit}: one line for each of the intervals, or one number for all "
            "of them. A column copied from a spreadsheet fits, and so does a CSV with its header."
            if count > 1
            else f"In {unit}."
        )

    def clean_csv_file(self) -> str:
        """The file's text, "" without a file."""
        file: UploadedFile[Any] | None = self.cleaned_data["csv_file"]
        if file is None:
            return ""
        if (file.size or 0) > _LARGEST_CSV_BYTES:
            raise ValidationError("The file has more than 2 MB: send only the readings to be corrected.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ValidationError("The file is not text: save it as CSV (UTF-8).") from error

    def clean(self) -> dict[str, Any]:
        """Quantities become whole numbers of the metric's base unit."""
        super().clean()
        name = "csv_file" if self.cleaned_data.get("csv_file") else "quantities"
        text = str(self.cleaned_data.get(name) or "")
        if self.has_error("csv_file") or self.has_error("quantities"):
            return self.cleaned_data
        try:
            self.cleaned_data["quantities"] = self._read(text)
        except UnreadableQuantities as error:
            self.add_error(name, f"{error}.")
        return self.cleaned_data

    def _read(self, text: str) -> list[int]:
        place = self._place
        if is_correction_csv(text):
            return read_correction_csv(text, place.facts, Period(place.starts_at, place.ends_at))
        return read_quantities(text, place.interval_count, place.facts.decimals)
