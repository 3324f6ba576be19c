"""Forms of payments; they check, and a use case records."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from invoicing.models import Account, Payment
from pricing.money import minor_unit_scale, round_amount


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AmountField(forms.DecimalField):
    """An amount as people write it: 120.50, 120,50, 1,234.50 or 1.234,50; "1,234" may mean two things."""

    _ONE_MARK = re.compile(r"-?\d+,\d{1,2}")
    _BOTH_MARKS = re.compile(r"-?\d{1,3}(,\d{3})+\.\d+|-?\d{1,3}(\.\d{3})+,\d+")

    def to_python(self, value: Any) -> Any:
        """The amount; raises ValidationError for what is none, or could be two."""
        text = re.sub(r"\s", "", value) if isinstance(value, str) else value
        if isinstance(text, str) and (self._ONE_MARK.fullmatch(text) or self._BOTH_MARKS.fullmatch(text)):
            whole, _, decimals = text.replace(",", ".").rpartition(".")
            text = f"{whole.replace('.', '')}.{decimals}"
        return super().to_python(text)


class PaymentForm(forms.Form):
    """A payment as the bank or the receipt tells of it; cleaned, `account` is the account."""

    account = forms.CharField(
        label="Account number", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    amount = AmountField(
        max_digits=18,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}),
        help_text="In the currency of the account.",
        error_messages={"invalid": "Write the amount with a point, such as 120.50."},
    )
    received_date = forms.DateField(
        label="Received on", widget=_day_input(), help_text="The day the money counts from, as the bank says."
    )
    source = forms.ChoiceField(choices=Payment.Source.choices)
    reference = forms.CharField(
        max_length=100,
        help_text="The bank's transaction number, or that of the receipt: it keeps a payment from being recorded twice.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_account(self) -> Account:
        """The account with the number."""
        number = self.cleaned_data["account"].strip()
        found = Account.objects.select_related("customer").filter(number__iexact=number).first()
        if found is None:
            raise forms.ValidationError(
                f"No account has the number {number}: look it up by name in the search."
            )
        return found

    def clean(self) -> dict[str, Any]:
        """The amount has no more decimals than the account's currency."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        account, amount = cleaned.get("account"), cleaned.get("amount")
        if amount is not None and amount <= 0:
            self.add_error("amount", "Write what came in; it is more than nothing.")
        elif account is not None and amount is not None:
            scale = minor_unit_scale(account.currency)
            if amount != round_amount(amount, scale):
                self.add_error("amount", f"{account.currency} has {scale} decimals: write no more than that.")
        return cleaned


class ReversalForm(forms.Form):
    """Why and when a payment went back."""

    reversal_date = forms.DateField(label="Went back on", widget=_day_input())
    reason = forms.CharField(
        max_length=300,
        help_text="Such as: direct debit returned, account closed.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
