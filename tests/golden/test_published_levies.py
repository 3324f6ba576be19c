"""Published bills whose point is their levies: which charges they are on, and how they are rounded."""

from datetime import UTC, datetime
from decimal import Decimal

from metering.usage.periods import Period
from pricing.rating import LineKind, RatingRequest, compute_taxes, rate, replay
from pricing.rating.plan_terms import (
    Charge,
    FixedPrice,
    GraduatedPrice,
    MetricTerms,
    PerPeriod,
    PerUnitPrice,
    PlanTerms,
    Rider,
    TaxTerms,
    Tier,
    TierBounds,
    Total,
)
from tests.golden.single_interval import one_interval

METRIC = "ELECTRICITY"
DAY = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))


def fixed(code, amount):
    return Charge(code, code.capitalize(), PerPeriod(), {None: FixedPrice(Decimal(amount))})


def of_units(code, price):
    return Charge(code, code.capitalize(), Total(METRIC), {None: price}, tier_bounds=TierBounds.FULL)


def slabs(*rows):
    return GraduatedPrice(
        tuple(Tier(None if top is None else Decimal(top), Decimal(price)) for top, price in rows)
    )


def bill(units, currency, *charges, **terms):
    """The lines of a day on which the units were used, and the amount of each tax by its code."""
    plan = PlanTerms("published", currency, {METRIC: MetricTerms("kWh")}, charges, **terms)
    usage = {METRIC: one_interval(units, 0, "kWh")}
    lines = rate(RatingRequest(plan, "UTC", DAY, DAY, usage))
    for line in lines:
        replayed = replay(line.trace)
        assert (replayed.exact_amount, replayed.amount) == (line.exact_amount, line.amount)
    taxes = compute_taxes(lines, plan.taxes, plan.rounding.scale, plan.rounding.mode)
    return lines, {tax.code: tax.amount for tax in taxes}


def total(lines, taxes=None):
    return sum((line.amount for line in lines), Decimal(0)) + sum((taxes or {}).values(), Decimal(0))


def test_kplc_2010_truncates_a_levy_on_consumption_and_vat_that_is_not_on_it():
    # Kenya Power, November 2010: figures.co.ke, "Does KPLC tax the correct amounts?".
    amounts = {"fixed": "240.00", "consumption": "1711.90", "fuel": "841.62", "forex": "196.71"}
    amounts |= {"inflation": "24.90", "erc": "7.47"}
    levy = TaxTerms("rep", "REP levy", Decimal(5), charges=("consumption",), mode="down")
    vat = TaxTerms("vat", "VAT", Decimal(12), charges=tuple(amounts)[:5], mode="down")
    lines, taxes = bill(0, "KES", *(fixed(*item) for item in amounts.items()), taxes=(levy, vat))
    assert taxes == {"rep": Decimal("85.59"), "vat": Decimal("361.81")}
    # The balance brought forward was paid, and 106.40 in advance; neither is taxed.
    assert total(lines, taxes) + Decimal("2893.60") - Decimal("2893.60") - Decimal("106.40") == Decimal(
        "3363.60"
    )


def test_kseb_2020_puts_duty_on_energy_alone_and_two_taxes_on_the_meter_rent():
    # KSEB LT-1A, 234 units in two months, by the month: ksebinfoportal.blogspot.com, July 2020.
    energy = of_units("energy", slabs(("50", "3.15"), ("100", "3.70"), (None, "4.80")))
    surcharge = of_units("surcharge", PerUnitPrice(Decimal("0.10")))
    taxes = (
        TaxTerms("duty", "Electricity duty", Decimal(10), charges=("energy",)),
        TaxTerms("gst", "GST", Decimal(18), charges=("rent",)),
        TaxTerms("cess", "Flood cess", Decimal(1), charges=("rent",)),
    )
    lines, levied = bill(
        117, "INR", energy, fixed("rent", "6.00"), surcharge, fixed("fixed", "55"), taxes=taxes
    )
    energy_amount = sum(line.amount for line in lines if line.charge_code == "energy")
    assert energy_amount == Decimal("424.10")
    assert levied == {"duty": Decimal("42.41"), "gst": Decimal("1.08"), "cess": Decimal("0.06")}
    assert total(lines, levied) == Decimal("540.35")


def test_kseb_2020_steps_a_subsidy_per_unit():
    steps = of_units("subsidy", slabs(("5", "1.50"), ("20", "0.35"), ("97", "0.50"), (None, "0")))
    lines, _ = bill(97, "INR", steps)
    assert total(lines) == Decimal("51.25")
    lines, _ = bill(117, "INR", steps, fixed("fixed", "20"))
    assert total(lines) == Decimal("71.25")


def test_a_duty_as_a_rider_is_the_same_money_as_a_tax():
    energy = of_units("energy", PerUnitPrice(Decimal("4.80")))
    lines, _ = bill(117, "INR", energy, riders=(Rider("duty", "Duty", Decimal(10), ("energy",)),))
    assert [(line.kind, line.amount) for line in lines] == [
        (LineKind.CHARGE, Decimal("561.60")),
        (LineKind.RIDER, Decimal("56.16")),
    ]
