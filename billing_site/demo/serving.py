"""The site and its workers in one process, for somebody who looks around; until Ctrl-C."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from waitress.server import create_server

from billing_site.foundation.clusters import WorkerPool
from billing_site.foundation.jobs import ring_again

HOST, PORT = "127.0.0.1", 8000
_RING_EVERY_S = 15.0
_LOOK_EVERY_S = 0.5


class PortTaken(Exception):
    """Something else listens where the site would."""


def serve(pool: WorkerPool) -> None:
    """Serve the site, and look after the workers, until SIGINT or SIGTERM.

    Raises PortTaken if the port is in use.
    """
    application = get_wsgi_application()
    settings.DEBUG = False  # visitors of the demo see the pages that customers see, not a developer's
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        server: Any = create_server(application, host=HOST, port=PORT, threads=8)
    except OSError as error:
        raise PortTaken(f"{HOST}:{PORT} is in use: stop what listens there, then run this again") from error
    threading.Thread(target=server.run, daemon=True).start()
    ring_at = time.monotonic()
    while not stop.is_set():
        replaced = pool.watch(_LOOK_EVERY_S)
        if replaced or time.monotonic() - ring_at > _RING_EVERY_S:
            close_old_connections()
            ring_again(timezone.now())
            ring_at = time.monotonic()
    server.close()
