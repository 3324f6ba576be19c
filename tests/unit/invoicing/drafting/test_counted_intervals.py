"""What a draft's lines have counted."""

from decimal import Decimal

from invoicing.drafting.billable_service import RatedService
from invoicing.drafting.counted_intervals import (
    CountedIntervals,
    counted_intervals,
    highest_demands,
    idle_services,
)
from invoicing.drafting.drafts import draft_invoice
from pricing.rating.plan_terms import FixedPrice, PerPeriod
from tests.unit.invoicing.drafting.builders import line, service, version
from tests.unit.pricing.rating.builders import charge


def counted(of, quantity="10", metric="ELECTRICITY", charge_code="energy", bucket=None, **facts):
    """A line that counted something; n and e as the trace names them."""
    trace = {"rule": "per_unit", "of": of, "m": metric, "q": quantity, **facts}
    return line("1.00", charge_code=charge_code, bucket=bucket, trace=trace)


def lines(*rated, **facts):
    return draft_invoice([RatedService(service(**facts), rated)]).lines


def test_counts_an_interval_once_however_many_tiers_it_reached():
    found = counted_intervals(lines(counted("total", n=743, e=20), counted("total", n=743, e=20)))
    assert found == CountedIntervals(743, 20)


def test_adds_up_the_buckets_of_a_charge():
    day, night = (
        counted("bucket_total", bucket=name, n=n, e=e) for name, n, e in (("day", 500, 6), ("night", 243, 0))
    )
    assert counted_intervals(lines(day, night)) == CountedIntervals(743, 6)


def test_takes_the_charge_that_counts_the_most_where_several_count_a_metric():
    peak = counted("bucket_total", charge_code="surcharge", bucket="peak", n=100, e=100)
    levy = counted("total", charge_code="levy", n=743, e=100)
    assert counted_intervals(lines(peak, levy)) == CountedIntervals(743, 100)


def test_adds_up_metrics_and_services():
    water = counted("total", metric="WATER", charge_code="water", n=31)
    power = counted("total", n=743, e=1)
    two = [RatedService(service(number, account_id=1), (power, water)) for number in (1, 2)]
    assert counted_intervals(draft_invoice(two).lines) == CountedIntervals(1548, 2)


def test_counts_nothing_of_fixed_charges_and_demand():
    found = counted_intervals(
        lines(line("5.00", trace={"rule": "fixed", "of": "period"}), counted("peak_demand", n=743))
    )
    assert found == CountedIntervals(0, 0)
    assert found.estimated_share == 0


def test_finds_the_highest_demand_of_each_metric():
    found = highest_demands(
        lines(counted("peak_demand", "12.5"), counted("peak_demand", "17"), counted("total", "900"))
    )
    assert found == {(1, "ELECTRICITY"): (Decimal(17), "kWh")}


def test_a_service_is_idle_when_all_that_it_measures_is_nothing():
    assert idle_services(
        lines(counted("total", "0.000"), line("5.00", trace={"rule": "fixed", "of": "days", "q": "31"}))
    ) == ["DE1"]
    assert idle_services(lines(counted("total", "0"), counted("total", "0.001", metric="WATER"))) == []


def test_a_service_that_measures_nothing_is_not_idle():
    fixed = version(charge("fee", PerPeriod(), FixedPrice(Decimal(5))))
    assert idle_services(lines(line("5.00", trace={"rule": "fixed", "of": "period"}), version=fixed)) == []
