"""django-q asks its queue for (key, lock) five times a second and cluster, and has no index on them."""

from django.db import migrations

FORWARDS = "CREATE INDEX IF NOT EXISTS foundation_queue_by_key_and_lock ON django_q_ormq (key, lock)"
BACKWARDS = "DROP INDEX IF EXISTS foundation_queue_by_key_and_lock"


class Migration(migrations.Migration):
    """An index on a table of django-q's; a later release may bring one of its own without conflict."""

    dependencies = [
        ("foundation", "0002_audit_is_append_only"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
