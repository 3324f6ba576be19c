"""Tasks that the clusters of the tests perform."""

import time
from typing import Any

from django.utils import timezone

from billing_site.foundation import jobs
from billing_site.foundation.outbox import announce

COUNT_ONCE = f"{__name__}.count_once"


def count_once(*, job_id: int, **_: Any) -> None:
    """Leave one outbox event for the job, and take the time its arguments say to do so."""
    with jobs.claimed(job_id, at=timezone.now()) as job:
        if job is None:
            return
        announce(kind="COUNTED", subject=job, payload={"key": job.key}, at=timezone.now())
        time.sleep(job.arguments["seconds"])
        jobs.finish(job, at=timezone.now())
