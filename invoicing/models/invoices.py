"""The demand for payment and its lines; frozen by the database once final (migration 0002)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from invoicing.models.accounts import Account
from invoicing.models.bill_runs import BillRunBatch
from invoicing.models.spans import DateSpan, IdRange, TextHash
from invoicing.models.subscriptions import Subscription
from pricing.models import PlanVersion


class InvoiceNumberSequence(models.Model):
    """The last number given out in a series and year; locked last, inside the finalizing transaction."""

    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveBigIntegerField(default=0)
    last_issue_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year"], name="number_sequence_once_per_series_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.year}: {self.last_number}"


class Invoice(models.Model):
    """A draft may be dropped and made again; a finalized invoice has a number and never changes."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "draft"
        FINALIZED = "FINALIZED", "finalized"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invoices")
    batch = models.ForeignKey(BillRunBatch, on_delete=models.PROTECT, related_name="invoices")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    from_date = models.DateField()
    to_date = models.DateField(help_text="the first day not billed")
    as_of = models.DateTimeField(help_text="readings received later are not in this invoice")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=18, decimal_places=4)
    tax = models.DecimalField(max_digits=18, decimal_places=4)
    total = models.DecimalField(max_digits=18, decimal_places=4)
    series = models.CharField(max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    sequence_number = models.PositiveBigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=30, null=True, blank=True, unique=True)
    issue_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    parties = models.JSONField(default=dict, help_text="seller and customer as they were when it was issued")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "account"], name="invoice_once_per_batch_and_account"),
            models.UniqueConstraint(
                fields=["series", "year", "sequence_number"], name="invoice_sequence_number_once"
            ),
            models.CheckConstraint(
                name="invoice_total_is_net_plus_tax", condition=Q(total=F("net") + F("tax"))
            ),
            models.CheckConstraint(
                name="invoice_finalized_has_number",
                condition=Q(
                    state="FINALIZED",
                    number__isnull=False,
                    sequence_number__isnull=False,
                    year__isnull=False,
                    issue_date__isnull=False,
                    due_date__isnull=False,
                )
                | Q(
                    state="DRAFT",
                    number=None,
                    sequence_number=None,
                    year=None,
                    issue_date=None,
                    due_date=None,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-from_date"], name="invoice_by_account"),
            models.Index(
                fields=["-due_date", "-id"], condition=Q(state="FINALIZED"), name="invoice_by_due_date"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"


class InvoiceLine(models.Model):
    """One amount on an invoice with the trace that explains it."""

    class Kind(models.TextChoices):
        CHARGE = "CHARGE", "charge"
        DISCOUNT = "DISCOUNT", "discount"
        MAXIMUM = "MAXIMUM", "maximum"
        MINIMUM = "MINIMUM", "minimum"
        RIDER = "RIDER", "rider"
        CREDIT = "CREDIT", "credit"

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="invoice_lines")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="invoice_lines")
    from_date = models.DateField()
    to_date = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    charge_code = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    bucket = models.CharField(max_length=60, blank=True)
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=28, decimal_places=10)
    unit = models.CharField(max_length=20)
    unit_price = models.DecimalField(max_digits=24, decimal_places=12)
    exact_amount = models.DecimalField(max_digits=30, decimal_places=16, help_text="before rounding")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    tax_code = models.CharField(max_length=60, blank=True)
    tax_amount = models.DecimalField(max_digits=18, decimal_places=4)
    trace = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.label}"


class InvoiceTax(models.Model):
    """One tax of an invoice: rounded once on the sum of its lines."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="taxes")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=100)
    percent = models.DecimalField(max_digits=24, decimal_places=12)
    base = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        verbose_name_plural = "invoice taxes"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "code", "percent"], name="invoice_tax_once_per_code_and_rate"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class BilledPeriod(models.Model):
    """A claim: these days of this subscription's charge group are on this invoice and on no other.

    Dropping a draft deletes the claim; crediting a final invoice releases it in the same transaction.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="billed_periods")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="billed_periods")
    charge_group = models.CharField(max_length=40)
    from_date = models.DateField()
    to_date = models.DateField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="billed_period_ends_after_it_starts", condition=Q(to_date__gt=F("from_date"))
            ),
            ExclusionConstraint(
                name="billed_period_claimed_once",
                expressions=[
                    (IdRange("subscription"), RangeOperators.OVERLAPS),
                    (IdRange(TextHash("charge_group")), RangeOperators.OVERLAPS),
                    (DateSpan("from_date", "to_date"), RangeOperators.OVERLAPS),
                ],
                condition=Q(released_at=None),
            ),
        ]
