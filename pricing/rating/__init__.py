"""The rating engine: usage and terms in, priced lines with traces out. Pure."""

from pricing.rating.engine import price_batch, rate, rate_accounts, rate_batch
from pricing.rating.lines import LineKind, RatedAccount, RatedLine, RatedTax
from pricing.rating.plan_terms import PlanTerms
from pricing.rating.request import RatingBatch, RatingRequest, UsageEvent
from pricing.rating.taxes import compute_taxes
from pricing.rating.trace import replay
from pricing.rating.unable_to_rate import UnableToRate

__all__ = [
    "LineKind",
    "PlanTerms",
    "RatedAccount",
    "RatedLine",
    "RatedTax",
    "RatingBatch",
    "RatingRequest",
    "UnableToRate",
    "UsageEvent",
    "compute_taxes",
    "price_batch",
    "rate",
    "rate_accounts",
    "rate_batch",
    "replay",
]
