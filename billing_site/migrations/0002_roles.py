from django.db import migrations

ROLES = ("Billing clerk", "Billing manager", "Auditor", "Reading uploader", "Customer")


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    """The groups that billing_site.foundation.access names."""

    dependencies = [("billing_site", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
