"""The rating engine: usage and terms in, priced lines with traces out. Pure."""

from pricing.rating.engine import price_batch, rate, rate_batch
from pricing.rating.lines import LineKind, RatedLine, RatedTax
from pricing.rating.plan_terms import PlanTerms
from pricing.rating.request import RatingBatch, RatingRequest
from pricing.rating.taxes import compute_taxes
from pricing.rating.trace import replay
from pricing.rating.unable_to_rate import UnableToRate

__all__ = [
    "LineKind",
    "PlanTerms",
    "RatedLine",
    "RatedTax",
    "RatingBatch",
    "RatingRequest",
    "UnableToRate",
    "compute_taxes",
    "price_batch",
    "rate",
    "rate_batch",
    "replay",
]
