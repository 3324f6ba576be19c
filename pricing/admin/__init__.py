"""Pricing's master data in the admin."""

from pricing.admin.plans import PlanAdmin, PlanVersionAdmin

__all__ = ["PlanAdmin", "PlanVersionAdmin"]
