"""The small files beside the cluster: locks (flock: a process that dies, however it dies, lets go) and records.

Root may work in a directory of another account here, so a symbolic link in the place of a file is refused.
"""

import fcntl
import os
from pathlib import Path


def open_own_file(path: Path, flags: int = os.O_RDWR) -> int:
    """Open or create a file only its owner may read; return the descriptor, closed on exec.

    Root gives what it creates to the owner of the directory, who may come here without root later.
    """
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        if os.fstat(descriptor).st_uid != owner.st_uid:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def replace_own_file(path: Path, text: str, mode: int = 0o600) -> None:
    """Write the file whole or not at all."""
    unfinished = path.with_name(f"{path.name}.new")
    descriptor = open_own_file(unfinished, os.O_WRONLY | os.O_TRUNC)
    with open(descriptor, "w") as stream:
        os.fchmod(descriptor, mode)
        stream.write(text)
    unfinished.replace(path)


def is_still_the_file(descriptor: int, path: Path) -> bool:
    """Return whether the open file is still the one at `path`: the data directory may have been deleted."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def take_lock(path: Path, operation: int = fcntl.LOCK_EX | fcntl.LOCK_NB) -> int | None:
    """Lock the file at `path`; return a descriptor that holds the lock until it is closed everywhere.

    Returns None if another holds it and `operation` has LOCK_NB; without, it waits. Raises OSError.
    """
    while True:
        descriptor = open_own_file(path)
        try:
            fcntl.flock(descriptor, operation)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if is_still_the_file(descriptor, path):
            return descriptor
        os.close(descriptor)
