"""The two forms of a bulk import: the file, and the confirmation of its preview."""

from __future__ import annotations

from typing import Any

from django import forms

from billing_site.foundation.bulk_data.import_preview import ImportPreview
from billing_site.foundation.bulk_data.pending_imports import LARGEST_FILE_BYTES
from billing_site.foundation.bulk_data.row_outcomes import Kind
from billing_site.foundation.bulk_data.spreadsheet_table import MOST_ROWS


class BulkFileForm(forms.Form):
    """The file to look at."""

    file = forms.FileField(
        label="File",
        help_text=f"CSV (UTF-8) or .xlsx, of which the first sheet is read: {MOST_ROWS:,} rows and "
        f"{LARGEST_FILE_BYTES >> 20} MB at most. You see what it would do before anything is stored.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": "Choose a file."},
        max_length=255,
        allow_empty_file=True,  # said better by whoever keeps the file
    )


class ConfirmImportForm(forms.Form):
    """What was seen, and the number of rows that change, typed: what they held before is not kept."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    changes = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    typed_changes = forms.CharField(
        label="How many rows change?",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8}),
    )

    @classmethod
    def of(cls, preview: ImportPreview) -> ConfirmImportForm:
        """The form beneath a preview."""
        changes = preview.counts[Kind.CHANGED]
        form = cls(initial={"seen": preview.digest, "changes": changes})
        form._shape(changes)
        return form

    def clean(self) -> dict[str, Any]:
        """Whether the right number was typed, if any row changes."""
        data = self.cleaned_data
        changes = data.get("changes", 0)
        typed = data.get("typed_changes", "").replace(",", "").strip()
        self._shape(changes)
        if changes and typed != str(changes):
            self.add_error("typed_changes", f"Type {changes} to confirm that these rows change.")
        return data

    def _shape(self, changes: int) -> None:
        field = self.fields["typed_changes"]
        field.required = bool(changes)
        field.help_text = f"Type {changes}: what these rows held before is overwritten."
        if not changes:
            field.widget = forms.HiddenInput()
