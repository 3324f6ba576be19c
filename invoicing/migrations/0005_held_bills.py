"""Drafts that somebody has to look at before they are issued."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0004_payments"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("NEGATIVE", "negative total"),
                            ("HIGH", "high bill"),
                            ("LOW", "low bill"),
                            ("ZERO_USAGE", "no usage"),
                            ("PEAK", "new highest demand"),
                            ("ESTIMATED", "many estimates"),
                            ("BY_HAND", "held by hand"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("held_at", models.DateTimeField()),
                ("held_by", models.TextField(help_text="as the audit trail names them")),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("released_by", models.TextField(blank=True)),
                ("release_note", models.CharField(blank=True, max_length=300)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="invoicing.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at", None)), fields=["id"], name="bill_hold_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("invoice",),
                        name="bill_hold_one_open_per_invoice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("held_by", ""), _negated=True)
                        ),
                        name="bill_hold_says_who_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("release_note", ""), ("released_at", None), ("released_by", "")),
                            models.Q(
                                ("released_at__isnull", False),
                                models.Q(("released_by", ""), _negated=True),
                                models.Q(("release_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bill_hold_release_says_who_and_why",
                    ),
                ],
            },
        ),
    ]
