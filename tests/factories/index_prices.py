"""Indices with prices."""

from datetime import UTC, datetime, timedelta

from pricing.models import PriceIndex
from pricing.use_cases.load_index_prices import load_index_prices

RECEIVED_AT = datetime(2026, 1, 1, 7, tzinfo=UTC)


def price_index(code="SPOT", **facts):
    return PriceIndex.objects.create(
        **{"code": code, "name": "Day ahead", "unit": "MWh", "currency": "GBP", "decimals": 2, **facts}
    )


def price_file(prices, start=datetime(2026, 1, 1, tzinfo=UTC), step_minutes=60):
    """A file of prices, one after the other; None is left out."""
    rows = [
        f"{start + number * timedelta(minutes=step_minutes):%Y-%m-%dT%H:%MZ},{price}"
        for number, price in enumerate(prices)
        if price is not None
    ]
    return "\n".join(["start,price", *rows, ""]).encode()


def load_prices(index, prices, received_at=RECEIVED_AT, revision="", **where):
    return load_index_prices(
        index=index,
        content=price_file(prices, **where),
        received_at=received_at,
        actor="test",
        revision=revision,
    )
