"""Things used at an instant."""

import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metering", "0009_reading_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsageEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "channel", "event_key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_key", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("quantity", models.DecimalField(decimal_places=12, max_digits=30)),
                ("properties", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="usage_events",
                        to="metering.channel",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["channel", "at"], name="usage_event_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("event_key", ""), _negated=True), name="usage_event_has_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(
                                models.Func(
                                    models.F("properties"),
                                    function="jsonb_typeof",
                                    output_field=models.TextField(),
                                ),
                                models.Value("object"),
                            )
                        ),
                        name="usage_event_properties_are_an_object",
                    ),
                ],
            },
        ),
    ]
