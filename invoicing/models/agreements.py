"""What a contract says of one subscription: its own values, and terms agreed in the place of the plan's."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from invoicing.models.spans import DateSpan, IdRange, TextHash
from invoicing.models.subscriptions import Subscription


class ContractValue(models.Model):
    """A number of the contract that the plan counts by its name: contracted kW, seats, fuse or meter size."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="contract_values")
    name = models.CharField(max_length=60, help_text="as the plan calls it, such as contracted_kw")
    value = models.DecimalField(max_digits=24, decimal_places=8)
    from_date = models.DateField("from")
    to_date = models.DateField("until", null=True, blank=True, help_text="the first day it does not hold")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_value_ends_after_it_starts",
                condition=Q(to_date=None) | Q(to_date__gt=F("from_date")),
                violation_error_code="to_date",
                violation_error_message="Until is not after from: "
                "write a later day, or leave it empty while the value holds.",
            ),
            models.CheckConstraint(
                name="contract_value_is_not_negative",
                condition=Q(value__gte=0),
                violation_error_code="value",
                violation_error_message="A contract's value cannot be below zero: write 0 or more.",
            ),
            ExclusionConstraint(
                name="contract_value_one_per_name_and_day",
                expressions=[
                    (IdRange("subscription"), RangeOperators.OVERLAPS),
                    (IdRange(TextHash("name")), RangeOperators.OVERLAPS),
                    (DateSpan("from_date", "to_date"), RangeOperators.OVERLAPS),
                ],
                violation_error_code="from_date",
                violation_error_message="Another value of this name holds on some of these days: "
                "end that one first, or choose days after it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value.normalize():f}"


class NegotiatedTerm(models.Model):
    """A value of the plan's document that is another one for this subscription, for some days.

    A ramp is several of them, one after the other.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="negotiated_terms")
    pointer = models.CharField(
        "term",
        max_length=300,
        help_text="where in the plan's document, such as /charges/ENERGY/price/unit_price",
    )
    value = models.JSONField(help_text='as in the document: "0.21" with quotes for a price')
    from_date = models.DateField("from")
    to_date = models.DateField("until", null=True, blank=True, help_text="the first day it does not hold")
    reason = models.CharField(max_length=300)
    agreed_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="negotiated_term_ends_after_it_starts",
                condition=Q(to_date=None) | Q(to_date__gt=F("from_date")),
                violation_error_code="to_date",
                violation_error_message="Until is not after from: "
                "write a later day, or leave it empty while the term holds.",
            ),
            models.CheckConstraint(
                name="negotiated_term_has_reason_and_who_agreed",
                condition=~Q(reason="") & ~Q(agreed_by=""),
            ),
            ExclusionConstraint(
                name="negotiated_term_one_per_pointer_and_day",
                expressions=[
                    (IdRange("subscription"), RangeOperators.OVERLAPS),
                    (IdRange(TextHash("pointer")), RangeOperators.OVERLAPS),
                    (DateSpan("from_date", "to_date"), RangeOperators.OVERLAPS),
                ],
                violation_error_code="from_date",
                violation_error_message="Something else is agreed for this term on some of these days: "
                "end that first, or choose days after it.",
            ),
        ]

    def __str__(self) -> str:
        return self.pointer
