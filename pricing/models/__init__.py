"""Plans and their versions, and what is published that they price by."""

from pricing.models.plans import Plan, PlanVersion
from pricing.models.price_indices import IndexDay, IndexRevision, PriceIndex
from pricing.models.system_peaks import SystemPeak

__all__ = ["IndexDay", "IndexRevision", "Plan", "PlanVersion", "PriceIndex", "SystemPeak"]
