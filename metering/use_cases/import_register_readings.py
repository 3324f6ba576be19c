"""Record the meter readings of a file, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from metering.file_formats.parsed_readings import RowError, UnreadableFile
from metering.file_formats.register_csv import ParsedRegisterReading, parse_register_csv
from metering.models import Channel, RegisterReading, Utility
from metering.queries.register_readings import load_dial, load_meter_on, standing_readings
from metering.use_cases.record_register_reading import (
    UnableToRecordRegisterReading,
    record_register_reading,
)

_ERRORS_KEPT = 100


class UnableToImportRegisterReadings(Exception):
    """Nothing was recorded; `errors` are the first of `error_count`, each with row, field and cure."""

    def __init__(self, errors: Sequence[RowError], error_count: int) -> None:
        self.errors, self.error_count = tuple(errors), error_count
        problems = "1 problem" if error_count == 1 else f"{error_count:,} problems"
        super().__init__(f"nothing was recorded, {problems} found")


class _Refused(Exception):
    """A row that cannot be recorded: field, value, message, cure."""


def import_register_readings(
    *, utility: Utility, source: BinaryIO, received_at: datetime, actor: AbstractBaseUser | str | None
) -> int:
    """Record each row as `record_register_reading` does; returns how many readings the file holds.

    A channel has been read before, so that its dial is known. The same file may come again: what is recorded is
    found. Raises UnableToImportRegisterReadings when the file or a row of it cannot be taken; then nothing is
    recorded.
    """
    errors: list[RowError] = []
    count = error_count = 0
    with transaction.atomic(durable=True):
        try:
            for item in parse_register_csv(source):
                error = item if isinstance(item, RowError) else _recorded(utility, item, received_at, actor)
                count += 1
                if error is not None:
                    error_count += 1
                    errors += [error] if len(errors) < _ERRORS_KEPT else []
        except UnreadableFile as unreadable:
            raise UnableToImportRegisterReadings(unreadable.errors, len(unreadable.errors)) from unreadable
        if not count:
            empty = RowError(1, "file", "", "the file holds no readings", "check that this is the right file")
            raise UnableToImportRegisterReadings([empty], 1)
        if errors:
            raise UnableToImportRegisterReadings(errors, error_count)
    return count


def _recorded(
    utility: Utility, item: ParsedRegisterReading, at: datetime, actor: AbstractBaseUser | str | None
) -> RowError | None:
    """What is wrong with the row, or None when its reading is recorded."""
    try:
        channel = _channel(utility, item)
        record_register_reading(
            channel=channel,
            meter=load_meter_on(channel, item.read_date),
            read_date=item.read_date,
            value=item.value,
            kind=RegisterReading.Kind(item.kind),
            dial=load_dial(channel, item.read_date),
            recorded_at=at,
            actor=actor,
        )
    except _Refused as refused:
        return RowError(item.row, *refused.args)
    except UnableToRecordRegisterReading as error:
        return RowError(item.row, "value", f"{item.value:f}", str(error), "look at the reading again")
    return None


def _channel(utility: Utility, item: ParsedRegisterReading) -> Channel:
    """The channel that the row means; raises _Refused for none, several, and another meter than hung there."""
    found = [
        channel
        for channel in Channel.objects.filter(
            service_point__utility=utility,
            service_point__code=item.service_point.replace("\0", ""),
            kind=Channel.Kind.REGISTER,
        ).select_related("meter")
        if item.channel in ("", channel.code)
    ]
    if len(found) != 1:
        told = "no channel here is read by dial" if not found else "several channels here are read by dial"
        cure = "correct the code" if not found else "name the channel in a column of its own"
        raise _Refused("service_point", item.service_point, told, cure)
    channel = found[0]
    if not standing_readings(channel).exists():
        cure = "record it on the page of the service point, which asks what the dial looks like"
        raise _Refused("service_point", item.service_point, "the meter has no first reading yet", cure)
    meter = load_meter_on(channel, item.read_date)
    if item.meter and (meter is None or meter.serial != item.meter):
        told = f"on {item.read_date} meter {meter or 'none'} hung there"
        raise _Refused("meter", item.meter, told, "correct the number, or record the meter exchange first")
    return channel
