"""Processes that do one thing that may go wrong and nothing else: how they are started, and what they may take.

They read a stranger's file, or lay out a document.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, Final

OUT_OF_MEMORY: Final = 71
_ROOT: Final = Path(__file__).resolve().parents[2]
_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "PYTHONTZPATH")  # no secrets, no database
_OPEN_FILES: Final = 32


def start_process_apart(
    module: str,
    source: BinaryIO | None,
    *arguments: int,
    stdin: int = subprocess.DEVNULL,
    stderr: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `python -m module FD arguments…`, FD being the open file of `source`; its answer is a pipe.

    Without a source there is no FD.
    """
    descriptors = () if source is None else (source.fileno(),)
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # The numeric library would reserve memory for threads that are of no use here.
    environment |= {"PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, (*descriptors, *arguments))],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        pass_fds=descriptors,
        cwd=_ROOT,
        env=environment,
    )


def limit_this_process(*, memory_bytes: int, cpu_s: int) -> None:
    """Limit this process's address space, processor time and open files, for good; it can write to no file."""
    # The softer limit ends us by a signal that tells why; the harder one would by one that does not.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
