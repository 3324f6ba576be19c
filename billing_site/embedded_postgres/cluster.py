"""What is inside a server: the cluster's creation, its settings, who may log in, and the application's database.

Runs in the supervisor only.
"""

import locale
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from billing_site.embedded_postgres.control_files import replace_own_file
from billing_site.embedded_postgres.places import (
    DATABASE,
    PORT,
    ROLE,
    SUPERUSER,
    Binaries,
    EmbeddedPostgresError,
    Places,
    ServerOptions,
)
from billing_site.embedded_postgres.server_account import ServerAccount

ACCESS_RULES = "local all all peer map=operators\n"
SMALL_SHARED_MEMORY_BYTES = 1 << 30


def child_environment() -> dict[str, str]:
    """Return the environment of PostgreSQL's programs: nothing of the operator's, above all no secrets."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return kept | {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": "/"}


def create_cluster(
    places: Places,
    binaries: Binaries,
    options: ServerOptions,
    account: ServerAccount,
    become_account: Callable[[], None] | None,
    cluster_lock: int,
) -> None:
    """Create the cluster unless it is there; one that was interrupted is begun again.

    The caller holds the cluster's lock, and initdb with it, should it outlive the caller. Raises EmbeddedPostgresError if initdb fails or the cluster is of another major version or owner.
    """
    if places.cluster.exists():
        _check_cluster(places, options, account)
        return
    unfinished = places.cluster_being_made
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if account.is_another:
        os.chown(unfinished, account.uid, account.gid)
    command = [str(binaries.initdb), f"--pgdata={unfinished}", f"--username={SUPERUSER}", "--encoding=UTF8"]
    command += ["--auth-local=peer", "--auth-host=reject", "--data-checksums", "--no-instructions"]
    command += _locale_arguments(options.major)
    command += [] if options.fsync else ["--no-sync"]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
        env=child_environment(),
        pass_fds=(cluster_lock,),
        preexec_fn=become_account,
    )
    if done.returncode != 0:
        raise EmbeddedPostgresError(f"initdb failed:\n{done.stdout}")
    unfinished.rename(places.cluster)


def _locale_arguments(major: int) -> list[str]:
    """Sort by code point, but know the letters of all scripts: "Ü" matches "ü" in a search."""
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return ["--locale=C"]
    return ["--locale=C", "--lc-ctype=C.UTF-8"]


def _check_cluster(places: Places, options: ServerOptions, account: ServerAccount) -> None:
    major = (places.cluster / "PG_VERSION").read_text().strip()
    if major != str(options.major):
        raise EmbeddedPostgresError(
            f"The data in {places.data_dir} is PostgreSQL {major}'s, and {options.major} was asked for: set"
            f" EMBEDDED_POSTGRES_MAJOR={major}, or set VAR_DIR to a directory for new data."
        )
    if account.is_another and places.cluster.stat().st_uid == 0:  # root copied it here
        for folder, _, names in os.walk(places.cluster):
            for path in (folder, *(os.path.join(folder, name) for name in names)):
                os.chown(path, account.uid, account.gid, follow_symlinks=False)
    owner = places.cluster.stat().st_uid
    if owner != account.uid:
        raise EmbeddedPostgresError(f"{places.cluster} belongs to user id {owner}, not to {account.uid}.")


def write_access_files(places: Places, account: ServerAccount) -> None:
    """Let the operators, known to the kernel by their uid, log in as any role, and nobody else."""
    names = "".join(f'operators "{name}" all\n' for name in account.operators)
    replace_own_file(places.access_rules, ACCESS_RULES, 0o644)
    replace_own_file(places.access_names, names, 0o644)


def server_settings(places: Places, options: ServerOptions, socket_dir: Path) -> dict[str, str]:
    """Return the settings given on the server's command line: durable, and sized for 2 cores beside other work."""
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket_dir),
        "unix_socket_permissions": "0700",
        "hba_file": str(places.access_rules),
        "ident_file": str(places.access_names),
        "cluster_name": places.name,
        "max_connections": "100",
        "shared_buffers": "256MB",
        "effective_cache_size": "4GB",
        "work_mem": "16MB",
        "maintenance_work_mem": "256MB",
        "max_parallel_workers_per_gather": "1",
        "random_page_cost": "1.1",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "wal_level": "minimal",  # nobody replicates from here
        "max_wal_senders": "0",
        "synchronous_commit": "on",
        "fsync": "on",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_checkpoints": "off",
    }
    if not options.fsync:
        # Commits still reach the kernel: this data survives a killed server, only not a crash of the machine.
        settings |= {"fsync": "off", "full_page_writes": "off"}
    if _shared_memory_bytes() < SMALL_SHARED_MEMORY_BYTES:  # containers often have 64 MB: too little
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def _shared_memory_bytes() -> int:
    try:
        found = os.statvfs("/dev/shm")
    except OSError:
        return 0
    return found.f_frsize * found.f_blocks


def provision(socket_dir: Path) -> None:
    """Create the application's role and database unless they are there. Raises psycopg.Error."""
    import psycopg  # here, so that it is imported while the server starts

    with psycopg.connect(superuser_conninfo(socket_dir), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone() is None:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")


def count_sessions(socket_dir: Path) -> int:
    """Return how many sessions are open beside the one that counts them. Raises psycopg.Error."""
    import psycopg

    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE backend_type IN ('client backend', 'walsender') AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(superuser_conninfo(socket_dir)) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def superuser_conninfo(socket_dir: Path) -> str:
    """Return how the supervisor connects. Only it does: the application's role is no superuser."""
    return f"host={socket_dir} port={PORT} user={SUPERUSER} dbname=postgres connect_timeout=5"
