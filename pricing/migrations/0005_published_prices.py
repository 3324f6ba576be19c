"""Index prices by revision and UTC day, and the peaks of systems."""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION pricing_refuse_price_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Prices of an index are never changed or deleted: bills were made by them.'
        USING ERRCODE = 'restrict_violation', HINT = 'Load a later revision in their place.';
END
$$;
CREATE TRIGGER index_revision_is_append_only BEFORE UPDATE OR DELETE ON pricing_indexrevision
    FOR EACH ROW EXECUTE FUNCTION pricing_refuse_price_change();
CREATE TRIGGER index_day_is_append_only BEFORE UPDATE OR DELETE ON pricing_indexday
    FOR EACH ROW EXECUTE FUNCTION pricing_refuse_price_change();

CREATE FUNCTION pricing_refuse_index_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pricing_indexrevision WHERE index_id = OLD.id) THEN
        RAISE EXCEPTION 'Index % has prices: its interval, unit, currency and decimals cannot be changed.', OLD.code
            USING ERRCODE = 'restrict_violation', HINT = 'Make a new index instead.';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER price_index_with_prices_keeps_their_meaning BEFORE UPDATE ON pricing_priceindex
    FOR EACH ROW WHEN ((NEW.step_minutes, NEW.unit, NEW.currency, NEW.decimals)
        IS DISTINCT FROM (OLD.step_minutes, OLD.unit, OLD.currency, OLD.decimals))
    EXECUTE FUNCTION pricing_refuse_index_change();
"""
BACKWARDS = """
DROP FUNCTION pricing_refuse_index_change() CASCADE;
DROP FUNCTION pricing_refuse_price_change() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0004_plan_versions_have_authors"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceIndex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "zone",
                    models.CharField(
                        blank=True, help_text="bidding zone or hub, such as DE-LU", max_length=40
                    ),
                ),
                (
                    "step_minutes",
                    models.PositiveSmallIntegerField(default=60, verbose_name="interval length (minutes)"),
                ),
                (
                    "unit",
                    models.CharField(
                        default="MWh", help_text="what a price is for, such as MWh", max_length=16
                    ),
                ),
                ("currency", models.CharField(help_text="ISO 4217", max_length=3)),
                ("decimals", models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                "verbose_name_plural": "price indices",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("step_minutes__in", [5, 10, 15, 20, 30, 60])),
                        name="price_index_step_divides_the_hour",
                        violation_error_code="step_minutes",
                        violation_error_message="Interval length can be 5, 10, 15, 20, 30 or 60 minutes: write one of these.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decimals__lte", 9)),
                        name="price_index_decimals_0_to_9",
                        violation_error_code="decimals",
                        violation_error_message="Decimals can be 0 to 9: write 2 for prices such as 85.32.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("content_hash", models.CharField(help_text="SHA-256 of the file", max_length=64)),
                ("received_at", models.DateTimeField()),
                (
                    "index",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="pricing.priceindex",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SystemPeak",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="as the plan calls it, such as TRIADS", max_length=60)),
                ("starts_at", models.DateTimeField(help_text="in UTC")),
                ("ends_at", models.DateTimeField(help_text="in UTC")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="system_peak_ends_after_it_starts",
                        violation_error_code="ends_at",
                        violation_error_message="The end is not after the start: write a later time.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("name", "starts_at"),
                        name="system_peak_once_per_name_and_start",
                        violation_error_code="starts_at",
                        violation_error_message="This peak is recorded already: take it back first to correct it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            ("withdrawn_at__gte", models.F("recorded_at")),
                            _connector="OR",
                        ),
                        name="system_peak_withdrawn_after_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("samples", models.BinaryField()),
                ("known", models.BinaryField(null=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="pricing.indexrevision",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "date"), name="index_day_once_per_revision")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="indexrevision",
            constraint=models.UniqueConstraint(
                fields=("index", "content_hash"), name="index_revision_once_per_index_and_content"
            ),
        ),
        migrations.AddConstraint(
            model_name="indexrevision",
            constraint=models.UniqueConstraint(
                fields=("index", "name"), name="index_revision_name_once_per_index"
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
