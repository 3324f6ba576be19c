"""One django-q2 cluster as a process: `python -m billing_site.foundation.cluster_process PARENT PIPE EVERY`.

Started by `clusters.WorkerPool` only. Every process of the cluster dies with its parent, even by SIGKILL, so
the whole tree goes when the watchdog is killed: Linux sends the signal (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


class DeathPact:
    """Makes this process, and all that it or they fork, die with their parents."""

    def __init__(self) -> None:
        self.parent_pid = 0

    def sign(self, parent_pid: int) -> None:
        """Bind this process to its parent, and future forks to theirs."""
        os.register_at_fork(before=self._remember, after_in_child=self._bind)
        self.parent_pid = parent_pid
        self._bind()

    def _remember(self) -> None:
        self.parent_pid = os.getpid()

    def _bind(self) -> None:
        if _libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), *[ctypes.c_ulong(0)] * 3) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
        if os.getppid() != self.parent_pid:  # it died before we asked to be told
            os._exit(1)


def main(arguments: list[str]) -> int:
    """Run the cluster until SIGTERM stops it or its sentinel dies; return the exit code."""
    parent_pid, pipe, every_s = int(arguments[0]), int(arguments[1]), float(arguments[2])
    DeathPact().sign(parent_pid)
    import django

    django.setup()
    from django_q.cluster import Cluster

    from billing_site.foundation.canary import CanaryBroker

    cluster = Cluster(broker=CanaryBroker(pipe=pipe, every_s=every_s))
    cluster.start()
    cluster.sentinel.join()
    return 0 if cluster.sentinel.exitcode == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
