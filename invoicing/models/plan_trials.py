"""Rating past months again by other terms: apart from the books, which it never touches."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from invoicing.models.accounts import Account, BillingCycle
from metering.models import Utility
from pricing.models import Plan, PlanVersion


class PlanTrial(models.Model):
    """Accounts, months, and the plan versions that are tried on them beside the plans they have.

    `as_of` is the cut-off for readings. The other fields of the selection say how the accounts were chosen;
    which they are stands in the batches. With `only_plan` only subscriptions on that plan are rated again.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "rating"
        DONE = "DONE", "done"
        CANCELLED = "CANCELLED", "cancelled"

    from_date = models.DateField()
    to_date = models.DateField(help_text="the first day not rated")
    as_of = models.DateTimeField()
    billing_cycle = models.ForeignKey(
        BillingCycle, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    only_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_list = models.BooleanField(default=False, help_text="the accounts were named one by one")
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    sample_seed = models.PositiveIntegerField(null=True, blank=True)
    account_count = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    started_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_trial_ends_after_it_starts", condition=Q(to_date__gt=F("from_date"))
            ),
            models.CheckConstraint(
                name="plan_trial_sample_has_seed",
                condition=Q(sample_size=None, sample_seed=None)
                | Q(sample_size__isnull=False, sample_seed__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_trial_ended_has_instant",
                condition=Q(state="OPEN", ended_at=None) | (~Q(state="OPEN") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk}"


class TriedVersion(models.Model):
    """A plan version that a trial tries, with its document as it was then: a draft may be replaced since."""

    trial = models.ForeignKey(PlanTrial, on_delete=models.PROTECT, related_name="tried_versions")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "position"], name="tried_version_position_once"),
            models.UniqueConstraint(fields=["trial", "version"], name="tried_version_once_per_trial"),
        ]

    def __str__(self) -> str:
        return str(self.version)


class PlanTrialBatch(models.Model):
    """Some of a trial's accounts: the unit of commit and of retry, claimed by locking its row."""

    class State(models.TextChoices):
        OPEN = "OPEN", "waiting"
        DONE = "DONE", "rated"

    trial = models.ForeignKey(PlanTrial, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    account_ids = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name_plural = "plan trial batches"
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="plan_trial_batch_number_once"),
        ]
        indexes = [models.Index(fields=["trial", "state", "number"], name="plan_trial_batch_by_state")]

    def __str__(self) -> str:
        return f"{self.trial} #{self.number}"


class TrialEffect(models.Model):
    """What an account comes to by a tried version and by the plans it has, in the version's currency.

    The months of the trial in order: amounts without tax, null for a month that could not be rated. `usage` is
    of the first metric that the version counts.
    """

    batch = models.ForeignKey(PlanTrialBatch, on_delete=models.PROTECT, related_name="effects")
    tried = models.ForeignKey(TriedVersion, on_delete=models.PROTECT, related_name="effects")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+")
    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, null=True, related_name="+")
    months = models.PositiveSmallIntegerField()
    old_net = models.DecimalField(max_digits=18, decimal_places=4)
    old_tax = models.DecimalField(max_digits=18, decimal_places=4)
    new_net = models.DecimalField(max_digits=18, decimal_places=4)
    new_tax = models.DecimalField(max_digits=18, decimal_places=4)
    old_months = ArrayField(models.DecimalField(max_digits=18, decimal_places=4, null=True))
    new_months = ArrayField(models.DecimalField(max_digits=18, decimal_places=4, null=True))
    usage = models.DecimalField(max_digits=24, decimal_places=6, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tried", "account"], name="trial_effect_once_per_account"),
            models.CheckConstraint(name="trial_effect_has_a_month", condition=Q(months__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account} by {self.tried}"


class TrialRefusal(models.Model):
    """An account some or all of whose months could not be rated by a tried version, and why."""

    class Code(models.TextChoices):
        NO_READINGS = "NO_READINGS", "No readings, or no channel for them"
        MISSING_READINGS = "MISSING_READINGS", "Readings missing"
        NO_PLAN_VERSION = "NO_PLAN_VERSION", "No version of its plan in force"
        PLAN_CHANGE_IN_PERIOD = "PLAN_CHANGE_IN_PERIOD", "Its plan changes inside a month"
        UNABLE_TO_RATE = "UNABLE_TO_RATE", "Plan and usage do not fit"
        CURRENCY = "CURRENCY", "Account and version differ in currency"
        OPEN_FINDING = "OPEN_FINDING", "Open findings that stop a bill"
        ALREADY_BILLED = "ALREADY_BILLED", "Billed already"
        NOTHING_TO_PRICE = "NOTHING_TO_PRICE", "It has nothing that the version charges for"

    batch = models.ForeignKey(PlanTrialBatch, on_delete=models.PROTECT, related_name="refusals")
    tried = models.ForeignKey(TriedVersion, on_delete=models.PROTECT, related_name="refusals")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField(help_text="how many months are left out")
    code = models.CharField(max_length=24, choices=Code)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tried", "account"], name="trial_refusal_once_per_account"),
        ]
        indexes = [models.Index(fields=["tried", "code"], name="trial_refusal_by_code")]

    def __str__(self) -> str:
        return f"{self.account}: {self.reason}"
