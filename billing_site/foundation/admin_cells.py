"""What the admin shows in a cell: states, stored JSON, links to lists."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

Tone = Literal["ok", "warn", "err", "info", "neu"]
NOTHING = "\N{EN DASH}"


def badge(label: str, tone: Tone) -> str:
    """A state in words; the colour only repeats them."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, label)


def json_text(value: Any) -> str:
    """Stored JSON, to be read by people."""
    text = json.dumps(value, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
    return format_html('<pre class="json">{}</pre>', text)


def list_link(model: type[models.Model], text: str, **lookups: Any) -> str:
    """A link to the model's list in the admin, narrowed by the lookups."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(lookups), text)


def page_link(row: models.Model, text: str | None = None) -> str:
    """A link to the row's own page in the admin."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, text or str(row))
