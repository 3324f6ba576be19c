"""Audit, outbox, idempotency keys, jobs and cluster heartbeats."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClusterHeartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.TextField()),
                (
                    "pid",
                    models.PositiveIntegerField(
                        help_text="The cluster's process, which is also its process group."
                    ),
                ),
                ("started_at", models.DateTimeField()),
                (
                    "seen_at",
                    models.DateTimeField(
                        help_text="The last sign of life of the whole chain from queue to worker."
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("host", "pid"), name="cluster_heartbeat_one_per_process")
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "owner",
                    models.TextField(
                        help_text="Whose keys these are: an API key, a user with an action, a webhook's sender."
                    ),
                ),
                ("key", models.TextField()),
                ("request_hash", models.TextField()),
                (
                    "response",
                    models.JSONField(
                        blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "key"), name="idempotency_key_one_per_owner_and_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner", ""), _negated=True),
                            models.Q(("key", ""), _negated=True),
                            models.Q(("request_hash", ""), _negated=True),
                        ),
                        name="idempotency_key_is_not_blank",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.TextField(help_text="The dotted path of the task, which is called with job_id."),
                ),
                ("key", models.TextField(help_text="What the work is for; one job per kind and key.")),
                (
                    "arguments",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("DONE", "Done"), ("FAILED", "Failed")],
                        default="OPEN",
                        max_length=6,
                    ),
                ),
                ("progress_done", models.PositiveIntegerField(default=0)),
                (
                    "progress_total",
                    models.PositiveIntegerField(blank=True, help_text="Unknown if empty.", null=True),
                ),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "OPEN")), fields=["id"], name="job_open")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="job_one_per_kind_and_key"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__regex", "^[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)+$")),
                        name="job_kind_is_a_task_path",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("state", "OPEN")),
                            models.Q(("finished_at__isnull", False), ("state__in", ["DONE", "FAILED"])),
                            _connector="OR",
                        ),
                        name="job_is_open_or_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "FAILED"), models.Q(("error", ""), _negated=True)),
                            models.Q(models.Q(("state", "FAILED"), _negated=True), ("error", "")),
                            _connector="OR",
                        ),
                        name="job_has_an_error_when_failed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("progress_total", None),
                            ("progress_done__lte", models.F("progress_total")),
                            _connector="OR",
                        ),
                        name="job_progress_is_within_total",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                ("sequence", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("subject_type", models.TextField(help_text="app.model, in lower case.")),
                ("subject_id", models.TextField(help_text="The primary key as text.")),
                (
                    "payload",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("created_at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None)),
                        fields=["sequence"],
                        name="outbox_event_unhandled",
                    ),
                    models.Index(fields=["subject_type", "subject_id"], name="outbox_event_by_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), _negated=True),
                            models.Q(("subject_type", ""), _negated=True),
                            models.Q(("subject_id", ""), _negated=True),
                        ),
                        name="outbox_event_names_kind_and_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "actor_label",
                    models.TextField(
                        help_text="The actor's name as it was then, or what acted without a user."
                    ),
                ),
                ("action", models.TextField()),
                ("subject_type", models.TextField(help_text="app.model, in lower case.")),
                ("subject_id", models.TextField(help_text="The primary key as text.")),
                (
                    "details",
                    models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_entry_by_subject"),
                    models.Index(fields=["-at"], name="audit_entry_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor_label", ""), _negated=True),
                            models.Q(("action", ""), _negated=True),
                            models.Q(("subject_type", ""), _negated=True),
                            models.Q(("subject_id", ""), _negated=True),
                        ),
                        name="audit_entry_names_actor_action_and_subject",
                    )
                ],
            },
        ),
    ]
