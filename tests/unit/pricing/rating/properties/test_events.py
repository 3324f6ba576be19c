"""Events of several accounts: each is billed as if alone, whatever order the events come in, and lines replay."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pricing.rating import rate_accounts, replay
from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import (
    BlockTier,
    BlockTiersPrice,
    DynamicPrice,
    EachEvent,
    EventTotal,
    GraduatedPrice,
    PercentagePrice,
    PerUnitPrice,
    RateBand,
    RatedDurationPrice,
    RateGroup,
    RecurringUnits,
    RoundingUnit,
    SeveralTotals,
    Stair,
    StairstepPrice,
    TimeWeighted,
)
from tests.unit.pricing.rating.builders import METRIC, charge, terms, tiers
from tests.unit.pricing.rating.events import event, event_batch
from tests.unit.pricing.rating.properties.strategies import FEWER

CENT = PerUnitPrice(Decimal("0.0033"))
EVERY_SECOND = (RateGroup(Decimal(0), Decimal("0.01"), Decimal(60), Decimal(6)),)
PLAN = terms(
    charge("by", EventTotal(METRIC, Aggregation.SUM, by="to"), {"a": CENT, "b": CENT, None: CENT}),
    charge("unique", EventTotal(METRIC, Aggregation.UNIQUE_COUNT, unique_by="to"), CENT),
    charge("percent", EachEvent(METRIC), PercentagePrice(Decimal("2.9"), Decimal("0.3"), 2, Decimal(50))),
    charge("cost", EachEvent(METRIC), DynamicPrice(Decimal("1.2"), "cost")),
    charge(
        "calls",
        EachEvent(METRIC),
        RatedDurationPrice((RateBand(0, frozenset(range(7)), Decimal("0.05"), EVERY_SECOND),), minimum_s=Decimal(3)),
    ),
    charge("seats", RecurringUnits(METRIC), GraduatedPrice(tiers(("20", "3", "1"), (None, "2", "7")))),
    charge("stored", TimeWeighted(METRIC), CENT),
    charge(
        "blocks",
        EventTotal(METRIC, Aggregation.MAX),
        BlockTiersPrice((BlockTier(Decimal(7), Decimal(2), Decimal(1)), BlockTier(Decimal(9), None, Decimal(2)))),
    ),
    charge("stairs", SeveralTotals((METRIC,)), StairstepPrice((Stair((Decimal(40),), Decimal(9)), Stair((None,), Decimal(5))))),
    rounding_unit=RoundingUnit.CHARGE,
)  # fmt: skip

EVENTS = st.lists(
    st.builds(
        lambda minute, quantity, to, cost, key: event(
            f"{1 + minute // 1440} {minute // 60 % 24}:{minute % 60}", quantity, key, to=to, cost=cost
        ),
        st.integers(0, 31 * 1440 - 1),
        st.integers(0, 90),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["0.011", "7", "-3.5"]),
        st.sampled_from(["", "", "x", "y"]),
    ),
    max_size=9,
)


@FEWER
@given(st.lists(EVENTS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_bills_each_account_of_a_batch_as_if_alone_in_any_order_of_events(accounts, random):
    together = rate_accounts(event_batch(PLAN, *accounts))
    for events, rated in zip(accounts, together, strict=True):
        by_minute = {one.at: one for one in reversed(events)}
        mixed = list(by_minute.values())
        random.shuffle(mixed)
        if len(mixed) == len(events):
            assert rate_accounts(event_batch(PLAN, mixed)) == (rated,)
        assert rate_accounts(event_batch(PLAN, events)) == (rated,)


@FEWER
@given(EVENTS)
def test_lines_replay_and_the_cents_of_a_charge_add_up(events):
    (account,) = rate_accounts(event_batch(PLAN, events))
    sums: dict[str, list[Decimal]] = {}
    for line in account.lines:
        replayed = replay(json.loads(json.dumps(line.trace)))
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount
        sums.setdefault(line.charge_code, []).append(line.amount - line.exact_amount)
    assert all(abs(sum(differences)) <= Decimal("0.005") for differences in sums.values())
