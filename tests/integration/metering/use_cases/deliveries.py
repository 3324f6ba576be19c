"""Files of March 2026 and the channels they are for."""

from datetime import UTC, date, datetime

from metering.models import (
    IntervalDay,
)
from metering.use_cases.import_readings import import_readings
from tests.factories.metering import (
    ChannelFactory,
    ServicePointFactory,
    SiteFactory,
    UtilityFactory,
)

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
FIRST = date(2026, 3, 1)
OTHER = "4001000002"


def channel(nmi="4001000001", zone_name="Australia/Brisbane", **facts):
    """A channel E1 in a zone whose days are the market's own, unless another is named."""
    site = SiteFactory(zone_name=zone_name)
    return ChannelFactory(
        service_point=ServicePointFactory(code=nmi, site=site, **facts.pop("point", {})), **facts
    )


def take(source, **options):
    options = {"utility": UtilityFactory(), "source_name": "march.csv", "received_at": NOW, **options}
    return import_readings(source=source, **options)


def stored_days():
    return list(IntervalDay.objects.order_by("channel_id", "date").values_list("date", "total"))
