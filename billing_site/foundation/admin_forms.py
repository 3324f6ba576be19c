"""Forms of master data: what the database would refuse is said at the field, with its cure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

_TAKEN = "%(field_label)s is taken by another %(model_name)s: choose a different one."


class MasterDataForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Shows each constraint's objection at the field that its `violation_error_code` names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["unique"] = _TAKEN

    def full_clean(self) -> None:
        """Validate as usual; then put the errors of constraints where they can be cured."""
        super().full_clean()
        unplaced = self.errors.pop(NON_FIELD_ERRORS, None)
        for error in unplaced.as_data() if unplaced else ():
            self.add_error(error.code if error.code in self.fields else None, error)
