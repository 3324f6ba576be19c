"""Sites, service points, meters and channels in bulk."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metering.models import Channel, Meter, ServicePoint, Site
from metering.resources import (
    ChannelResource,
    MeterResource,
    ServicePointResource,
    SiteResource,
    check_zone_name,
)
from tests.factories.bulk_files import table_of
from tests.factories.metering import (
    ChannelFactory,
    MetricFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)
from tests.integration.metering.admin.stored_readings import store_days

pytestmark = pytest.mark.django_db
SITE = "code name street city time_zone"
MILL = ("S-1", "Old Mill", "3 Mill Lane", "York YO1", "Europe/London")


def imported(resource, table, dry_run=False):
    return resource().import_table(table, dry_run=dry_run)


def problems(outcome):
    return [
        (problem.row, problem.column, problem.message) for row in outcome.rows for problem in row.problems
    ]


def test_adds_changes_and_leaves_alone_in_one_file():
    imported(SiteResource, table_of(SITE, MILL, ("S-2", "Depot", "", "", "UTC")))
    kept = Site.objects.get(code="S-1").pk
    outcome = imported(
        SiteResource,
        table_of(
            SITE, MILL, ("S-2", "Depot East", "9 Yard", "", "UTC"), ("S-3", "Pier", "", "", "Europe/Berlin")
        ),
    )
    assert outcome.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 0}
    assert [(change.column, change.old, change.new) for change in outcome.rows[1].changes] == [
        ("name", "Depot", "Depot East"),
        ("street", "", "9 Yard"),
    ]
    assert [*Site.objects.order_by("code").values_list("code", "name", "street", "zone_name")] == [
        ("S-1", "Old Mill", "3 Mill Lane", "Europe/London"),
        ("S-2", "Depot East", "9 Yard", "UTC"),
        ("S-3", "Pier", "", "Europe/Berlin"),
    ]
    assert Site.objects.get(code="S-1").pk == kept


def test_dry_run_says_the_same_and_stores_nothing():
    table = table_of(SITE, MILL)
    would = imported(SiteResource, table, dry_run=True)
    assert not Site.objects.exists()
    assert imported(SiteResource, table).digest == would.digest
    assert Site.objects.count() == 1


def test_one_wrong_row_keeps_the_others_from_being_stored_and_all_are_named():
    outcome = imported(
        SiteResource,
        table_of(
            SITE,
            MILL,
            ("S-2", "", "", "", "Europe/Berln"),
            ("S-1", "Again", "", "", "UTC"),
            ("S-" + "9" * 40, "Long", "", "", "localtime"),
        ),
    )
    assert outcome.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 3}
    assert problems(outcome) == [
        (3, "name", "Name is missing: fill it in."),
        (3, "time_zone", "'Europe/Berln' is not an IANA time zone such as Europe/Berlin: correct the name."),
        (4, "code", "An earlier row of this file has the same code: keep one of them."),
        (5, "code", "Code is longer than 40 characters: shorten it."),
        (5, "time_zone", "'localtime' is not an IANA time zone such as Europe/Berlin: correct the name."),
    ]
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("code name", "The column “time_zone” is missing"),
        ("code name time_zone id", "There is no column “id”"),
        ("code name time_zone pk", "There is no column “pk”"),
    ],
)
def test_columns_must_be_ours(columns, words):
    outcome = imported(SiteResource, table_of(columns, ["x"] * len(columns.split())))
    assert words in outcome.table_problems[0]
    assert outcome.is_refused


def test_a_file_without_rows_is_told_so():
    assert imported(SiteResource, table_of(SITE)).table_problems == (
        "The file has no rows beneath its head: fill in at least one.",
    )


def test_a_column_that_is_left_out_is_left_alone():
    site = SiteFactory(code="S-1", name="Old", street="3 Mill Lane", zone_name="UTC")
    imported(SiteResource, table_of("code name time_zone", ("S-1", "New", "UTC")))
    site.refresh_from_db()
    assert (site.name, site.street) == ("New", "3 Mill Lane")


def test_what_gives_readings_their_meaning_is_refused_in_the_words_of_the_admin():
    channel = ChannelFactory(service_point__site=SiteFactory(code="S-1", zone_name="Europe/London"))
    free = SiteFactory(code="S-2", zone_name="Europe/London")
    store_days(channel, "2026-01-01")
    changed = table_of(
        "code name time_zone", ("S-1", channel.service_point.site.name, "UTC"), ("S-2", free.name, "UTC")
    )
    assert problems(imported(SiteResource, changed)) == [
        (
            2,
            "time_zone",
            "Fixed: readings of this site are stored by its local days. Keep the value that is stored.",
        )
    ]
    free.refresh_from_db()
    assert free.zone_name == "Europe/London"


def test_service_point_with_readings_stays_at_its_site():
    channel = ChannelFactory()
    store_days(channel, "2026-01-01")
    point, other = channel.service_point, SiteFactory()
    outcome = imported(
        ServicePointResource, table_of("utility code site", (point.utility.code, point.code, other.code))
    )
    assert problems(outcome) == [
        (
            2,
            "site",
            "Fixed: readings are stored by the local days of this site. Keep the value that is stored.",
        )
    ]


def test_channel_with_readings_keeps_its_metric_and_may_get_another_meter():
    channel = ChannelFactory(code="E1")
    store_days(channel, "2026-01-01")
    point = channel.service_point
    MetricFactory(code="WATER", name="Water", unit="m3")
    Meter.objects.create(utility=point.utility, serial="0047")
    columns = "utility service_point code metric meter interval_minutes"
    key = (point.utility.code, point.code, "E1")
    refused = imported(ChannelResource, table_of(columns, (*key, "WATER", "", "30")))
    assert problems(refused) == [
        (2, "metric", "Fixed: readings of this channel are stored. Keep the value that is stored.")
    ]
    imported(ChannelResource, table_of(columns, (*key, "ELECTRICITY_IMPORT", "0047", "15")))
    channel.refresh_from_db()
    assert (channel.meter.serial, channel.step_minutes) == ("0047", 15)


def test_names_what_does_not_exist():
    point = ServicePointFactory(code="10 0042")
    UtilityFactory(code="SOUTH")
    columns = "utility service_point code metric meter interval_minutes"
    outcome = imported(
        ChannelResource,
        table_of(
            columns,
            ("SOUTH", point.code, "E1", "ELECTRICITY_IMPORT", "", "30"),
            (point.utility.code, point.code, "E1", "GAS", "M-1", "7"),
        ),
    )
    assert problems(outcome) == [
        (
            2,
            "service_point",
            "No service point of this utility is called so: add it first, or correct the name.",
        ),
        (2, "metric", "No metric is called so: add it first, or correct the name."),
        (3, "metric", "No metric is called so: add it first, or correct the name."),
        (3, "meter", "No meter of this utility is called so: add it first, or correct the name."),
        (3, "interval_minutes", "This is none of 1, 5, 10, 15, 20, 30, 60: write one of these."),
    ]


def test_one_code_at_two_utilities_is_two_service_points():
    north, south = UtilityFactory(code="NORTH"), UtilityFactory(code="SOUTH")
    SiteFactory(code="S-1")
    rows = [(utility.code, "10 0042", "S-1") for utility in (north, south)]
    outcome = imported(ServicePointResource, table_of("utility code site", *rows))
    assert outcome.counts["new"] == 2
    assert ServicePoint.objects.filter(code="10 0042").count() == 2
    meters = imported(MeterResource, table_of("utility serial", ("NORTH", "0047"), ("SOUTH", "0047")))
    assert meters.counts["new"] == Meter.objects.count() == 2


def test_asks_the_database_as_often_for_many_rows_as_for_few():
    ChannelFactory(meter=Meter.objects.create(utility=UtilityFactory(), serial="M-0"))
    columns = "utility service_point code metric meter interval_minutes"
    utility, site = UtilityFactory(), SiteFactory()
    points = ServicePoint.objects.bulk_create(
        ServicePoint(utility=utility, site=site, code=f"P-{number}") for number in range(300)
    )

    def queries(count):
        rows = [
            (utility.code, point.code, "E1", "ELECTRICITY_IMPORT", "M-0", "30") for point in points[:count]
        ]
        with CaptureQueriesContext(connection) as captured:
            imported(ChannelResource, table_of(columns, *rows), dry_run=True)
        return len(captured)

    queries(1)
    assert queries(300) == queries(2)
    assert not Channel.objects.filter(service_point__in=points).exists()


def test_a_fault_of_the_reader_is_a_problem_of_its_row():
    from billing_site.foundation.bulk_data.spreadsheet_table import CellProblem

    table = table_of(SITE, MILL)
    outcome = imported(
        SiteResource, replace(table, problems=(CellProblem(2, "name", "=A1", "This is a formula."),))
    )
    assert problems(outcome) == [(2, "name", "This is a formula.")]


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Australia/Lord_Howe"])
def test_knows_iana_zones(name):
    assert check_zone_name(name) is None


@pytest.mark.parametrize("name", ["Europe/Berln", "localtime", "../etc/passwd", "CEST", "", "Europe", "/UTC"])
def test_knows_no_other_zones(name):
    with pytest.raises(ValueError, match="is not an IANA time zone such as Europe/Berlin: correct the name"):
        check_zone_name(name)
