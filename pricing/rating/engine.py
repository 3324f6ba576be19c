"""The order of work: determinants, prices, proration, rounding, adjustments.

One entry for a batch of accounts that share plan version, zone and period; a single account is a batch of
one. Quantities are summed in numpy as integers; every price is a Decimal.
"""

from __future__ import annotations

from collections.abc import Sequence

from pricing.rating.adjustments import adjusted
from pricing.rating.carried import State
from pricing.rating.charge_lines import charge_lines, payout_line
from pricing.rating.charge_pricing import MeasuredCharge, price_charge
from pricing.rating.determinants import measure, measure_one
from pricing.rating.determinants.measured import Measured
from pricing.rating.lines import RatedAccount, RatedLine
from pricing.rating.plan_terms import Rounding
from pricing.rating.request import RatingBatch, RatingRequest


def rate(request: RatingRequest) -> tuple[RatedLine, ...]:
    """The lines of one account, without taxes (those are per invoice: taxes.py).

    Raises UnableToRate when usage and plan do not fit together.
    """
    return rate_batch(request.as_batch())[0]


def rate_batch(batch: RatingBatch) -> tuple[tuple[RatedLine, ...], ...]:
    """The lines of each account of the batch, in account order.

    Raises UnableToRate when the usage of the batch and the plan do not fit together; a missing interval
    counts as nothing here, so the caller decides beforehand whether the account may be rated.
    """
    return tuple(account.lines for account in rate_accounts(batch))


def rate_accounts(batch: RatingBatch) -> tuple[RatedAccount, ...]:
    """As `rate_batch`, with what each bill leaves to the next one."""
    return _priced(batch, [measure(charge.determinant, batch) for charge in batch.terms.charges])


def price_batch(
    batch: RatingBatch, measured: Sequence[Sequence[Measured]]
) -> tuple[tuple[RatedLine, ...], ...]:
    """The lines of each account for quantities that are counted already: one sequence for each charge, in order.

    Of the batch's usage only what tiers by hours of use ask for is looked at.
    """
    return tuple(account.lines for account in _priced(batch, measured))


def _priced(batch: RatingBatch, measured: Sequence[Sequence[Measured]]) -> tuple[RatedAccount, ...]:
    charges = [
        MeasuredCharge(
            charge, counted, None if charge.demand is None else measure_one(charge.demand, batch), batch
        )
        for charge, counted in zip(batch.terms.charges, measured, strict=True)
    ]
    rounding = batch.terms.rounding
    return tuple(_account(charges, batch, account, rounding) for account in range(batch.size))


def _account(
    charges: Sequence[MeasuredCharge], batch: RatingBatch, account: int, rounding: Rounding
) -> RatedAccount:
    priced = [price_charge(charge, account) for charge in charges]
    lines = [line for one in priced for line in charge_lines(one, account, rounding)]
    states: dict[str, State] = {one.charge.code: one.state for one in priced if one.state}
    for charge in charges:
        for source in charge.keepers:
            states |= {key: of_accounts[account] for key, of_accounts in source.keeps.items()}
    after = adjusted(lines, batch, account, states)
    payouts = tuple(payout_line(one, rounding) for one in priced if one.paid_out)
    return RatedAccount((*after, *payouts), states)
