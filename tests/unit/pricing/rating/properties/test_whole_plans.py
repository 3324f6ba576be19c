"""Plans of charges of every kind with every adjustment: traces, batches, sums, and bills that go on from one another."""

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch, compute_taxes, rate_accounts, replay
from pricing.rating.carried import Carried
from pricing.rating.plan_terms import (
    Commitment,
    FixedDiscount,
    MaximumBill,
    MinimumBill,
    MoneyBank,
    PercentDiscount,
    Rider,
    RoundingUnit,
    Span,
    TaxTerms,
)
from tests.unit.pricing.rating.builders import series, terms
from tests.unit.pricing.rating.properties.strategies import (
    CALENDAR,
    FEWER,
    FULL_PERIOD,
    MODES,
    PERIOD,
    decimals,
)
from tests.unit.pricing.rating.properties.test_charges import (
    LOADS,
    METRICS,
    ZONE,
    allocated_charges,
    plain_charges,
    spread,
)

MONEY = decimals(0, 3000, 2)
PERCENT = decimals(0, 100, 2)
SPANS = st.sampled_from(Span)
NAMED = st.sampled_from([(), ("c0",), ("c0", "c1")])


def perhaps(strategy):
    return st.lists(strategy, max_size=1).map(tuple)


@st.composite
def whole_plans(draw):
    kinds = draw(st.lists(st.sampled_from([plain_charges(), allocated_charges()]), min_size=2, max_size=3))
    charges = [
        replace(draw(kind), code=f"c{place}", tax_code=draw(st.sampled_from(["vat", None])))
        for place, kind in enumerate(kinds)
    ]
    percents = draw(perhaps(st.builds(PercentDiscount, st.just("d"), st.just("D"), PERCENT, NAMED)))
    coupons = draw(perhaps(st.builds(FixedDiscount, st.just("f"), st.just("F"), MONEY, NAMED)))
    return terms(
        *charges,
        metrics=METRICS,
        calendars={"s": CALENDAR},
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        discounts=percents + coupons,
        maximums=draw(perhaps(st.builds(MaximumBill, st.just("x"), st.just("X"), MONEY, SPANS, NAMED))),
        commitments=draw(
            perhaps(
                st.builds(
                    Commitment,
                    *(st.just("o"), st.just("O"), MONEY, decimals(1, 3, 1), st.booleans(), SPANS, NAMED),
                )
            )
        ),
        minimums=draw(perhaps(st.builds(MinimumBill, st.just("m"), st.just("M"), MONEY, SPANS, NAMED))),
        banks=draw(
            perhaps(
                st.builds(
                    MoneyBank,
                    *(st.just("b"), st.just("B"), st.just(("c0",)), st.just(("c1",)), st.booleans()),
                    st.sampled_from([None, 10]),
                )
            )
        ),
        riders=draw(perhaps(st.builds(Rider, st.just("r"), st.just("R"), decimals(-20, 20, 2), NAMED))),
        taxes=(
            TaxTerms("levy", "Levy", draw(PERCENT), charges=("c1",)),
            TaxTerms("vat", "VAT", draw(PERCENT), on_taxes=("levy",), mode=draw(st.none() | MODES)),
        ),
        rounding_unit=draw(st.sampled_from(RoundingUnit)),
        rounding_mode=draw(MODES),
    )


def rated(plan, accounts, carried=()):
    """Accounts of (bought, sold) loads in one batch."""
    matrices = {}
    for place, name in enumerate(("I", "X")):
        rows = [series(PERIOD, 60, spread(loads[place]), decimals=2) for loads in accounts]
        quantities = [row.quantities for row in rows]
        matrices[name] = UsageMatrix(rows[0].grid, np.array(quantities), None, "kWh", 2)
    contracted = {"seats": [Decimal("2.5")] * len(accounts)}
    batch = RatingBatch(
        *(plan, ZONE, PERIOD, FULL_PERIOD, len(accounts), matrices), contracted=contracted, carried=carried
    )
    return rate_accounts(batch)


ACCOUNTS = st.lists(st.tuples(LOADS, LOADS), min_size=1, max_size=3)


@FEWER
@given(whole_plans(), ACCOUNTS)
def test_every_line_follows_from_its_trace_and_every_bill_adds_up(plan, accounts):
    for account in rated(plan, accounts):
        for line in account.lines:
            again = replay(json.loads(json.dumps(line.trace)))
            assert (again.quantity, again.exact_amount, again.amount) == (
                line.quantity,
                line.exact_amount,
                line.amount,
            )
            assert sum(part.amount for part in line.parts()) == line.amount
        taxes = compute_taxes(account.lines, plan.taxes, plan.rounding.scale, plan.rounding_mode)
        for tax in taxes:
            assert sum(share for _, share in tax.shares) == tax.amount


@FEWER
@given(whole_plans(), ACCOUNTS)
def test_an_account_pays_in_a_batch_what_it_pays_alone(plan, accounts):
    assert rated(plan, accounts) == tuple(rated(plan, [account])[0] for account in accounts)


@FEWER
@given(whole_plans(), ACCOUNTS)
def test_what_a_bill_leaves_to_the_next_survives_being_stored(plan, accounts):
    first = rated(plan, accounts)
    kept = [Carried(account.carried) for account in first]
    stored = [Carried(json.loads(json.dumps(account.carried))) for account in first]
    assert rated(plan, accounts, kept) == rated(plan, accounts, stored)
