"""Names of metrics that the catalogue of texts knows; others are shown as the utility wrote them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from metering.queries.metric_names import load_metric_names

TRANSLATED_METRIC_NAMES: Final = (
    _("Electricity"),
    _("Electricity exported"),
    _("Gas"),
    _("Heat"),
    _("Water"),
    _("Call minutes"),
)


def load_told_names(codes: Collection[str]) -> dict[str, str]:
    """The names of metrics in the active language, by code; at most one query."""
    return {code: gettext(name) for code, name in load_metric_names(codes).items()}
