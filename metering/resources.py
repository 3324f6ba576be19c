"""Sites, service points, meters and channels as rows of bulk files."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from billing_site.foundation.bulk_data.columns import CheckedColumn, ChoiceColumn, Column, PartColumn
from billing_site.foundation.bulk_data.master_data_resource import MasterDataResource
from billing_site.foundation.bulk_data.reference_column import ReferenceColumn
from metering.models import Channel, Meter, Metric, ServicePoint, Site, Utility
from metering.queries.stored_days import with_stored_days
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone

_UTILITY: Final = "Code of the utility that sends the readings; it must exist."
_UTILITIES: Final = ("NORTH", "NORTH", "WATERCO")
_CODES: Final = ("10 0042 7731", "10 0042 7732", "W-2209-01")
_SITE_CODES: Final = ("S-1001", "S-1002", "S-1003")


def check_zone_name(name: str) -> None:
    """Do nothing for an IANA time zone that has days to cut. Raises ValueError with words for a person."""
    try:
        LocalCalendar(name)
        if name not in _zone_names():
            raise UnknownTimeZone(f"{name!r} is not an IANA time zone such as Europe/Berlin")
    except UnknownTimeZone as error:
        raise ValueError(f"{error}: correct the name.") from error


@cache
def _zone_names() -> frozenset[str]:
    # Whatever else lies in the system's folder of zones is not a name that means the same elsewhere.
    return frozenset(available_timezones() - {"localtime", "Factory"})


class SiteResource(MasterDataResource):
    """Places, each by its code."""

    key = ("code",)
    fixed_once_used = ("zone_name",)
    fixed_because = "Fixed: readings of this site are stored by its local days."

    code = Column("code", most=40, meaning="What tells sites apart; never changes.", examples=_SITE_CODES)
    name = Column(
        "name",
        most=200,
        meaning="What people call the place.",
        examples=("Hollow Lane 12", "Old Mill", "Depot East"),
    )
    street = Column(
        "street",
        most=200,
        empty="",
        meaning="Street and number.",
        examples=("12 Hollow Lane", "3 Mill Lane", ""),
    )
    city = Column(
        "city", most=200, empty="", meaning="Postcode and town, as they are printed.",
        examples=("Leeds LS1 4AP", "York YO1 7HH", "Leeds LS9 8AA"),
    )  # fmt: skip
    time_zone = CheckedColumn(
        "zone_name", most=64, check=check_zone_name,
        meaning="IANA time zone of the place, whose local days are billed. Fixed once readings are stored.",
        examples=("Europe/London", "Europe/London", "Europe/Berlin"),
    )  # fmt: skip

    class Meta:
        model = Site
        fields = ("code", "name", "street", "city", "time_zone")

    @classmethod
    def used_among(cls, ids: Collection[int]) -> set[int]:
        """Those with readings: they are stored by local day."""
        channels = with_stored_days(Channel.objects.filter(service_point__site__in=ids))
        return set(channels.values_list("service_point__site_id", flat=True).distinct())


class ServicePointResource(MasterDataResource):
    """Where service is delivered, each by its utility and code."""

    key = ("utility", "code")
    related = ("utility", "site")
    fixed_once_used = ("site",)
    fixed_because = "Fixed: readings are stored by the local days of this site."

    utility = ReferenceColumn(
        "utility_id", model=Utility, paths={"utility": "code"}, meaning=_UTILITY, examples=_UTILITIES
    )
    code = Column("code", most=40, meaning="NMI, MPAN or the utility's own number.", examples=_CODES)
    site = ReferenceColumn(
        "site_id", model=Site, paths={"site": "code"}, examples=("S-1001", "S-1002", "S-1001"),
        meaning="Code of the site it is at; it must exist. Fixed once readings are stored.",
    )  # fmt: skip

    class Meta:
        model = ServicePoint
        fields = ("utility", "code", "site")

    @classmethod
    def used_among(cls, ids: Collection[int]) -> set[int]:
        """Those with readings: another site could have other local days."""
        channels = with_stored_days(Channel.objects.filter(service_point__in=ids))
        return set(channels.values_list("service_point_id", flat=True).distinct())


class MeterResource(MasterDataResource):
    """Devices, each by its utility and serial number; there is nothing else to change."""

    key = ("utility", "serial")
    related = ("utility",)

    utility = ReferenceColumn(
        "utility_id", model=Utility, paths={"utility": "code"}, meaning=_UTILITY, examples=_UTILITIES
    )
    serial = Column(
        "serial", most=40, meaning="Serial number, as text: leading zeros count.",
        examples=("E16UP00812", "0047110815", "W-77120"),
    )  # fmt: skip

    class Meta:
        model = Meter
        fields = ("utility", "serial")


class ChannelResource(MasterDataResource):
    """Streams of readings, each by its service point and code."""

    key = ("code", "service_point")
    related = ("service_point__utility", "metric", "meter")
    fixed_once_used = ("service_point", "metric", "kind")
    fixed_because = "Fixed: readings of this channel are stored."

    utility = PartColumn("service_point__utility__code", meaning=_UTILITY, examples=_UTILITIES)
    service_point = ReferenceColumn(
        "service_point_id", model=ServicePoint, examples=_CODES,
        paths={"utility": "utility__code", "service_point": "code"},
        meaning="Code of the service point; it must exist.",
    )  # fmt: skip
    code = Column(
        "code", most=40, meaning="The name that the utility's files use for it.", examples=("E1", "E1", "1")
    )
    metric = ReferenceColumn(
        "metric_id", model=Metric, paths={"metric": "code"},
        meaning="Code of what is measured. Fixed once readings are stored.",
        examples=("ELECTRICITY_IMPORT", "ELECTRICITY_IMPORT", "WATER"),
    )  # fmt: skip
    meter = ReferenceColumn(
        "meter_id", model=Meter, empty=None, examples=("E16UP00812", "0047110815", ""),
        paths={"utility": "utility__code", "meter": "serial"},
        meaning="Serial number of the meter, if there is one; it must exist.",
    )  # fmt: skip
    interval_minutes = ChoiceColumn(
        "step_minutes", choices=[(minutes, str(minutes)) for minutes in (1, 5, 10, 15, 20, 30, 60)],
        meaning="Length of an interval: 1, 5, 10, 15, 20, 30 or 60.", examples=("30", "15", "60"),
    )  # fmt: skip
    kind = ChoiceColumn(
        "kind", empty=Channel.Kind.INTERVAL, examples=("intervals", "", "dial"),
        choices=[(Channel.Kind.INTERVAL, "intervals"), (Channel.Kind.REGISTER, "dial")],
        meaning="Intervals, or dial if people read its meter. Fixed once readings are stored.",
    )  # fmt: skip

    class Meta:
        model = Channel
        fields = ("utility", "service_point", "code", "metric", "meter", "interval_minutes", "kind")

    @classmethod
    def used_among(cls, ids: Collection[int]) -> set[int]:
        """Those with readings: they are of one thing at one place."""
        return set(with_stored_days(Channel.objects.filter(pk__in=ids)).values_list("pk", flat=True))
