"""Plans and their versions."""

from pricing.models.plans import Plan, PlanVersion

__all__ = ["Plan", "PlanVersion"]
