"""Runs of one account, and exceptions that somebody dismisses."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0006_issued_documents"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="billrun",
            name="bill_run_once_per_cycle_and_period",
        ),
        migrations.AddField(
            model_name="billrun",
            name="account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="own_bill_runs",
                to="invoicing.account",
            ),
        ),
        migrations.AddField(
            model_name="billrunexception",
            name="dismissal_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="billrunexception",
            name="dismissed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="billrunexception",
            name="dismissed_by",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="billrunexception",
            index=models.Index(
                condition=models.Q(("dismissed_at", None)),
                fields=["batch"],
                name="bill_run_exception_undismissed",
            ),
        ),
        migrations.AddConstraint(
            model_name="billrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("account", None)),
                fields=("billing_cycle", "from_date", "to_date"),
                name="bill_run_once_per_cycle_and_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="billrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("account__isnull", False), models.Q(("state", "FINALIZED"), _negated=True)
                ),
                fields=("account", "from_date", "to_date"),
                name="bill_run_of_an_account_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="billrunexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dismissal_reason", ""), ("dismissed_at", None), ("dismissed_by", "")),
                    models.Q(
                        ("dismissed_at__isnull", False),
                        models.Q(("dismissed_by", ""), _negated=True),
                        models.Q(("dismissal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="bill_run_exception_dismissal_says_who_and_why",
            ),
        ),
    ]
