"""The rows that tell the health page which clusters run, on all hosts."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from billing_site.foundation.clusters import Cluster
from billing_site.foundation.models import ClusterHeartbeat

FORGOTTEN_AFTER = timedelta(days=1)  # rows of a watchdog that was killed


class Heartbeats:
    """The rows of one watchdog's clusters."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.pids: set[int] = set()

    def store(self, clusters: Sequence[Cluster], *, at: datetime) -> None:
        """Write one row per cluster that has shown life, and delete those of clusters that are gone."""
        monotonic_at = time.monotonic()

        def instant(monotonic: float) -> datetime:
            return at - timedelta(seconds=monotonic_at - monotonic)

        rows = [
            ClusterHeartbeat(
                host=self.host,
                pid=cluster.pid,
                started_at=instant(cluster.started_at),
                seen_at=instant(max(cluster.canary_at, cluster.busy_at)),
            )
            for cluster in clusters
            if cluster.canary_at is not None
        ]
        ClusterHeartbeat.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["host", "pid"],
            update_fields=["started_at", "seen_at"],
        )
        pids = {row.pid for row in rows}
        ClusterHeartbeat.objects.filter(host=self.host, pid__in=self.pids - pids).delete()
        ClusterHeartbeat.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()
        self.pids = pids

    def forget(self) -> None:
        """Delete the rows of all clusters."""
        ClusterHeartbeat.objects.filter(host=self.host, pid__in=self.pids).delete()
        self.pids = set()
