"""What a JSON body of readings may say; whatever else it says is refused."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

MOST_VALUES: Final = 200_000  # five years of quarter-hours
Code = Annotated[str, Meta(min_length=1, max_length=40)]
Unit = Annotated[str, Meta(min_length=1, max_length=16)]
Instant = Annotated[str, Meta(max_length=40)]
Minutes = Annotated[int, Meta(ge=1, le=1440)]
Quality = Annotated[str, Meta(max_length=20)]
Mode = Literal["partial", "atomic"]


class SentSeries(Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """Neighbouring readings of a channel. `values`: decimals as texts or numbers, null where there is none.

    `quality` is that of all of them, or a list as long as `values`.
    """

    service_point: Code
    channel: Code
    start: Instant
    step_minutes: Minutes
    values: Raw
    unit: Unit
    quality: Quality | list[Quality] | UnsetType = UNSET


class SentReading(Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """One reading; without `step_minutes` it is as long as the channel's intervals are."""

    service_point: Code
    channel: Code
    start: Instant
    value: Raw
    unit: Unit
    step_minutes: Minutes | UnsetType = UNSET
    quality: Quality | UnsetType = UNSET


class ReadingsDocument(Struct, forbid_unknown_fields=True, frozen=True):
    """A batch: `atomic` stores all of it or nothing, `partial` what can be taken."""

    utility: Code
    mode: Mode | UnsetType = UNSET
    series: list[SentSeries] | UnsetType = UNSET
    readings: list[SentReading] | UnsetType = UNSET


class DocumentHead(Struct, frozen=True):
    """What is to be known of a batch before it is read: whose it is, how it is to be taken, its series."""

    utility: Code
    mode: Mode | UnsetType = UNSET
    series: list[Raw] | UnsetType = UNSET


DOCUMENT: Final = msgspec.json.Decoder(ReadingsDocument)
HEAD: Final = msgspec.json.Decoder(DocumentHead)
SERIES: Final = msgspec.json.Decoder(SentSeries)
READING: Final = msgspec.json.Decoder(SentReading)
