"""When a whole system peaked, which is known afterwards and charged for by the demand at that time."""

from django.db import models
from django.db.models import F, Q


class SystemPeak(models.Model):
    """One peak of a system, under the name by which plans ask for its peaks.

    It is never changed: it is taken back, and recorded anew, so that bills made before stay explained.
    """

    name = models.CharField(max_length=60, help_text="as the plan calls it, such as TRIADS")
    starts_at = models.DateTimeField(help_text="in UTC")
    ends_at = models.DateTimeField(help_text="in UTC")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="system_peak_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_code="ends_at",
                violation_error_message="The end is not after the start: write a later time.",
            ),
            models.UniqueConstraint(
                fields=["name", "starts_at"],
                condition=Q(withdrawn_at=None),
                name="system_peak_once_per_name_and_start",
                violation_error_code="starts_at",
                violation_error_message="This peak is recorded already: take it back first to correct it.",
            ),
            models.CheckConstraint(
                name="system_peak_withdrawn_after_recorded",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at:%Y-%m-%d %H:%M} UTC"
