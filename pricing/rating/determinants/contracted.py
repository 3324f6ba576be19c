"""What the contract says: kW, seats, a fuse or meter size."""

from decimal import Decimal

from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import Contracted
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate


def measure_contracted(determinant: Contracted, batch: RatingBatch) -> list[Measured]:
    """The contract's value for every account. Raises UnableToRate when a contract does not state it."""
    values = contracted_values(determinant.name, batch)
    return [Measured(None, determinant.unit, values, {"of": "contracted", "m": determinant.name})]


def contracted_values(name: str, batch: RatingBatch) -> list[Decimal]:
    """A value of each account's contract. Raises UnableToRate when one does not state it."""
    values = [value for value in batch.contracted.get(name, ()) if value is not None]
    if len(values) != batch.size:
        raise UnableToRate(f'the plan needs "{name}" of the contract, which is not stated: add it')
    return values
