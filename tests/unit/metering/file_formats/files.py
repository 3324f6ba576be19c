"""Small meter files as text, and what the parsers make of them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

from metering.file_formats.detection import parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.nem12 import parse_nem12
from metering.file_formats.parsed_readings import DuplicateReading, ParsedItem, ParsedRun, RowError

HEADER = "100,NEM12,202602010000,MDP,RETAILER"
STREAM = "200,NMI0000001,E1,1,E1,N1,METER1,KWH,30,"


def day(date: str, values: Iterable[str] | str = "0.5", flag="A", updated="20260201000000", count=48) -> str:
    """A 300 record; one value stands for all."""
    texts = [values] * count if isinstance(values, str) else list(values)
    return f"300,{date},{','.join(texts)},{flag},,,{updated},"


def nem12(*records: str, end="900") -> list[str]:
    return [f"{record}\n" for record in (HEADER, *records, *([end] if end else []))]


def parsed(*records: str) -> list[ParsedItem]:
    return list(parse_nem12(nem12(*records)))


def csv_items(text: str, *, file_name="readings.csv", **wishes) -> list[ParsedItem]:
    source = io.BytesIO(text.encode())
    profile = LongCsvProfile(**{"zone_name": "UTC", **wishes})
    return list(parse_meter_file(source, file_name=file_name, profile=profile))


def runs(items: Iterable[ParsedItem]) -> list[ParsedRun]:
    return [item for item in items if isinstance(item, ParsedRun)]


def errors(items: Iterable[ParsedItem]) -> list[RowError]:
    return [item for item in items if isinstance(item, RowError)]


def duplicates(items: Iterable[ParsedItem]) -> list[DuplicateReading]:
    return [item for item in items if isinstance(item, DuplicateReading)]


def values_of(run: ParsedRun) -> list[Decimal]:
    return [Decimal(number).scaleb(-run.decimals) for number in run.quantities.tolist()]
