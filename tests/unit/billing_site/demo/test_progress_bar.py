"""What a progress bar tells."""

from io import StringIO

import pytest

from billing_site.demo import progress_bar
from billing_site.demo.progress_bar import ProgressBar


@pytest.mark.parametrize(
    ("done", "seconds", "pace"), [(6000, 4, "1,500/s in 4 s"), (12, 50, "14/min in 50 s"), (12, 0.1, "")]
)
def test_tells_the_pace_by_the_minute_where_a_second_is_too_short(monkeypatch, done, seconds, pace):
    ticks = iter([100.0, 100.0 + seconds])
    monkeypatch.setattr(progress_bar.time, "monotonic", lambda: next(ticks))
    stream = StringIO()
    bar = ProgressBar(stream, "Months", "billed", done)
    bar.done = done
    bar.finish()
    assert stream.getvalue().endswith(f" of {done:,} billed{', ' if pace else ''}{pace}\n")
