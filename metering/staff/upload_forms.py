"""What people say about a file they send, and what they decide about it."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from metering.file_formats.long_csv import LongCsvProfile
from metering.models import Site, Utility
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone
from metering.use_cases.undo_reading_upload import LONGEST_REASON

_DATE_FORMATS: Final = (
    ("", "2026-01-31 23:30 (ISO 8601)"),
    ("%d/%m/%Y %H:%M", "31/01/2026 23:30"),
    ("%d.%m.%Y %H:%M", "31.01.2026 23:30"),
    ("%d-%m-%Y %H:%M", "31-01-2026 23:30"),
    ("%d/%m/%Y %I:%M %p", "31/01/2026 11:30 PM"),
    ("%m/%d/%Y %H:%M", "01/31/2026 23:30 (month first)"),
    ("%m/%d/%Y %I:%M %p", "01/31/2026 11:30 PM (month first)"),
    ("%Y/%m/%d %H:%M", "2026/01/31 23:30"),
    ("%Y%m%d%H%M", "202601312330"),
)
_STAMPS: Final = (("start", "begins"), ("end", "ends"))
_ZONES_KEPT_S: Final = 600
MOST_FILES: Final = 50


class _Files(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several: their value is a list."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file by itself; an empty one is left to the use case, which names it."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(file, initial) for file in files or [None]]


class ReadingFormatForm(forms.Form):
    """How the file writes its times and numbers; NEM12 and times with an offset say it themselves."""

    zone_name = forms.CharField(
        label="Times are by the clock of",
        required=False,
        max_length=64,
        widget=forms.TextInput(
            attrs={"list": "zones", "placeholder": "the file says it itself", "autocomplete": "off"}
        ),
        help_text="A time zone such as Europe/Berlin, for times without an offset. We never guess: a wrong "
        "zone moves usage into wrong hours.",
    )
    stamp = forms.ChoiceField(
        label="Each time is when its interval",
        choices=_STAMPS,
        widget=forms.RadioSelect,
        initial="start",
    )
    date_format = forms.ChoiceField(label="Dates look like", choices=_DATE_FORMATS, required=False)
    decimal_comma = forms.BooleanField(label="Numbers have a decimal comma (0,42)", required=False)
    unit = forms.CharField(
        label="Unit", required=False, max_length=16, help_text="If no column names it; else kWh is meant."
    )
    channel = forms.CharField(
        label="Channel or register",
        required=False,
        max_length=40,
        help_text="If no column names it; else channel 1 is meant.",
    )

    def __init__(self, *args: Any, profile: LongCsvProfile | None = None, **kwargs: Any) -> None:
        if profile is not None:
            known = asdict(profile)
            kwargs["initial"] = {
                "zone_name": known["zone_name"] or "",
                "stamp": "end" if known["interval_ending"] else "start",
                "date_format": known["date_format"] or "",
                "decimal_comma": known["decimal_comma"],
                "unit": known["unit"] or "",
                "channel": known["channel"] or "",
                **kwargs.get("initial", {}),
            }
        super().__init__(*args, **kwargs)

    @property
    def zones(self) -> list[str]:
        """Zones to choose from: those of sites first."""
        return zones_to_choose()

    def clean_zone_name(self) -> str:
        """An IANA zone, or none."""
        zone_name: str = self.cleaned_data["zone_name"].strip()
        try:
            return LocalCalendar(zone_name).zone_name if zone_name else ""
        except UnknownTimeZone as error:
            raise forms.ValidationError(f"{error}: choose one such as Europe/Berlin.") from error

    def profile(self) -> LongCsvProfile:
        """What was said, for the parser."""
        said = self.cleaned_data
        return LongCsvProfile(
            zone_name=said["zone_name"] or None,
            interval_ending=said["stamp"] == "end",
            date_format=said["date_format"] or None,
            decimal_comma=said["decimal_comma"],
            unit=said["unit"].strip() or None,
            channel=said["channel"].strip() or None,
        )


class UploadForm(ReadingFormatForm):
    """Files of one utility."""

    utility = forms.ModelChoiceField(
        Utility.objects.none(), label="Utility", empty_label="Whose readings are these?"
    )
    upload_files = _FilesField(label="Files", error_messages={"required": "Choose at least one file."})

    def __init__(self, *args: Any, utilities: QuerySet[Utility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["utility"]
        field.queryset = utilities.order_by("name")  # type: ignore[attr-defined]
        self.order_fields(["upload_files", "utility"])

    def clean_upload_files(self) -> list[UploadedFile[Any]]:
        """Not too many at once."""
        files: list[UploadedFile[Any]] = self.cleaned_data["upload_files"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"These are {len(files)} files: send at most {MOST_FILES} at once, or a zip of each."
            )
        return files


class CommitForm(forms.Form):
    """Whether the rest counts when some rows cannot be taken."""

    how = forms.ChoiceField(
        label="Rows that cannot be taken",
        choices=[("part", "Store the good rows now"), ("whole", "All or nothing")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to the rows that can be taken."},
    )


class UndoForm(forms.Form):
    """Why an upload is undone."""

    reason = forms.CharField(
        label="Why is it undone?", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class UploadFilterForm(forms.Form):
    """Search in the list."""

    q = forms.CharField(label="File name or SHA-256 begins with", required=False, max_length=255)
    utility = forms.ModelChoiceField(
        Utility.objects.none(), label="Utility", required=False, empty_label="All utilities"
    )

    def __init__(self, *args: Any, utilities: QuerySet[Utility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["utility"]
        field.queryset = utilities.order_by("name")  # type: ignore[attr-defined]


def zones_to_choose() -> list[str]:
    """The zones of sites, and then all others by name."""
    near: list[str] = cache.get_or_set("zones-of-sites", _zones_of_sites, _ZONES_KEPT_S) or []
    return [*near, *(zone for zone in _all_zones() if zone not in near)]


def _zones_of_sites() -> list[str]:
    return list(Site.objects.order_by("zone_name").values_list("zone_name", flat=True).distinct())


@lru_cache(maxsize=1)
def _all_zones() -> tuple[str, ...]:
    return tuple(zone for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC")
