"""The database itself refuses to change or delete what customers are billed by."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION pricing_refuse_published_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Version % of this plan is published and cannot be deleted.', OLD.number
            USING ERRCODE = 'restrict_violation',
                  HINT = 'Bills refer to it. Publish a new version from a later date instead.';
    END IF;
    IF NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'Version % of this plan is published and cannot be changed.', OLD.number
            USING ERRCODE = 'restrict_violation',
                  HINT = 'Bills refer to it. Publish a new version with the new terms instead.';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER plan_version_published_is_immutable
    BEFORE UPDATE OR DELETE ON pricing_planversion
    FOR EACH ROW WHEN (OLD.state = 'PUBLISHED')
    EXECUTE FUNCTION pricing_refuse_published_version_change();

CREATE FUNCTION pricing_refuse_published_plan_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pricing_planversion WHERE plan_id = OLD.id AND state = 'PUBLISHED') THEN
        RAISE EXCEPTION 'Plan % has a published version: its code and currency cannot be changed.', OLD.code
            USING ERRCODE = 'restrict_violation', HINT = 'Make a new plan instead.';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER plan_with_published_version_keeps_code_and_currency
    BEFORE UPDATE ON pricing_plan
    FOR EACH ROW WHEN (NEW.code IS DISTINCT FROM OLD.code OR NEW.currency IS DISTINCT FROM OLD.currency)
    EXECUTE FUNCTION pricing_refuse_published_plan_change();
"""

BACKWARDS = """
DROP TRIGGER plan_with_published_version_keeps_code_and_currency ON pricing_plan;
DROP FUNCTION pricing_refuse_published_plan_change();
DROP TRIGGER plan_version_published_is_immutable ON pricing_planversion;
DROP FUNCTION pricing_refuse_published_version_change();
"""


class Migration(migrations.Migration):
    """Triggers; no rows change."""

    dependencies = [("pricing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
