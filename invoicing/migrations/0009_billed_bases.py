"""What a bill was rated with is stored and frozen with it; contracts have values and terms of their own."""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import invoicing.models.spans

_EVENTS = (("inserted", "INSERT", "NEW"), ("deleted", "DELETE", "OLD"), ("changed", "UPDATE", "OLD"))
TRIGGERS = "".join(
    f"CREATE TRIGGER rating_fact_of_finalized_invoice_is_not_{name} AFTER {event} ON invoicing_billedbasis "
    f"REFERENCING {side} TABLE AS touched FOR EACH STATEMENT "
    "EXECUTE FUNCTION invoicing_guard_invoice_parts('rating fact');\n"
    for name, event, side in (*_EVENTS, ("moved_here", "UPDATE", "NEW"))
)
TRUNCATE = (
    "CREATE TRIGGER billedbasis_is_not_emptied BEFORE TRUNCATE ON invoicing_billedbasis "
    "FOR EACH STATEMENT EXECUTE FUNCTION invoicing_refuse_truncate();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0008_plan_trials_and_moves"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invoiceline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CHARGE", "charge"),
                    ("DISCOUNT", "discount"),
                    ("MAXIMUM", "maximum"),
                    ("MINIMUM", "minimum"),
                    ("RIDER", "rider"),
                    ("CREDIT", "credit"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="BilledBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("basis", models.JSONField(default=dict)),
                ("carried", models.JSONField(default=dict)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bases",
                        to="invoicing.invoice",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billed_bases",
                        to="invoicing.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "billed bases",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice", "subscription"),
                        name="billed_basis_once_per_invoice_and_subscription",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="as the plan calls it, such as contracted_kw", max_length=60),
                ),
                ("value", models.DecimalField(decimal_places=8, max_digits=24)),
                ("from_date", models.DateField(verbose_name="from")),
                (
                    "to_date",
                    models.DateField(
                        blank=True,
                        help_text="the first day it does not hold",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract_values",
                        to="invoicing.subscription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_date", None), ("to_date__gt", models.F("from_date")), _connector="OR"
                        ),
                        name="contract_value_ends_after_it_starts",
                        violation_error_code="to_date",
                        violation_error_message="Until is not after from: write a later day, or leave it empty while the value holds.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)),
                        name="contract_value_is_not_negative",
                        violation_error_code="value",
                        violation_error_message="A contract's value cannot be below zero: write 0 or more.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (invoicing.models.spans.IdRange("subscription"), "&&"),
                            (invoicing.models.spans.IdRange(invoicing.models.spans.TextHash("name")), "&&"),
                            (invoicing.models.spans.DateSpan("from_date", "to_date"), "&&"),
                        ],
                        name="contract_value_one_per_name_and_day",
                        violation_error_code="from_date",
                        violation_error_message="Another value of this name holds on some of these days: end that one first, or choose days after it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NegotiatedTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pointer",
                    models.CharField(
                        help_text="where in the plan's document, such as /charges/ENERGY/price/unit_price",
                        max_length=300,
                        verbose_name="term",
                    ),
                ),
                ("value", models.JSONField(help_text='as in the document: "0.21" with quotes for a price')),
                ("from_date", models.DateField(verbose_name="from")),
                (
                    "to_date",
                    models.DateField(
                        blank=True,
                        help_text="the first day it does not hold",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("agreed_by", models.CharField(max_length=150)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="negotiated_terms",
                        to="invoicing.subscription",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_date", None), ("to_date__gt", models.F("from_date")), _connector="OR"
                        ),
                        name="negotiated_term_ends_after_it_starts",
                        violation_error_code="to_date",
                        violation_error_message="Until is not after from: write a later day, or leave it empty while the term holds.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("agreed_by", ""), _negated=True),
                        ),
                        name="negotiated_term_has_reason_and_who_agreed",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (invoicing.models.spans.IdRange("subscription"), "&&"),
                            (
                                invoicing.models.spans.IdRange(invoicing.models.spans.TextHash("pointer")),
                                "&&",
                            ),
                            (invoicing.models.spans.DateSpan("from_date", "to_date"), "&&"),
                        ],
                        name="negotiated_term_one_per_pointer_and_day",
                        violation_error_code="from_date",
                        violation_error_message="Something else is agreed for this term on some of these days: end that first, or choose days after it.",
                    ),
                ],
            },
        ),
        # They go with their table.
        migrations.RunSQL(TRIGGERS + TRUNCATE, migrations.RunSQL.noop),
    ]
