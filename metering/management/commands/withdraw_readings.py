"""Take a batch of readings back out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from metering.models import ReadingBatch
from metering.use_cases.withdraw_reading_batch import UnableToWithdrawReadingBatch, withdraw_reading_batch


class Command(BaseCommand):
    """Withdraw one batch: its readings no longer count, those they had replaced count again."""

    help = "Withdraw a batch of readings, as if it had never come. Its file may then be imported again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which batch, and why."""
        parser.add_argument("batch_id", type=int, metavar="BATCH_ID", help="as import_readings prints it")
        parser.add_argument("--reason", required=True, help="kept in the audit trail")

    def handle(self, *args: Any, batch_id: int, reason: str, **options: Any) -> None:
        """Withdraw it, or say why that cannot be done."""
        try:
            batch = withdraw_reading_batch(
                batch=ReadingBatch.objects.get(pk=batch_id),
                withdrawn_at=timezone.now(),
                reason=reason,
                actor="manage.py withdraw_readings",
            )
        except ReadingBatch.DoesNotExist as error:
            raise CommandError(f"there is no batch {batch_id}") from error
        except UnableToWithdrawReadingBatch as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"batch {batch.pk} ({batch}) is withdrawn: its {batch.reading_count:,} readings no longer count"
        )
