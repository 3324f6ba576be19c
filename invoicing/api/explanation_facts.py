"""An opened invoice line as the JSON that the API shows of it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from rest_framework import serializers

from invoicing.api.money import amount_text, plain_text
from invoicing.documents.explained_line import explain_line
from invoicing.queries.opened_line import OpenedLine


class StepShape(serializers.Serializer[Any]):
    """One step of the calculation in words, and what it came to."""

    text = serializers.CharField()
    note = serializers.CharField()
    figure = serializers.CharField()


class TierShape(serializers.Serializer[Any]):
    """A tier's part of the quantity; `is_this_line` marks the line itself."""

    number = serializers.IntegerField()
    quantity = serializers.CharField()
    unit_price = serializers.CharField()
    amount = serializers.CharField()
    is_this_line = serializers.BooleanField()


class DayShape(serializers.Serializer[Any]):
    """A billed local day: what was counted, of how many intervals, and how many of them are not actual."""

    date = serializers.DateField()
    quantity = serializers.CharField()
    intervals = serializers.IntegerField()
    not_actual = serializers.IntegerField()


class IntervalShape(serializers.Serializer[Any]):
    """A reading of the day that was asked for; `is_counted` tells whether this line counts it."""

    start = serializers.DateTimeField()
    quantity = serializers.CharField()
    quality = serializers.CharField()
    bucket = serializers.CharField(allow_null=True)
    is_counted = serializers.BooleanField()


class SourceShape(serializers.Serializer[Any]):
    """A batch that the readings came with; `sha256` is that of the file or the request, null of our own making."""

    batch = serializers.IntegerField()
    name = serializers.CharField()
    origin = serializers.CharField()
    received_at = serializers.DateTimeField()
    days = serializers.IntegerField()
    sha256 = serializers.CharField(allow_null=True)
    is_withdrawn = serializers.BooleanField(help_text="It was taken back since.")


class AgreedShape(serializers.Serializer[Any]):
    """A value of the rule that was agreed with the customer, and the plan's own."""

    pointer = serializers.CharField(help_text="JSON pointer into the document of the plan version.")
    value = serializers.JSONField()
    standard = serializers.JSONField()


class ExplanationShape(serializers.Serializer[Any]):
    """How an amount came about, and the proof."""

    object = serializers.CharField(default="line_explanation")
    invoice = serializers.CharField()
    position = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the attribute
    amount = serializers.CharField()
    currency = serializers.CharField()
    sentence = serializers.CharField()
    steps = StepShape(many=True)
    tiers = TierShape(many=True)
    days = DayShape(many=True)
    intervals = IntervalShape(many=True)
    sources = SourceShape(many=True)
    plan = serializers.CharField()
    plan_version = serializers.IntegerField()
    agreed = AgreedShape(many=True)
    rule = serializers.CharField(help_text="JSON pointer into the document of the plan version.")
    as_of = serializers.DateTimeField()
    trace = serializers.DictField(help_text="From which the amount can be computed again.")
    replays = serializers.BooleanField(help_text="The trace alone gives the amount again.")
    recounted = serializers.CharField(
        allow_null=True, help_text="What the readings of that time come to now; null where none are counted."
    )
    recounts = serializers.BooleanField(help_text="It is what the line counted.")


def explanation_facts(opened: OpenedLine, language: str) -> dict[str, Any]:
    """The line in words of the language, with what is behind it."""
    explained = explain_line(opened, language)
    return {
        "object": "line_explanation",
        "invoice": opened.invoice_number,
        "position": opened.position,
        "label": opened.label,
        "amount": amount_text(opened.amount, opened.currency),
        "currency": opened.currency,
        "sentence": explained.sentence,
        "steps": [{"text": step.text, "note": step.note, "figure": step.figure} for step in explained.steps],
        **_counted(opened),
        "sources": [
            {
                "batch": one.batch_id,
                "name": one.source_name,
                "origin": one.origin.lower(),
                "received_at": one.received_at,
                "days": one.day_count,
                "sha256": one.content_hash if one.origin in ("FILE", "API") else None,
                "is_withdrawn": one.is_withdrawn,
            }
            for one in opened.deliveries
        ],
        "plan": opened.plan_code,
        "plan_version": opened.version_number,
        "agreed": [one.as_json() for one in opened.agreed],
        "rule": opened.rule_path,
        "as_of": opened.as_of,
        "trace": opened.trace,
        "replays": opened.replays,
        "recounted": None if opened.recounted is None else plain_text(opened.recounted),
        "recounts": explained.recounts,
    }


def _counted(opened: OpenedLine) -> dict[str, Any]:
    return {
        "tiers": [
            {
                "number": tier.number,
                "quantity": plain_text(tier.quantity),
                "unit_price": plain_text(tier.unit_price),
                "amount": amount_text(tier.amount, opened.currency),
                "is_this_line": tier.is_opened,
            }
            for tier in opened.tiers
        ],
        "days": [
            {
                "date": day.date,
                "quantity": plain_text(day.quantity),
                "intervals": day.interval_count,
                "not_actual": day.estimated_count,
            }
            for day in opened.days
        ],
        "intervals": [
            {
                "start": one.starts_at.astimezone(UTC),
                "quantity": plain_text(one.quantity),
                "quality": one.quality.name.lower(),
                "bucket": one.bucket or None,
                "is_counted": one.is_counted,
            }
            for one in opened.intervals
        ],
    }
