"""Take one file as one batch, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from metering.file_formats.channel_steps import ChannelSteps
from metering.file_formats.detection import MeterFileFormat, detect_format, parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import ParsedItem, RowError
from metering.models import ReadingBatch, Utility
from metering.models.kept_sources import UnableToKeepSource, incoming_source
from metering.queries.channel_steps import load_steps_of_utility
from metering.use_cases.store_readings import (
    ImportedReadings,
    Progress,
    UnableToImportReadings,
    store_readings,
)

__all__ = ["ImportedReadings", "ParseMeterFile", "Progress", "UnableToImportReadings", "import_readings"]

_BYTES_AT_ONCE = 1 << 20


class ParseMeterFile(Protocol):
    """Reads a file as `parse_meter_file` does, here or elsewhere."""

    def __call__(
        self,
        source: BinaryIO,
        /,
        *,
        file_name: str,
        profile: LongCsvProfile | None,
        steps: ChannelSteps | None,
    ) -> Iterator[ParsedItem]: ...


def import_readings(
    *,
    utility: Utility,
    source: BinaryIO,
    source_name: str,
    received_at: datetime,
    actor: AbstractBaseUser | str | None = None,
    accept_partial: bool = False,
    profile: LongCsvProfile | None = None,
    parse: ParseMeterFile = parse_meter_file,
    progress: Progress | None = None,
) -> ImportedReadings:
    """Store the readings of a seekable file in one transaction, validate them, and say which batch they are.

    The bytes are kept with the batch, compressed, so that each reading can be shown in its row. The same bytes for the same utility are one batch: a second import finds the first. With
    `accept_partial`, rows that cannot be taken are kept with the batch as rejected rows and the rest is
    stored; without, any such row refuses the file. `parse` reads the file; for a stranger's it is `parse_apart`.
    `progress` is called with the readings stored so far, and may raise to have nothing stored.

    Raises UnableToImportReadings when the file, or a row of it, cannot be taken, or no row of it holds a
    reading that can; then nothing is stored.
    """

    def read() -> tuple[str, Iterable[ParsedItem]]:
        file_format = detect_format(source, profile=profile)
        steps = load_steps_of_utility(utility) if file_format == MeterFileFormat.LONG_CSV else None
        return file_format, parse(source, file_name=source_name, profile=profile, steps=steps)

    try:
        with incoming_source(_blocks(source)) as incoming, transaction.atomic(durable=True):
            imported = store_readings(
                utility=utility,
                content_hash=incoming.content_hash,
                read=read,
                origin=ReadingBatch.Origin.FILE,
                source_name=source_name,
                received_at=received_at,
                actor=actor,
                accept_partial=accept_partial,
                profile=asdict(profile or LongCsvProfile()),
                progress=progress,
            )
            incoming.keep()
            return imported
    except UnableToKeepSource as error:
        problem = RowError(
            1, "file", "", f"it could not be kept: {error}", "make room on the disk of uploads"
        )
        raise UnableToImportReadings(source_name, [problem], 1) from error


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    """The whole file, which is then at its beginning again."""
    source.seek(0)
    while portion := source.read(_BYTES_AT_ONCE):
        yield portion
    source.seek(0)
