"""Start-up checks: what the foundation relies on in the queue's settings."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS


def queue_settings_are_safe(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Return an error for each setting under which work could be lost or done twice."""
    queue = settings.Q_CLUSTER
    errors: list[CheckMessage] = []
    if queue.get("orm") != DEFAULT_DB_ALIAS or queue.get("broker_class"):
        errors.append(
            Error(
                "The queue is not django-q's ORM broker on the default database.",
                hint="A wake-up must commit or vanish with the rows it is for.",
                id="foundation.E001",
            )
        )
    if not 0 < (queue.get("timeout") or 0) < queue.get("retry", 60):
        errors.append(
            Error(
                "The queue's `retry` is not longer than its `timeout`.",
                hint="A task that still runs would be delivered again.",
                id="foundation.E002",
            )
        )
    if find_spec("setproctitle") is None:
        errors.append(
            Error(
                "setproctitle is not installed.",
                hint="The watchdog tells a busy cluster from a frozen one by its processes' titles.",
                id="foundation.E003",
            )
        )
    return errors
