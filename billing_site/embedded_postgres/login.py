"""Does the server accept the application's sessions? Asked in PostgreSQL's own protocol, in a few milliseconds.

Not with psycopg: importing it takes longer than all else a client of a running server has to do.
"""

import socket
import struct
from pathlib import Path

from billing_site.embedded_postgres.places import DATABASE, PORT, ROLE

PROTOCOL_3 = 196608
TERMINATE = b"X\x00\x00\x00\x04"
WAIT_SECONDS = 5.0


def refusal(socket_dir: Path) -> str | None:
    """Return None if the application role can open a session on the application's database, else why not."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(WAIT_SECONDS)
            connection.connect(str(socket_dir / f".s.PGSQL.{PORT}"))
            connection.sendall(_startup_message())
            return _answer(connection)
    except OSError as error:
        return f"{socket_dir}: {error}"


def _startup_message() -> bytes:
    body = struct.pack("!i", PROTOCOL_3)
    for word in ("user", ROLE, "database", DATABASE, ""):
        body += word.encode() + b"\0"
    return struct.pack("!i", len(body) + 4) + body


def _answer(connection: socket.socket) -> str | None:
    """Read messages until the server is ready for a query (Z) or has refused (E)."""
    with connection.makefile("rb") as stream:
        while len(head := stream.read(5)) == 5:
            kind, length = struct.unpack("!ci", head)
            body = stream.read(length - 4)
            if kind == b"Z":
                connection.sendall(TERMINATE)
                return None
            if kind == b"E":
                fields = {field[:1]: field[1:] for field in body.split(b"\0")}
                return fields.get(b"M", body).decode(errors="replace")
            if kind == b"R" and body != bytes(4):
                return "it asks for a password"
    return "it hung up"
