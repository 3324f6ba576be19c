"""Which account is supplied where, on which plan, for which days."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from invoicing.models.accounts import Account
from invoicing.models.spans import DateSpan, IdRange
from metering.models import ServicePoint
from pricing.models import Plan


class Subscription(models.Model):
    """An account supplied at a service point on a plan, from a local day up to but not including another."""

    class Role(models.IntegerChoices):
        SUPPLY = 1, "supply"
        DELIVERY = 2, "delivery"
        ADD_ON = 3, "add-on"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subscriptions")
    service_point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="subscriptions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="subscriptions")
    role = models.PositiveSmallIntegerField(choices=Role, default=Role.SUPPLY)
    start_date = models.DateField("move-in")
    end_date = models.DateField("move-out", null=True, blank=True, help_text="the first day not supplied")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscription_ends_after_it_starts",
                condition=Q(end_date=None) | Q(end_date__gt=F("start_date")),
                violation_error_code="end_date",
                violation_error_message="Move-out is not after move-in: "
                "write a later day, or leave it empty while the supply goes on.",
            ),
            ExclusionConstraint(
                name="subscription_one_per_service_point_and_role",
                expressions=[
                    (IdRange("service_point"), RangeOperators.OVERLAPS),
                    (IdRange("role"), RangeOperators.OVERLAPS),
                    (DateSpan("start_date", "end_date"), RangeOperators.OVERLAPS),
                ],
                violation_error_code="start_date",
                violation_error_message="Some of these days belong to another subscription of the same role at "
                "this service point: end that one first, or choose days after it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} at {self.service_point}"
