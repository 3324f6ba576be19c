"""The rows of a file that cannot be taken: the first of them in words, all of them counted."""

from __future__ import annotations

from collections.abc import Sequence

from metering.file_formats.parsed_readings import RowError

ERRORS_KEPT = 1000


class Rejections:
    """What one pass over a file could not take.

    `errors`: the first ERRORS_KEPT, in order of discovery; a problem that a channel has had before makes room
    for one that is new. `error_count`: how many there were. `reading_count`: how many readings they stand for;
    a row that cannot be read counts as one.
    """

    def __init__(self) -> None:
        self.errors: list[RowError] = []
        self._repeats: list[RowError] = []
        self.error_count = 0
        self.reading_count = 0

    def __bool__(self) -> bool:
        return self.reading_count > 0 or self.error_count > 0

    def add(self, error: RowError, reading_count: int = 1) -> None:
        """A row, or a problem of several readings that is told once."""
        if self.room == 0 and self._repeats:
            last = self._repeats.pop()
            del self.errors[next(place for place, kept in enumerate(self.errors) if kept is last)]
        if self.room:
            self.errors.append(error)
        self.error_count += 1
        self.reading_count += reading_count

    @property
    def room(self) -> int:
        """How many more errors can be kept without another giving way."""
        return ERRORS_KEPT - len(self.errors)

    def add_repeats(self, errors: Sequence[RowError], reading_count: int) -> None:
        """Rows with a problem that was added before, each with one reading; `errors` are the first `room` of them."""
        kept = errors[: self.room]
        self.errors += kept
        self._repeats += kept
        self.error_count += reading_count
        self.reading_count += reading_count

    def count_again(self, reading_count: int) -> None:
        """More readings refused for a problem that has been told."""
        self.reading_count += reading_count

    def put_first(self, errors: Sequence[RowError]) -> None:
        """What is wrong with the file as a whole, before its rows; those that were told already are passed over."""
        told = set(self.errors)
        new = [error for error in errors if error not in told]
        self.errors = [*new, *self.errors][:ERRORS_KEPT]
        self.error_count += len(new)
        self.reading_count += len(new)
