"""The gate between deliveries of readings and the cut-off of a bill run.

Writers of readings hold the gate together; a bill run holds it alone for the moment in which it fixes its
`as_of`. So every reading is either committed and received before the cut-off, or received after it; on
several database servers too, where no snapshot spans them.
"""

from datetime import datetime, timedelta

from django.db import connection

from metering.models.reading_batches import PeriodGate, ReadingBatch

_GATE_LOCK = 7_226_001
_TICK = timedelta(microseconds=1)


def enter_as_writer(now: datetime) -> datetime:
    """Hold the gate with other writers until the transaction ends; returns the instant of receipt.

    It is `now`, or just after the latest cut-off when a host's clock is behind it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_GATE_LOCK])
    cut_off = PeriodGate.objects.filter(pk=1).values_list("as_of", flat=True).first()
    return now if cut_off is None else max(now, cut_off + _TICK)


def let_others_finish(batch_id: int) -> None:
    """Wait until no other transaction writes readings of the batch's utility, and keep the next ones out.

    A day is read, merged and written: two writers of one day must come one after the other, or the second
    would overwrite the first. A channel belongs to one utility, so its row stands for all of its channels.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM metering_utility WHERE id = (SELECT utility_id FROM metering_readingbatch WHERE id = %s) "
            "FOR NO KEY UPDATE",
            [batch_id],
        )


def fix_cut_off(now: datetime) -> datetime:
    """Wait until no writer is at work, let none in until the transaction ends, and return the cut-off.

    Everything received up to it is committed; everything else will be received after it. Cut-offs never go
    back and never lie before a reading already received.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GATE_LOCK])
    gate, _ = PeriodGate.objects.get_or_create(pk=1)
    latest = ReadingBatch.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    withdrawn = (
        ReadingBatch.objects.filter(withdrawn_at__isnull=False)
        .order_by("-withdrawn_at")
        .values_list("withdrawn_at", flat=True)
        .first()
    )
    cut_off = max(instant for instant in (now, gate.as_of, latest, withdrawn) if instant is not None)
    PeriodGate.objects.filter(pk=1).update(as_of=cut_off)
    return cut_off
