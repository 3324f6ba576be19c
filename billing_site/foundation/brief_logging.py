"""What the log says of requests that were refused."""

from __future__ import annotations

import logging

_FIRST_OF_OUR_FAULTS = 500


class RefusalsInOneLine(logging.Filter):
    """Drops the traceback of a request that was answered with a 4xx: it shows nothing that is wrong with us."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        if getattr(record, "status_code", _FIRST_OF_OUR_FAULTS) < _FIRST_OF_OUR_FAULTS:
            record.exc_info = record.exc_text = None
        return True
