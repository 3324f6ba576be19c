"""The columns of a bulk file: what each means, how its text is read, and how a stored value is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.fields import NOT_PROVIDED
from import_export.fields import Field

_SHORTENED: Final = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)
_WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Controls, halves of characters, and the marks that turn the direction of what follows.
_NOT_TEXT: Final = frozenset({"Cc", "Cs", "Cn"})
_TURNS: Final = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_LIKE_A_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class NotTaken(ValueError):
    """A cell cannot be taken; the message says why and what to write instead."""


class Column(Field):
    """A text; the other kinds of column refine it.

    `attribute` is what it fills, `meaning` and three `examples` are for the people who fill the file. An empty
    cell stands for `empty`; without one the cell must be filled.
    """

    def __init__(
        self,
        attribute: str,
        *,
        meaning: str,
        examples: Sequence[str],
        empty: Any = NOT_PROVIDED,
        most: int = 0,
    ) -> None:
        super().__init__(attribute=attribute)
        self.meaning, self.examples, self.empty, self.most = meaning, tuple(examples), empty, most

    @property
    def is_required(self) -> bool:
        """Whether each row has to fill it."""
        return self.empty is NOT_PROVIDED

    @property
    def label(self) -> str:
        """Its name in a sentence."""
        return str(self.column_name).replace("_", " ")

    def clean(self, row: Mapping[str, Any], **kwargs: Any) -> Any:
        """The value of the row's cell. Raises NotTaken."""
        text = cell_text(row[self.column_name])
        if not text:
            if self.is_required:
                raise NotTaken(f"{self.label.capitalize()} is missing: fill it in.")
            return self.empty
        return self.parsed(text, row)

    def parsed(self, text: str, row: Mapping[str, Any]) -> Any:
        """The value that a text stands for. Raises NotTaken."""
        if self.most and len(text) > self.most:
            raise NotTaken(f"{self.label.capitalize()} is longer than {self.most} characters: shorten it.")
        if _SHORTENED.fullmatch(text):
            raise NotTaken(
                "A spreadsheet has shortened this number: format the column as text and write it again."
            )
        return text

    def written(self, value: Any) -> str:
        """A value as text."""
        return "" if value is None else str(value)

    def shown(self, instance: Any) -> str:
        """The stored value as text, without guarding it against spreadsheets."""
        return self.written(self.get_value(instance))

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The stored value as a cell that a spreadsheet shows and does not run."""
        return guarded(self.shown(instance))


class PartColumn(Column):
    """A text that only helps to find what another column names; nothing is stored from it."""

    def __init__(self, attribute: str, **facts: Any) -> None:
        super().__init__(attribute, **facts)
        self.readonly = True


class EmailColumn(Column):
    """An e-mail address."""

    def parsed(self, text: str, row: Mapping[str, Any]) -> str:
        """The address. Raises NotTaken."""
        try:
            validate_email(text)
        except ValidationError as error:
            raise NotTaken("This is no e-mail address: write it like name@example.com.") from error
        return str(super().parsed(text, row))


class NumberColumn(Column):
    """A whole number from 0 up to and including `largest`."""

    def __init__(self, attribute: str, *, largest: int, **facts: Any) -> None:
        super().__init__(attribute, **facts)
        self.largest = largest

    def parsed(self, text: str, row: Mapping[str, Any]) -> int:
        """The number. Raises NotTaken."""
        if not _WHOLE_NUMBER.fullmatch(text) or not 0 <= int(text) <= self.largest:
            raise NotTaken(f"This is no whole number from 0 to {self.largest:,}: write one in digits.")
        return int(text)

    def export(self, instance: Any, **kwargs: Any) -> Any:
        """The number itself: it is none to a spreadsheet otherwise."""
        return self.get_value(instance)


class DateColumn(Column):
    """A local date."""

    def parsed(self, text: str, row: Mapping[str, Any]) -> date:
        """The date. Raises NotTaken for anything but ISO 8601: 03/04 is guessed by nobody."""
        try:
            if _ISO_DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise NotTaken("This is no date: write year, month and day like 2026-01-31.")

    def export(self, instance: Any, **kwargs: Any) -> Any:
        """The date itself: it is none to a spreadsheet otherwise."""
        return self.get_value(instance)


class ChoiceColumn(Column):
    """One of a few words; a value's code is understood too."""

    def __init__(self, attribute: str, *, choices: Sequence[tuple[Any, str]], **facts: Any) -> None:
        super().__init__(attribute, **facts)
        self.words = {value: str(word) for value, word in choices}
        self._values = {word.lower(): value for value, word in self.words.items()}
        self._values |= {str(value).lower(): value for value in self.words}

    def parsed(self, text: str, row: Mapping[str, Any]) -> Any:
        """The value of the word. Raises NotTaken."""
        if text.lower() not in self._values:
            raise NotTaken(f"This is none of {', '.join(self.words.values())}: write one of these.")
        return self._values[text.lower()]

    def written(self, value: Any) -> str:
        """The word."""
        return self.words.get(value, "")


class CheckedColumn(Column):
    """A text that a function accepts, or raises ValueError with what is wrong and how to correct it."""

    def __init__(self, attribute: str, *, check: Callable[[str], object], **facts: Any) -> None:
        super().__init__(attribute, **facts)
        self._check = check

    def parsed(self, text: str, row: Mapping[str, Any]) -> str:
        """The text. Raises NotTaken."""
        try:
            self._check(text)
        except ValueError as error:
            raise NotTaken(str(error)) from error
        return str(super().parsed(text, row))


def cell_text(cell: Any) -> str:
    """What a cell holds, without the spaces around it and the guard of an export. Raises NotTaken."""
    text = "" if cell is None else unicodedata.normalize("NFC", str(cell)).strip()
    for character in "" if text.isprintable() else text:
        if unicodedata.category(character) in _NOT_TEXT or character in _TURNS:
            raise NotTaken(
                f"There is an invisible character (U+{ord(character):04X}) in this cell: write the text again."
            )
    return text[1:] if text.startswith("'") and _LIKE_A_FORMULA.match(text) else text


def guarded(text: str) -> str:
    """The text behind an apostrophe if a spreadsheet could take it for a formula; `cell_text` takes it away."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text
