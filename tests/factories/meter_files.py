"""NEM12 files as a utility sends them, and days that are all alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

Days = Mapping[date, str | Sequence[str]]


def days_from(first: date, count: int, value: str = "1.000") -> dict[date, str]:
    """Days that follow each other, all of one value."""
    return {first + timedelta(days=number): value for number in range(count)}


def half_hour_file(service_points: Mapping[str, Mapping[str, Days]]) -> bytes:
    """Half-hours in kWh: service point to channel to day to the value of each interval, or to the 48 of them."""
    lines = ["100,NEM12,202603010000,MDP,RETAILER"]
    for place, (code, channels) in enumerate(service_points.items()):
        for channel, days in channels.items():
            lines.append(f"200,{code},{''.join(channels)},1,{channel},N1,METER{place},KWH,30,")
            for day, values in days.items():
                texts = [values] * 48 if isinstance(values, str) else values
                lines.append(f"300,{day:%Y%m%d},{','.join(texts)},A,,,20260301000000,")
    return "\n".join([*lines, "900", ""]).encode()
