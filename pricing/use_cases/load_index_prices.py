"""Take prices of an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models.period_gate import enter_as_writer
from metering.usage.sample_codec import encode_samples
from pricing.file_formats.index_prices_csv import PricedDay, UnreadableIndexPrices, read_index_prices
from pricing.models import IndexDay, IndexRevision, PriceIndex


class UnableToLoadIndexPrices(Exception):
    """Nothing was stored; the message says why."""


def load_index_prices(
    *,
    index: PriceIndex,
    content: bytes,
    received_at: datetime,
    actor: AbstractBaseUser | str | None,
    revision: str = "",
) -> IndexRevision:
    """The revision that holds the file's prices: stored now, or found where the same file came before.

    From `received_at` on it counts, in the place of earlier revisions, wherever it has a price; whoever rates
    as of an earlier instant finds the earlier ones. `revision` names it on bills: the time of receipt, unless
    it is named.

    Raises UnableToLoadIndexPrices when a row cannot be read, or another file has the name.
    """
    try:
        days = read_index_prices(content, index.step_minutes, index.decimals)
    except UnreadableIndexPrices as error:
        raise UnableToLoadIndexPrices("\n".join(map(str, error.problems))) from error
    content_hash = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        locked = PriceIndex.objects.select_for_update(no_key=True).get(pk=index.pk)
        known = locked.revisions.filter(content_hash=content_hash).first()
        if known is not None:
            return known
        # No bill run may fix its cut-off between the instant of receipt and the commit.
        at = enter_as_writer(received_at)
        name = revision.strip() or f"{at:%Y-%m-%d %H:%M:%S}"
        if locked.revisions.filter(name=name).exists():
            raise UnableToLoadIndexPrices(
                f"{locked} has a revision {name} with other prices: give this one another name"
            )
        stored = IndexRevision.objects.create(
            index=locked, name=name, content_hash=content_hash, received_at=at
        )
        _store_days(stored, days)
        audit.record(
            action="PRICES_LOADED",
            subject=locked,
            actor=actor,
            at=at,
            details={"revision": name, "from": min(days), "to": max(days), "days": len(days)},
        )
    return stored


def _store_days(revision: IndexRevision, days: Mapping[date, PricedDay]) -> None:
    IndexDay.objects.bulk_create(
        IndexDay(
            revision=revision,
            date=day,
            samples=encode_samples(found.prices),
            known=None if found.known.all() else found.known.tobytes(),
        )
        for day, found in days.items()
    )
