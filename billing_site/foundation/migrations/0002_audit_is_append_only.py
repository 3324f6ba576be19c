"""The database itself refuses to change or delete an audit entry."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION foundation_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is written once: an entry can be neither changed nor deleted.'
        USING ERRCODE = 'restrict_violation',
              HINT = 'Write another entry that corrects it.';
END
$$;

CREATE TRIGGER audit_entry_is_append_only
    BEFORE UPDATE OR DELETE ON foundation_auditentry
    FOR EACH ROW EXECUTE FUNCTION foundation_refuse_audit_change();
"""

BACKWARDS = """
DROP TRIGGER audit_entry_is_append_only ON foundation_auditentry;
DROP FUNCTION foundation_refuse_audit_change();
"""


class Migration(migrations.Migration):
    """A trigger; no rows change."""

    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
