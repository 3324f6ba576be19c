"""What is asked of a clerk who reads a meter, exchanges one, or takes a reading back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms

from metering.models import RegisterReading
from metering.queries.register_readings import Dial
from metering.staff.finding_forms import LONGEST_REASON

_KINDS: Final = (
    (RegisterReading.Kind.ACTUAL, "the utility"),
    (RegisterReading.Kind.CUSTOMER, "the customer"),
    (RegisterReading.Kind.ESTIMATED, "nobody: it is an estimate"),
)
_AN_INPUT: Final = {"inputmode": "decimal", "autocomplete": "off", "class": "dial", "spellcheck": "false"}


def _value_field(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text=help_text,
        widget=forms.TextInput(attrs=_AN_INPUT),
    )


def _date_field(label: str, today: date) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": today.isoformat()}),
    )


class _DialFields(forms.Form):
    """What the dial looks like; asked where no reading has told."""

    digits = forms.IntegerField(
        label="Digits before the decimal mark", min_value=1, max_value=10, help_text="Usually black."
    )
    decimals = forms.IntegerField(
        label="Digits behind it", min_value=0, max_value=4, help_text="Usually red; 0 if there are none."
    )
    multiplier = forms.DecimalField(
        min_value=Decimal("0.000001"),
        max_digits=12,
        decimal_places=6,
        help_text="1 unless the meter says so.",
    )

    def dial(self) -> Dial:
        """The dial that was described; for a valid form."""
        found = self.cleaned_data
        return Dial(found["digits"], found["decimals"], found["multiplier"])


class FirstReadingForm(_DialFields):
    """The first number read from a meter, with what its dial looks like."""

    field_order = ("value", "read_date", "kind", "digits", "decimals", "multiplier")

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["value"] = _value_field("What the meter shows")
        self.fields["read_date"] = _date_field("Read on", today)
        self.fields["kind"] = forms.ChoiceField(label="Read by", choices=_KINDS)
        self.order_fields(self.field_order)


class NextReadingForm(forms.Form):
    """A number read from a meter whose dial is known."""

    def __init__(self, *arguments: Any, today: date, dial: Dial, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._dial = dial
        decimals = f" and {dial.decimals} behind the decimal mark" if dial.decimals else ""
        self.fields["value"] = _value_field("What the meter shows", f"{dial.digits} digits{decimals}.")
        self.fields["read_date"] = _date_field("Read on", today)
        self.fields["kind"] = forms.ChoiceField(label="Read by", choices=_KINDS)

    def dial(self) -> Dial:
        """The dial that was read last."""
        return self._dial


class ExchangeForm(_DialFields):
    """The old meter's last number, and the new meter with its first."""

    field_order = (
        *("exchanged_on", "closing_value", "serial", "opening_value"),
        *("digits", "decimals", "multiplier"),
    )
    serial = forms.CharField(
        label="New meter's serial number",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["exchanged_on"] = _date_field("Exchanged on", today)
        self.fields["closing_value"] = _value_field("Old meter's last reading")
        self.fields["opening_value"] = _value_field("New meter's first reading")
        self.order_fields(self.field_order)


class TakeBackReadingForm(forms.Form):
    """Why a reading is taken back."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why: the reason is kept with the reading."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
