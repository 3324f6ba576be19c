"""Names of metrics that the catalogue of texts knows; others are shown as the utility wrote them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

TRANSLATED_METRIC_NAMES: Final = (
    _("Electricity"),
    _("Electricity exported"),
    _("Gas"),
    _("Heat"),
    _("Water"),
    _("Call minutes"),
)
