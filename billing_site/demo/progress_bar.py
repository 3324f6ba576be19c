"""A progress bar for a terminal; where nobody watches, one line when the work is done."""

from __future__ import annotations

import time
from typing import Final, TextIO

_WIDTH: Final = 30
_REDRAW_S: Final = 0.1
_WORTH_A_FIGURE_S: Final = 0.5  # below it a speed is chance


class ProgressBar:
    """`done` of `total` units of work, drawn over itself on a terminal.

    Work that was done before counts for the bar and not for the speed.
    """

    def __init__(self, stream: TextIO, title: str, unit: str, total: int, done_before: int = 0) -> None:
        self.stream, self.title, self.unit, self.total = stream, title, unit, total
        self.done = self.done_before = done_before
        self.started_at = time.monotonic()
        self.drawn_at = 0.0

    def reach(self, done: int) -> None:
        """Show that `done` units are done."""
        self.done = done
        now = time.monotonic()
        if self.stream.isatty() and now - self.drawn_at >= _REDRAW_S:
            self.drawn_at = now
            self.stream.write(f"\r{self._text()}\x1b[K")
            self.stream.flush()

    def add(self, count: int = 1) -> None:
        """Show that `count` more units are done."""
        self.reach(self.done + count)

    def finish(self) -> None:
        """Leave the last state on a line of its own."""
        start = "\r" if self.stream.isatty() else ""
        end = "\x1b[K" if self.stream.isatty() else ""
        self.stream.write(f"{start}{self._text()}{end}\n")
        self.stream.flush()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self.started_at

    def _text(self) -> str:
        share = min(self.done / self.total, 1.0) if self.total else 1.0
        filled = round(share * _WIDTH)
        bar = "#" * filled + "." * (_WIDTH - filled)
        text = f"{self.title:<11} [{bar}] {self.done:>10,} of {self.total:,} {self.unit}"
        elapsed_s, done_now = self.elapsed_s, self.done - self.done_before
        if not done_now or elapsed_s < _WORTH_A_FIGURE_S:
            return text
        speed = done_now / elapsed_s
        pace = f"{speed:,.0f}/s" if speed >= 1 else f"{speed * 60:,.0f}/min"
        if self.done >= self.total:
            return f"{text}, {pace} in {elapsed_s:.0f} s"
        return f"{text}, {pace}, about {(self.total - self.done) / speed:.0f} s left"
