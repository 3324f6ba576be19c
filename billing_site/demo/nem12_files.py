"""NEM12, the Australian interval file: market time (UTC+10), one 300 record per channel and market day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from billing_site.demo.row_text import constant, join_rows, number_column, text_column
from metering.usage.reading_quality import ReadingQuality

_SENDER: Final = "DEMOMDP"
_RECEIVER: Final = "DEMORET"
# Quality, method and reason as real files carry them; a null value has none.
_FLAGS: Final = {
    ReadingQuality.ACTUAL: "A,,",
    ReadingQuality.SUBSTITUTED: "S14,76,Communications Fault",
    ReadingQuality.FINAL_SUBSTITUTED: "F14,76,Communications Fault",
    ReadingQuality.ESTIMATED: "E52,,",
    ReadingQuality.MISSING: "N,,",
}


@dataclass(frozen=True, slots=True)
class Nem12Channel:
    """Whole market days of one channel from `from_date`.

    `quantities`: int64, shape (days * values a day,), in Wh; `qualities`: uint8 of the same shape. A day whose
    values are all missing has no record. `suffixes` are those of all channels of the NMI ("E1B1"). `index_reads`
    are special readings of the dial, (instant of market time, Wh), at most one a day.
    """

    nmi: str
    suffix: str
    suffixes: str
    meter_serial: str
    step_minutes: int
    from_date: date
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    index_reads: tuple[tuple[datetime, int], ...] = ()


def nem12_file(channels: Iterable[Nem12Channel], sent_at: datetime) -> Iterator[bytes]:
    """The file in parts. `sent_at` is market time without a zone, as the format writes it."""
    stamp = f"{sent_at:%Y%m%d%H%M}"
    yield f"100,NEM12,{stamp},{_SENDER},{_RECEIVER}\r\n".encode()
    for channel in channels:
        days = _day_records(channel, sent_at)
        if days:
            yield _channel_record(channel)
            yield days
    yield b"900\r\n"


def _channel_record(channel: Nem12Channel) -> bytes:
    fields = (
        *("200", channel.nmi, channel.suffixes, channel.suffix, channel.suffix, "N1"),
        *(channel.meter_serial, "kWh", str(channel.step_minutes), ""),
    )
    return (",".join(fields) + "\r\n").encode()


def _day_records(channel: Nem12Channel, sent_at: datetime) -> bytes:
    """The 300 records with the 400 and 500 records that follow them."""
    per_day = 24 * 60 // channel.step_minutes
    qualities = channel.qualities.reshape(-1, per_day)
    here = np.flatnonzero((qualities != ReadingQuality.MISSING).any(axis=1))
    if not here.size:
        return b""
    values = number_column(channel.quantities, 3)
    columns = np.concatenate([values, constant(",", len(values))], axis=1).reshape(len(qualities), -1)[here]
    dates = [channel.from_date + timedelta(days=int(index)) for index in here]
    heads = [f"300,{day:%Y%m%d}," for day in dates]
    tails = [
        _after_values(channel, day, row, sent_at) for day, row in zip(dates, qualities[here], strict=True)
    ]
    return join_rows([text_column(heads), columns, text_column(tails)])


def _after_values(channel: Nem12Channel, day: date, qualities: NDArray[np.uint8], sent_at: datetime) -> str:
    """The rest of a 300 record from the quality on, and the records that belong to the day."""
    updated = f"{sent_at - timedelta(hours=2):%Y%m%d%H%M%S},{sent_at - timedelta(hours=1):%Y%m%d%H%M%S}"
    first = ReadingQuality(int(qualities[0]))
    if (qualities == first).all():
        records = [f"{_FLAGS[first]},{updated}"]
    else:
        records = [f"V,,,{updated}", *_quality_records(qualities)]
    for read_at, dial_wh in channel.index_reads:
        if read_at.date() == day:
            dial = f"{dial_wh // 1000:06}.{dial_wh % 1000 // 100}"
            records.append(f"500,S,RSD{day:%y%m%d},{read_at:%Y%m%d%H%M%S},{dial}")
    return "\r\n".join(records) + "\r\n"


def _quality_records(qualities: NDArray[np.uint8]) -> Iterator[str]:
    """400 records, which together cover the whole day."""
    first = 1
    for quality, same in groupby(qualities.tolist()):
        last = first + len(list(same)) - 1
        yield f"400,{first},{last},{_FLAGS[ReadingQuality(quality)]}"
        first = last + 1
