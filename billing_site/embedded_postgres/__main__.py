"""The command line: `python -m billing_site.embedded_postgres status|stop [DATA_DIR]`, and the supervisor."""

import logging
import os
import sys
from pathlib import Path

from billing_site.embedded_postgres.clients import status, stop
from billing_site.embedded_postgres.places import EmbeddedPostgresError, Places

USAGE = "usage: python -m billing_site.embedded_postgres status|stop [DATA_DIR]"


def main(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit code."""
    match arguments:
        case ["supervise", data_dir, supervisor_lock, report]:
            return supervise(Path(data_dir), int(supervisor_lock), int(report))
        case ["status" | "stop" as command, *rest] if len(rest) <= 1:
            data_dir_given = Path(rest[0]) if rest else None
            try:
                if command == "stop":
                    print("stopped" if stop(data_dir_given) else "was not running")
                else:
                    print(status(data_dir_given))
            except EmbeddedPostgresError as error:
                print(error, file=sys.stderr)
                return 1
            return 0
    print(USAGE, file=sys.stderr)
    return 2


def supervise(data_dir: Path, supervisor_lock: int, report: int) -> int:
    """Become the supervisor in a child process, so that our parent need not wait for it; return its exit code.

    The parent's half of the fork returns 0 at once. The two descriptors are inherited from a client.
    """
    if os.fork():
        return 0
    from billing_site.embedded_postgres.supervisor import Supervisor

    os.set_inheritable(supervisor_lock, False)
    os.set_inheritable(report, False)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s [%(process)d] supervisor: %(message)s")
    return 0 if Supervisor(Places(data_dir), supervisor_lock, report).run() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
