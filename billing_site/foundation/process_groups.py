"""What the system tells about the processes of clusters; read from /proc."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

PROC = Path("/proc")


def processes_in(groups: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield (process group, process id) for every process of these groups that runs; zombies do not count."""
    for name in os.listdir(PROC):
        if not name.isdigit():
            continue
        try:
            stat = (PROC / name / "stat").read_text(errors="replace")
        except OSError:
            continue  # it ended meanwhile
        state, _parent, group = stat.rpartition(")")[2].split()[:3]
        if int(group) in groups and state not in "ZX":
            yield int(group), int(name)


def title(pid: int) -> str:
    """Return the title that a process gave itself, or its command line; empty if it is gone."""
    try:
        return (
            (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").rstrip()
        )
    except OSError:
        return ""


def busy_groups(groups: Collection[int]) -> set[int]:
    """Return those of the groups in which a django-q worker performs a task: it says so in its title."""
    return {
        group
        for group, pid in processes_in(groups)
        if (words := title(pid)).startswith("qcluster ") and " processing " in words
    }
