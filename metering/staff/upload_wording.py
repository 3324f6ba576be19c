"""What a check found, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from metering.models import ReadingBatch, ReadingUpload

_TONES: Final[Mapping[str, str]] = {
    "RECEIVED": "info",
    "CHECKED": "warn",
    "REFUSED": "err",
    "COMMITTING": "info",
    "COMMITTED": "ok",
    "WITHDRAWING": "info",
    "WITHDRAWN": "neu",
    "CANCELLED": "neu",
}
_ROWS_SHOWN: Final = 5
_WHOLE_FILE: Final = "file"
_DASH: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class StateBadge:
    """The state as a badge: its tone, its word, and how else it looks."""

    tone: str
    label: str
    also: str = ""


@dataclass(slots=True)
class ProblemGroup:
    """Problems with one cause and one cure: `message` is the first one's, `rows` are the first of them."""

    field: str
    message: str
    cure: str
    count: int = 0
    reading_count: int = 0
    rows: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def more_count(self) -> int:
        """How many problems are not among the rows shown."""
        return self.count - len(self.rows)

    @property
    def is_of_file(self) -> bool:
        """Whether the file as a whole is meant, which the message says."""
        return self.field == _WHOLE_FILE

    @property
    def label(self) -> str:
        """The field as a word of its own; of a file it is what was found in it."""
        return "found there" if self.is_of_file else self.field.replace("_", " ")

    @property
    def has_examples(self) -> bool:
        """Whether the rows say more than the message does."""
        return not self.is_of_file or any(row["value"] for row in self.rows)


def state_badge(upload: ReadingUpload) -> StateBadge:
    """The state that people see: what was withdrawn by other means counts as undone."""
    if is_undone(upload):
        return StateBadge("neu", "undone", "struck")
    return StateBadge(_TONES[upload.state], upload.get_state_display())


def is_undone(upload: ReadingUpload) -> bool:
    """Whether its readings were stored and no longer count."""
    if upload.state == ReadingUpload.State.WITHDRAWN:
        return True
    return upload.batch is not None and upload.batch.state == ReadingBatch.State.WITHDRAWN


def store_words(upload: ReadingUpload) -> str:
    """What storing a file without problems does, on its button: what changes, and what has no effect."""
    counts = (
        (upload.new_count, "new"),
        (upload.changed_count, "change"),
        (upload.same_count, "the same"),
        (upload.kept_count, "of lesser quality"),
    )
    told = [(count, word) for count, word in counts if count]
    if [word for _, word in told] == ["new"]:
        return f"Store {upload.new_count:,} reading{'' if upload.new_count == 1 else 's'}"
    return "Store: " + ", ".join(_counted(count, word) for count, word in told)


def _counted(count: int, word: str) -> str:
    if word == "change":
        return f"{count:,} change{'s' if count == 1 else ''}"
    return f"{count:,} {'is' if count == 1 else 'are'} {word}"


def sample_sentence(sample: Mapping[str, Any], file_zone: str | None) -> str:
    """A reading of the file as it was understood, and how it goes on after it.

    By the clock of its site; of an unknown channel by that of the file.
    """
    zone = ZoneInfo(sample["zone_name"] or file_zone or "UTC")
    start = datetime.fromisoformat(sample["starts_at"]).astimezone(zone)
    end = datetime.fromtimestamp(start.timestamp() + 60 * sample["step_minutes"], zone)
    # The hour that comes twice has two names, and only they tell its two halves apart.
    clocks = (
        f"{start:%H:%M}{_DASH}{end:%H:%M} {start.tzname()}"
        if start.tzname() == end.tzname()
        else f"{start:%H:%M} {start.tzname()}{_DASH}{end:%H:%M} {end.tzname()}"
    )
    quantity = sample["quantity"].replace("-", "\N{MINUS SIGN}")
    sentence = (
        f"Row {sample['row']:,}: meter point {sample['service_point']}, channel {sample['channel']}, "
        f"{start:%-d %b %Y} {clocks}, {quantity} {sample['unit']}, {sample['quality']}"
    )
    if sample["run_count"] == 1:
        return f"{sentence}."
    last = datetime.fromisoformat(sample["run_ends_at"]).astimezone(zone)
    return (
        f"{sentence}; then every {sample['step_minutes']} minutes until {last:%-d %b %Y %H:%M} {last.tzname()}, "
        f"{sample['run_count']:,} readings in all."
    )


def problem_groups(
    problems: Sequence[dict[str, Any]], refused: Sequence[Mapping[str, Any]]
) -> list[ProblemGroup]:
    """The problems by field and cure: what is wrong with the file as a whole, then those of most readings.

    A problem of a channel stands for all its readings that were refused, any other for those of its row.
    """
    readings: dict[tuple[str, str], int] = {}
    for channel in refused:
        key = (channel["field"], channel["cure"])
        readings[key] = readings.get(key, 0) + channel["readings"]
    groups: dict[tuple[str, str], ProblemGroup] = {}
    for problem in problems:
        key = (problem["field"], problem["cure"])
        group = groups.setdefault(key, ProblemGroup(problem["field"], problem["message"], problem["cure"]))
        group.count += 1
        group.reading_count += problem["reading_count"]
        if len(group.rows) < _ROWS_SHOWN:
            group.rows.append(problem)
    for key, group in groups.items():
        group.reading_count = readings.get(key, group.reading_count)
    return sorted(groups.values(), key=lambda group: (not group.is_of_file, -group.reading_count))
