"""The account PostgreSQL runs as. It refuses to run as root, so root's server becomes somebody else.

The programs and the data may lie below a directory that only root may enter (a virtual environment in /root).
Then the server keeps one capability, the weakest that suffices, as an *ambient* one. The securebit
NO_SETUID_FIXUP goes with it, because PostgreSQL examines its programs with access(2), which otherwise ignores
the capabilities of an account that is not root.
"""

import ctypes
import os
import pwd
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from billing_site.embedded_postgres.places import EmbeddedPostgresError, Places

CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
# Weakest first. Containers commonly withhold DAC_READ_SEARCH from their root and leave it DAC_OVERRIDE.
CAPABILITIES_TO_TRY = (None, CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE)

PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class ServerAccount:
    """An account of the operating system and all its groups."""

    uid: int
    gid: int
    groups: tuple[int, ...]
    operators: tuple[str, ...]  # the account names that may open database sessions

    @property
    def is_another(self) -> bool:
        """Whether a process must change its user to become this account."""
        return self.uid != os.geteuid()


def server_account(places: Places) -> ServerAccount:
    """Return the account for the server of these places: the caller, or for root the owner of the data.

    Data that is root's own, or not there yet, goes to `nobody`. Raises EmbeddedPostgresError if the account
    has no name: initdb and peer authentication need one.
    """
    uid = _server_uid(places)
    try:
        entry = pwd.getpwuid(uid)
        operators = {pwd.getpwuid(0).pw_name}
    except KeyError as error:
        raise EmbeddedPostgresError(f"PostgreSQL needs an account with a name: {error}") from error
    if os.geteuid() == uid or uid != _nobody().pw_uid:
        operators.add(
            entry.pw_name
        )  # nobody is shared with strangers: it runs root's server, and cannot log in
    groups = tuple(os.getgrouplist(entry.pw_name, entry.pw_gid))
    return ServerAccount(uid, entry.pw_gid, groups, tuple(sorted(operators)))


def _server_uid(places: Places) -> int:
    if os.geteuid() != 0:
        return os.geteuid()
    for path in (places.data_dir, places.cluster):
        if path.exists() and (owner := path.stat().st_uid) != 0:
            return owner
    return _nobody().pw_uid


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedPostgresError("There is no account `nobody` to run root's PostgreSQL as.") from error


def way_to_become(account: ServerAccount, needed: Sequence[tuple[Path, int]]) -> Callable[[], None] | None:
    """Return what a new child process must call first to be `account`; None if it is that already.

    `needed` are paths with the access (os.R_OK, os.X_OK) the account must have. Raises EmbeddedPostgresError
    if neither the account by itself nor any capability gives it. Only for processes with a single thread.
    """
    if not account.is_another:
        return None
    for capability in CAPABILITIES_TO_TRY:
        if _has_access(account, capability, needed):
            return lambda: become(account, capability)
    paths = ", ".join(str(path) for path, _ in needed)
    raise EmbeddedPostgresError(
        f"Root's PostgreSQL runs as user id {account.uid}, which cannot reach all of {paths}, and this root has"
        " no capability to give it. Work as an ordinary user, or open these directories to others."
    )


def become(account: ServerAccount, capability: int | None) -> None:
    """Turn the calling process into `account`, for good, with at most one capability left.

    Raises OSError. Meant for the moment between fork and exec.
    """
    if capability is not None:
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups(account.groups)
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    if capability is not None:
        _keep_only(capability)
        _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _has_access(account: ServerAccount, capability: int | None, needed: Sequence[tuple[Path, int]]) -> bool:
    """Try it in a child process: file modes alone would not tell about access lists and security modules."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    try:
        become(account, capability)
        os._exit(0 if all(os.access(path, mode) for path, mode in needed) else 1)
    finally:
        os._exit(2)


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def _keep_only(capability: int) -> None:
    bit = 1 << capability  # both are below 32: the first of the two words
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if _libc.capset(header, effective_permitted_inheritable) != 0:
        raise OSError(ctypes.get_errno(), "capset failed")
