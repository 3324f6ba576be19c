"""Moving many subscriptions from a plan to another: proposed by one person, approved by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from invoicing.models.accounts import BillingCycle
from invoicing.models.plan_trials import PlanTrial
from invoicing.models.subscriptions import Subscription
from pricing.models import Plan


class PlanMove(models.Model):
    """Subscriptions that end on their plan and go on on another from `effective_date`; its trial tells the money.

    Which they are stands in the items, fixed when it is proposed.
    """

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "to be approved"
        APPROVED = "APPROVED", "moving"
        DONE = "DONE", "moved"
        UNDOING = "UNDOING", "taking back"
        UNDONE = "UNDONE", "taken back"
        CANCELLED = "CANCELLED", "cancelled"

    from_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    to_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    role = models.PositiveSmallIntegerField(choices=Subscription.Role, default=Subscription.Role.SUPPLY)
    effective_date = models.DateField(help_text="the first day on the new plan")
    billing_cycle = models.ForeignKey(
        BillingCycle, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_list = models.BooleanField(default=False, help_text="the accounts were named one by one")
    reason = models.CharField(max_length=300)
    trial = models.ForeignKey(
        PlanTrial, on_delete=models.PROTECT, null=True, blank=True, related_name="moves"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_move_goes_to_another_plan", condition=~Q(to_plan=F("from_plan"))
            ),
            models.CheckConstraint(
                name="plan_move_is_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="plan_move_approved_has_instant_and_person",
                condition=Q(state__in=["PROPOSED", "CANCELLED"], approved_at=None, approved_by=None)
                | Q(
                    state__in=["APPROVED", "DONE", "UNDOING", "UNDONE"],
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_plan.code} to {self.to_plan.code} from {self.effective_date}"


class PlanMoveItem(models.Model):
    """A subscription of a move: where it stands, and for a refused one why."""

    class State(models.TextChoices):
        WAITING = "WAITING", "waiting"
        MOVED = "MOVED", "moved"
        REFUSED = "REFUSED", "cannot be moved"
        UNDONE = "UNDONE", "taken back"
        KEPT = "KEPT", "could not be taken back"
        DROPPED = "DROPPED", "not moved"

    move = models.ForeignKey(PlanMove, on_delete=models.PROTECT, related_name="items")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    new_subscription = models.OneToOneField(
        Subscription, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["move", "subscription"], name="plan_move_item_once_per_subscription"
            ),
            models.UniqueConstraint(
                fields=["subscription"],
                condition=Q(state="WAITING"),
                name="plan_move_item_waits_in_one_move_at_a_time",
            ),
            models.CheckConstraint(
                name="plan_move_item_moved_has_new_subscription",
                condition=Q(state__in=["MOVED", "KEPT"], new_subscription__isnull=False)
                | (~Q(state__in=["MOVED", "KEPT"]) & Q(new_subscription=None)),
            ),
            models.CheckConstraint(
                name="plan_move_item_refused_says_why",
                condition=~Q(state__in=["REFUSED", "KEPT"]) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["move", "state", "id"], name="plan_move_item_by_state")]

    def __str__(self) -> str:
        return f"{self.subscription}: {self.get_state_display()}"
