"""The figure that a crash test is worth: how many points of death were tried."""

import pytest

_TRIED: dict[str, int] = {}


@pytest.fixture
def crash_points_tried() -> dict[str, int]:
    """Crash points per operation, printed at the end."""
    return _TRIED


def pytest_terminal_summary(terminalreporter):
    """Print how many crash points were tried."""
    if _TRIED:
        shown = ", ".join(f"{name} {number}" for name, number in _TRIED.items())
        terminalreporter.write_line(f"crash points tried: {sum(_TRIED.values())} ({shown})")
