"""Plans, and what is published that they price by, in the admin."""

from pricing.admin.plans import PlanAdmin, PlanVersionAdmin
from pricing.admin.published_prices import IndexRevisionAdmin, PriceIndexAdmin, SystemPeakAdmin

__all__ = ["IndexRevisionAdmin", "PlanAdmin", "PlanVersionAdmin", "PriceIndexAdmin", "SystemPeakAdmin"]
