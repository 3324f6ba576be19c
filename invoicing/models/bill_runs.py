"""Billing many accounts for one cycle and period."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from invoicing.models.accounts import Account, BillingCycle


class BillRun(models.Model):
    """One cycle and period; `as_of` is the cut-off after which a delivered reading is too late for it.

    All its invoices bear one `issue_date`, chosen when it is approved. A run with an `account` is for that one
    alone: what an earlier run of the period could not bill, or what was credited since.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "drafting"
        DRAFTED = "DRAFTED", "drafted"
        APPROVED = "APPROVED", "finalizing"
        FINALIZED = "FINALIZED", "finalized"

    billing_cycle = models.ForeignKey(BillingCycle, on_delete=models.PROTECT, related_name="bill_runs")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="own_bill_runs"
    )
    from_date = models.DateField()
    to_date = models.DateField(help_text="the first day not billed")
    as_of = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    issue_date = models.DateField(null=True, blank=True, help_text="the date its invoices bear")
    finalized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["billing_cycle", "from_date", "to_date"],
                condition=Q(account=None),
                name="bill_run_once_per_cycle_and_period",
            ),
            models.UniqueConstraint(
                fields=["account", "from_date", "to_date"],
                condition=Q(account__isnull=False) & ~Q(state="FINALIZED"),
                name="bill_run_of_an_account_one_at_a_time",
            ),
            models.CheckConstraint(
                name="bill_run_ends_after_it_starts", condition=Q(to_date__gt=F("from_date"))
            ),
            models.CheckConstraint(
                name="bill_run_finalized_has_instant",
                condition=Q(state="FINALIZED", finalized_at__isnull=False)
                | (~Q(state="FINALIZED") & Q(finalized_at=None)),
            ),
            models.CheckConstraint(
                name="bill_run_approved_has_issue_date",
                condition=Q(state__in=["APPROVED", "FINALIZED"], issue_date__isnull=False)
                | Q(state__in=["OPEN", "DRAFTED"], issue_date=None),
            ),
        ]

    def __str__(self) -> str:
        only = f" for {self.account}" if self.account_id is not None else ""
        return f"{self.billing_cycle} {self.from_date} to {self.to_date - timedelta(days=1)}{only}"


class BillRunBatch(models.Model):
    """A range of accounts of a run: the unit of commit and of retry, claimed by locking its row."""

    class State(models.TextChoices):
        OPEN = "OPEN", "waiting"
        DRAFTED = "DRAFTED", "drafted"
        FINALIZED = "FINALIZED", "finalized"

    bill_run = models.ForeignKey(BillRun, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    first_account_id = models.BigIntegerField()
    last_account_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    invoice_count = models.PositiveIntegerField(default=0)
    exception_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "bill run batches"
        constraints = [
            models.UniqueConstraint(fields=["bill_run", "number"], name="bill_run_batch_number_once"),
            models.CheckConstraint(
                name="bill_run_batch_range_in_order", condition=Q(last_account_id__gte=F("first_account_id"))
            ),
        ]
        indexes = [models.Index(fields=["bill_run", "state", "number"], name="bill_run_batch_by_state")]

    def __str__(self) -> str:
        return f"{self.bill_run} #{self.number}"


class BillRunException(models.Model):
    """An account that could not be billed in a run, and why; the rest of its batch was.

    It waits until another run bills its days, or somebody dismisses it with a reason.
    """

    class Code(models.TextChoices):
        NO_READINGS = "NO_READINGS", "no readings"
        MISSING_READINGS = "MISSING_READINGS", "readings missing"
        NO_PLAN_VERSION = "NO_PLAN_VERSION", "no plan version in force"
        PLAN_CHANGE_IN_PERIOD = "PLAN_CHANGE_IN_PERIOD", "plan changes inside the period"
        UNABLE_TO_RATE = "UNABLE_TO_RATE", "plan and usage do not fit"
        CURRENCY = "CURRENCY", "plan and account differ in currency"
        OPEN_FINDING = "OPEN_FINDING", "an open finding stops the bill"
        ALREADY_BILLED = "ALREADY_BILLED", "billed already by another run"

    batch = models.ForeignKey(BillRunBatch, on_delete=models.PROTECT, related_name="exceptions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="bill_run_exceptions")
    code = models.CharField(max_length=24, choices=Code)
    reason = models.CharField(max_length=500)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.TextField(blank=True)
    dismissal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "account"], name="bill_run_exception_once_per_account"),
            models.CheckConstraint(
                name="bill_run_exception_dismissal_says_who_and_why",
                condition=Q(dismissed_at=None, dismissed_by="", dismissal_reason="")
                | (Q(dismissed_at__isnull=False) & ~Q(dismissed_by="") & ~Q(dismissal_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["code", "batch"], name="bill_run_exception_by_code"),
            models.Index(
                fields=["batch"], condition=Q(dismissed_at=None), name="bill_run_exception_undismissed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.reason}"
