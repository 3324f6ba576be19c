"""Days whose stored values were replaced."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metering", "0008_usage_of_dials"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "channel",
                        "date",
                        "changed_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("date", models.DateField()),
                ("changed_at", models.DateTimeField()),
                ("before", models.BigIntegerField(null=True)),
                ("after", models.BigIntegerField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="reading_changes",
                        to="metering.channel",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-changed_at"], name="reading_change_by_time")],
            },
        ),
    ]
