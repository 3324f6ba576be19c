"""Charges of every kind against the slow implementation in fractions."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch, rate_accounts, replay
from pricing.rating.carried import Carried
from pricing.rating.plan_terms import (
    Allowance,
    BucketTotal,
    Charge,
    Contracted,
    Days,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    MetricTerms,
    NetSide,
    Netting,
    NetUsage,
    PackagePrice,
    PeakDemand,
    PerPeriod,
    PerUnitPrice,
    QuantityBank,
    TierAllocation,
    TierBounds,
    Total,
    UnitConversion,
)
from pricing.rating.progress import Progress
from tests.unit.pricing.rating import reference, reference_plan
from tests.unit.pricing.rating.builders import series, terms
from tests.unit.pricing.rating.properties.strategies import (
    ALWAYS_THE_SAME,
    CALENDAR,
    FEWER,
    FULL_PERIOD,
    PERIOD,
    PRICE_SHAPES,
    PRICES,
    decimals,
    tier_rows,
)

ZONE = "Europe/Berlin"
NEAR = Fraction(1, 10**35)  # sixty digits, less those before the point
COUNT = 241  # ten days, one of them of 25 hours, by the hour
STARTS = reference.utc_starts(PERIOD.start, PERIOD.end, 60)
BUCKETS = [
    "winter_peak" if local.weekday() < 5 and 7 <= local.hour < 19 else "off"
    for local in (start.astimezone(ZoneInfo(ZONE)) for start in STARTS)
]
METRICS = {name: MetricTerms("kWh") for name in ("I", "X")}

LOADS = st.lists(st.integers(0, 5000), min_size=1, max_size=30)
GRADUATED = st.builds(GraduatedPrice, tier_rows(with_flats=False))
HOURS_USE = st.lists(st.integers(1, 300).map(Decimal), max_size=3, unique=True).flatmap(
    lambda hours: st.tuples(*(tier_rows(with_flats=False) for _ in range(len(hours) + 1))).map(
        lambda rows: HoursUsePrice(
            tuple(HoursBlock(h, r) for h, r in zip([*sorted(hours), None], rows, strict=True))
        )
    )
)
COUNTED = st.sampled_from(
    [
        PerPeriod(),
        Days(),
        Contracted("seats", "seat"),
        Total("I"),
        BucketTotal("I", "s"),
        PeakDemand("I", 60),
        PeakDemand("I", 60, "s"),
        *(NetUsage("I", "X", netting, side) for netting in Netting for side in NetSide),
        *(NetUsage("I", "X", netting, NetSide.IMPORT, "s") for netting in Netting),
    ]
)


def keys_of(determinant):
    return CALENDAR.buckets if getattr(determinant, "calendar", None) else (None,)


@st.composite
def plain_charges(draw):
    determinant = draw(COUNTED)
    return Charge(
        "c",
        "C",
        determinant,
        {key: draw(PRICE_SHAPES) for key in keys_of(determinant)},
        prorated=draw(st.booleans()),
        tier_bounds=draw(st.sampled_from(TierBounds)),
        months=frozenset(draw(st.lists(st.integers(9, 11), max_size=1))),
        conversion=draw(
            st.none()
            | st.builds(
                UnitConversion,
                st.sampled_from(["multiply", "divide"]),
                decimals("0.01", 1000, 2),
                st.just("unit"),
                st.sampled_from([None, "ceiling", "floor", "half_up"]),
                st.integers(0, 2),
            )
        ),
        allowance=draw(st.none() | st.builds(Allowance, decimals(0, 500, 1), st.booleans())),
    )


@st.composite
def allocated_charges(draw):
    allocation = draw(st.sampled_from([TierAllocation.PROPORTIONAL, TierAllocation.CHRONOLOGICAL]))
    shape = GRADUATED
    if allocation is TierAllocation.PROPORTIONAL and draw(st.booleans()):
        shape = HOURS_USE
    return Charge(
        "c",
        "C",
        BucketTotal("I", "s"),
        {bucket: draw(shape) for bucket in CALENDAR.buckets},
        tier_bounds=draw(st.sampled_from(TierBounds)),
        tier_allocation=allocation,
        demand=PeakDemand("I", 60) if shape is HOURS_USE else None,
    )


def spread(loads):
    return [loads[number % len(loads)] for number in range(COUNT)]


def rated(charge, bought, sold, bank=Decimal(0), progress=()):
    usage = {
        name: UsageMatrix.of_one(series(PERIOD, 60, spread(loads), decimals=2))
        for name, loads in (("I", bought), ("X", sold))
    }
    batch = RatingBatch(
        terms(charge, metrics=METRICS, calendars={"s": CALENDAR}),
        ZONE,
        PERIOD,
        FULL_PERIOD,
        1,
        usage,
        contracted={"seats": [Decimal("2.5")]},
        carried=[Carried({"c": {"bank": str(bank)}})],
        progress=progress,
    )
    (account,) = rate_accounts(batch)
    sums = defaultdict(Fraction)
    for line in account.lines:
        replayed = replay(line.trace)
        assert (replayed.quantity, replayed.exact_amount, replayed.amount) == (
            line.quantity,
            line.exact_amount,
            line.amount,
        )
        sums[line.bucket] += Fraction(line.exact_amount)
    return sums


def slow(bought, sold, bank=Decimal(0)):
    return reference_plan.SlowUsage(
        STARTS,
        ZONE,
        60,
        {name: [Fraction(n, 100) for n in spread(loads)] for name, loads in (("I", bought), ("X", sold))},
        BUCKETS,
        days=10,
        full_days=31,
        month=10,
        contracted={"seats": Fraction(5, 2)},
        bank=Fraction(bank),
    )


def assert_equal(ours, theirs):
    for bucket in ours.keys() | theirs.keys():
        assert abs(ours.get(bucket, 0) - theirs.get(bucket, 0)) < NEAR, bucket


@ALWAYS_THE_SAME
@given(plain_charges(), LOADS, LOADS)
def test_any_charge_costs_what_the_slow_implementation_says(charge, bought, sold):
    assert_equal(rated(charge, bought, sold), reference_plan.charge_amounts(charge, slow(bought, sold)))


@ALWAYS_THE_SAME
@given(allocated_charges(), LOADS)
def test_tiers_across_buckets_cost_what_the_slow_implementation_says(charge, bought):
    assert_equal(rated(charge, bought, [0]), reference_plan.charge_amounts(charge, slow(bought, [0])))


@FEWER
@given(HOURS_USE, LOADS)
def test_hours_of_use_cost_what_the_slow_implementation_says(price, bought):
    charge = Charge("c", "C", Total("I"), {None: price}, demand=PeakDemand("I", 60))
    assert_equal(rated(charge, bought, [0]), reference_plan.charge_amounts(charge, slow(bought, [0])))


@FEWER
@given(GRADUATED, LOADS, LOADS, decimals(0, 20_000, 2))
def test_a_bank_of_units_is_used_before_anything_is_billed(price, bought, sold, bank):
    net = NetUsage("I", "X", Netting.PERIOD, NetSide.NET)
    charge = Charge("c", "C", net, {None: price}, bank=QuantityBank("P"))
    assert_equal(
        rated(charge, bought, sold, bank), reference_plan.charge_amounts(charge, slow(bought, sold, bank))
    )


@FEWER
@given(
    st.one_of(
        st.builds(PerUnitPrice, PRICES),
        st.builds(GraduatedPrice, tier_rows(), st.booleans()),
        st.builds(
            PackagePrice, decimals("0.1", 500, 1), decimals(0, 20, 2), decimals(0, 300, 1), st.booleans()
        ),
    ),
    LOADS,
    decimals(0, 3000, 2),
)
def test_a_later_invoice_costs_what_it_adds(price, bought, billed):
    charge = Charge("c", "C", Total("I"), {None: price}, tier_bounds=TierBounds.FULL)
    progress = Progress({("c", None): billed}, is_first=False)
    ours = rated(charge, bought, [0], progress=[progress])
    theirs = reference_plan.charge_amounts(charge, slow(bought, [0]), {None: Fraction(billed)})
    assert_equal(ours, theirs)


@FEWER
@given(tier_rows(with_flats=False), st.integers(0, 3), LOADS)
def test_a_tier_cut_in_two_at_one_price_costs_the_same(rows, place, bought):
    place = min(place, len(rows) - 1)
    bottom = Decimal(0) if place == 0 else rows[place - 1].up_to
    top = rows[place].up_to
    middle = bottom + 7 if top is None else (bottom + top) / 2
    cut = (*rows[:place], replace(rows[place], up_to=middle), *rows[place:])
    one, two = (
        rated(Charge("c", "C", Total("I"), {None: GraduatedPrice(tiers)}), bought, [0])[None]
        for tiers in (rows, cut)
    )
    assert abs(one - two) < NEAR


@FEWER
@given(tier_rows(with_flats=False), LOADS, st.integers(1, 6))
def test_the_unit_a_plan_is_written_in_does_not_matter(rows, bought, power):
    factor = Decimal(10) ** power
    smaller = tuple(
        replace(
            tier,
            up_to=None if tier.up_to is None else tier.up_to * factor,
            unit_price=tier.unit_price / factor,
        )
        for tier in rows
    )
    in_kwh = Charge("c", "C", Total("I"), {None: GraduatedPrice(rows)})
    converted = replace(
        in_kwh,
        prices={None: GraduatedPrice(smaller)},
        conversion=UnitConversion("multiply", factor, "smaller"),
    )
    assert abs(rated(in_kwh, bought, [0])[None] - rated(converted, bought, [0])[None]) < NEAR
