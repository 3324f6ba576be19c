"""The demo's world."""

from collections import Counter
from datetime import date

from billing_site.demo.demo_plans import demo_plan_documents
from billing_site.demo.population import demo_world
from tests.unit.billing_site.demo.worlds import LAST_MONTH, channels_of, whole_world


def test_the_same_month_gives_the_same_world():
    assert demo_world(date(2026, 10, 31)) == whole_world()


def test_bills_twelve_months():
    assert (whole_world().first_month, whole_world().last_month) == (date(2025, 11, 1), date(2026, 10, 1))


def test_has_about_three_hundred_service_points_in_ten_utilities():
    assert Counter(point.utility_code for point in whole_world().service_points) == {
        "HARBOUR": 78,
        "CAPRICORN": 34,
        "RIDINGS": 62,
        "FOGBANK": 36,
        "OCOTILLO": 28,
        "FOOTHILL": 8,
        "RHONE": 8,
        "MIDTJYSK": 6,
        "LAGOA": 26,
        "POLDERTEL": 15,
    }
    assert Counter(channel.code for channel in whole_world().channels)["B1"] == 35


def test_everything_refers_to_something():
    world = whole_world()
    sites = {site.code for site in world.sites}
    points = {(point.utility_code, point.code) for point in world.service_points}
    accounts = {account.number for account in world.accounts}
    assert {point.site_code for point in world.service_points} == sites
    assert {(c.utility_code, c.service_point_code) for c in world.channels} == points
    assert {(s.utility_code, s.service_point_code) for s in world.subscriptions} == points
    assert {s.account_number for s in world.subscriptions} == accounts
    assert {a.customer_number for a in world.accounts} == {c.number for c in world.customers}
    assert {channel.metric_code for channel in world.channels} == {metric.code for metric in world.metrics}


def test_numbers_and_addresses_come_once():
    world = whole_world()
    assert len({(point.utility_code, point.code) for point in world.service_points}) == 301
    assert len({(site.street, site.city) for site in world.sites}) == 301
    assert len({channel.meter_serial for channel in world.channels}) == 301
    assert len({account.number for account in world.accounts}) == len(world.accounts)


def test_each_point_measures_what_its_plan_charges_for():
    documents = {document["code"]: document for document in demo_plan_documents(LAST_MONTH)}
    assert set(whole_world().plan_codes) == documents.keys()
    accounts = {account.number: account for account in whole_world().accounts}
    points = {point.code: point for point in whole_world().service_points}
    for subscription in whole_world().subscriptions:
        document = documents[subscription.plan_code]
        channels = channels_of(points[subscription.service_point_code])
        assert document["metrics"].keys() == {channel.metric_code for channel in channels}
        assert document["currency"] == accounts[subscription.account_number].currency
        assert date.fromisoformat(document["effective_from"]) <= subscription.start_date


def test_subscriptions_of_a_point_follow_each_other():
    world = whole_world()
    for move in world.trouble.moves:
        spans = [
            (one.start_date, one.end_date)
            for one in world.subscriptions
            if one.service_point_code == move.point.code
        ]
        expected = [(world.first_month, move.moved_on)]
        assert spans == (expected if move.is_vacant else [*expected, (move.moved_on, None)])
    assert [move.is_vacant for move in world.trouble.moves] == [False, False, True]
    others = len(world.subscriptions) - 2
    assert others == 301


def test_some_customers_have_two_sites():
    accounts = Counter(subscription.account_number for subscription in whole_world().subscriptions)
    customers = Counter(account.customer_number for account in whole_world().accounts)
    assert Counter(accounts.values()) == {1: 295, 2: 4}
    assert Counter(customers.values()) == {1: 295, 2: 2}


def test_accounts_speak_two_languages():
    assert Counter(account.language for account in whole_world().accounts) == {"en": 293, "de": 6}
