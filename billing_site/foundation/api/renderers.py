"""How the API writes its answers."""

from __future__ import annotations

from typing import Any

import msgspec
from rest_framework.renderers import BaseRenderer


class JsonRenderer(BaseRenderer):
    """JSON as msgspec writes it: decimals and instants as texts."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """The value as bytes; nothing for None."""
        return b"" if data is None else msgspec.json.encode(data)
