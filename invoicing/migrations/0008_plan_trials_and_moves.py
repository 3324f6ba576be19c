"""Trials of plan versions on past usage, and moves of subscriptions to other plans."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0007_one_account_runs_and_dismissals"),
        ("metering", "0009_reading_changes"),
        ("pricing", "0003_plan_names_by_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanTrial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_date", models.DateField()),
                ("to_date", models.DateField(help_text="the first day not rated")),
                ("as_of", models.DateTimeField()),
                (
                    "is_list",
                    models.BooleanField(default=False, help_text="the accounts were named one by one"),
                ),
                ("sample_size", models.PositiveIntegerField(blank=True, null=True)),
                ("sample_seed", models.PositiveIntegerField(blank=True, null=True)),
                ("account_count", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "rating"), ("DONE", "done"), ("CANCELLED", "cancelled")],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("started_by", models.TextField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "billing_cycle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.billingcycle",
                    ),
                ),
                (
                    "only_plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pricing.plan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "supply"), (2, "delivery"), (3, "add-on")], default=1
                    ),
                ),
                ("effective_date", models.DateField(help_text="the first day on the new plan")),
                (
                    "is_list",
                    models.BooleanField(default=False, help_text="the accounts were named one by one"),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "to be approved"),
                            ("APPROVED", "moving"),
                            ("DONE", "moved"),
                            ("UNDOING", "taking back"),
                            ("UNDONE", "taken back"),
                            ("CANCELLED", "cancelled"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "billing_cycle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.billingcycle",
                    ),
                ),
                (
                    "from_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pricing.plan"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pricing.plan"
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="invoicing.plantrial",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanTrialBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "account_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "waiting"), ("DONE", "rated")], default="OPEN", max_length=10
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="invoicing.plantrial",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "plan trial batches",
            },
        ),
        migrations.CreateModel(
            name="TriedVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("document", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tried_versions",
                        to="invoicing.plantrial",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pricing.planversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrialRefusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(help_text="how many months are left out")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("NO_READINGS", "No readings, or no channel for them"),
                            ("MISSING_READINGS", "Readings missing"),
                            ("NO_PLAN_VERSION", "No version of its plan in force"),
                            ("PLAN_CHANGE_IN_PERIOD", "Its plan changes inside a month"),
                            ("UNABLE_TO_RATE", "Plan and usage do not fit"),
                            ("CURRENCY", "Account and version differ in currency"),
                            ("OPEN_FINDING", "Open findings that stop a bill"),
                            ("ALREADY_BILLED", "Billed already"),
                            ("NOTHING_TO_PRICE", "It has nothing that the version charges for"),
                        ],
                        max_length=24,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="invoicing.account"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="invoicing.plantrialbatch",
                    ),
                ),
                (
                    "tried",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="invoicing.triedversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrialEffect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("months", models.PositiveSmallIntegerField()),
                ("old_net", models.DecimalField(decimal_places=4, max_digits=18)),
                ("old_tax", models.DecimalField(decimal_places=4, max_digits=18)),
                ("new_net", models.DecimalField(decimal_places=4, max_digits=18)),
                ("new_tax", models.DecimalField(decimal_places=4, max_digits=18)),
                (
                    "old_months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=4, max_digits=18, null=True), size=None
                    ),
                ),
                (
                    "new_months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=4, max_digits=18, null=True), size=None
                    ),
                ),
                ("usage", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="invoicing.account"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="invoicing.plantrialbatch",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pricing.plan",
                    ),
                ),
                (
                    "utility",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metering.utility",
                    ),
                ),
                (
                    "tried",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="invoicing.triedversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanMoveItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "waiting"),
                            ("MOVED", "moved"),
                            ("REFUSED", "cannot be moved"),
                            ("UNDONE", "taken back"),
                            ("KEPT", "could not be taken back"),
                            ("DROPPED", "not moved"),
                        ],
                        default="WAITING",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="invoicing.planmove",
                    ),
                ),
                (
                    "new_subscription",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.subscription",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["move", "state", "id"], name="plan_move_item_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("move", "subscription"), name="plan_move_item_once_per_subscription"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "WAITING")),
                        fields=("subscription",),
                        name="plan_move_item_waits_in_one_move_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("new_subscription__isnull", False), ("state__in", ["MOVED", "KEPT"])),
                            models.Q(
                                models.Q(("state__in", ["MOVED", "KEPT"]), _negated=True),
                                ("new_subscription", None),
                            ),
                            _connector="OR",
                        ),
                        name="plan_move_item_moved_has_new_subscription",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["REFUSED", "KEPT"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_move_item_refused_says_why",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plantrial",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_date__gt", models.F("from_date"))),
                name="plan_trial_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="plantrial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sample_seed", None), ("sample_size", None)),
                    models.Q(("sample_seed__isnull", False), ("sample_size__isnull", False)),
                    _connector="OR",
                ),
                name="plan_trial_sample_has_seed",
            ),
        ),
        migrations.AddConstraint(
            model_name="plantrial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "OPEN")),
                    models.Q(models.Q(("state", "OPEN"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="plan_trial_ended_has_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_plan", models.F("from_plan")), _negated=True),
                name="plan_move_goes_to_another_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_move_is_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="planmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at", None), ("approved_by", None), ("state__in", ["PROPOSED", "CANCELLED"])
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("state__in", ["APPROVED", "DONE", "UNDOING", "UNDONE"]),
                    ),
                    _connector="OR",
                ),
                name="plan_move_approved_has_instant_and_person",
            ),
        ),
        migrations.AddIndex(
            model_name="plantrialbatch",
            index=models.Index(fields=["trial", "state", "number"], name="plan_trial_batch_by_state"),
        ),
        migrations.AddConstraint(
            model_name="plantrialbatch",
            constraint=models.UniqueConstraint(
                fields=("trial", "number"), name="plan_trial_batch_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="triedversion",
            constraint=models.UniqueConstraint(
                fields=("trial", "position"), name="tried_version_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="triedversion",
            constraint=models.UniqueConstraint(
                fields=("trial", "version"), name="tried_version_once_per_trial"
            ),
        ),
        migrations.AddIndex(
            model_name="trialrefusal",
            index=models.Index(fields=["tried", "code"], name="trial_refusal_by_code"),
        ),
        migrations.AddConstraint(
            model_name="trialrefusal",
            constraint=models.UniqueConstraint(
                fields=("tried", "account"), name="trial_refusal_once_per_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="trialeffect",
            constraint=models.UniqueConstraint(
                fields=("tried", "account"), name="trial_effect_once_per_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="trialeffect",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__gt", 0)), name="trial_effect_has_a_month"
            ),
        ),
    ]
