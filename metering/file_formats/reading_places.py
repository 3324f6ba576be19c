"""Where the readings of a channel stand in a file or a request, whatever its format."""

from __future__ import annotations

import gzip
import io
from typing import BinaryIO, Final

from metering.file_formats import api_json
from metering.file_formats.api_json_places import document_places, lines_places
from metering.file_formats.detection import MeterFileFormat
from metering.file_formats.file_chunks import content_chunks
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.long_csv_places import long_csv_places
from metering.file_formats.nem12_places import nem12_places
from metering.file_formats.packed_content import open_content
from metering.file_formats.parsed_readings import RowError, UnreadableFile
from metering.file_formats.placed_readings import (
    FoundReadings,
    PlacedReading,
    WantedReadings,
    counting_readings,
    with_texts,
)

_BUFFER_BYTES: Final = 1 << 20


def find_readings(
    source: BinaryIO,
    *,
    is_packed: bool,
    file_format: str,
    file_name: str,
    profile: LongCsvProfile,
    wanted: WantedReadings,
) -> FoundReadings:
    """The wanted readings that the file delivered, each where it stands; of those that come twice the one that counts.

    `source` is a seekable file; `is_packed` tells that its content is gzip of ours. `file_format` is that of a
    batch.

    Raises UnreadableFile when the content is not what it was, and what `parse_long_csv` raises.
    """
    content = _content(source, is_packed)
    places: tuple[list[PlacedReading], dict[int, str]]
    match file_format:
        case MeterFileFormat.NEM12:
            places = nem12_places(content_chunks(content), wanted)
        case MeterFileFormat.LONG_CSV:
            places = long_csv_places(content_chunks(content), wanted, file_name=file_name, profile=profile)
        case api_json.API_JSON:
            places = document_places(content.read(), wanted)
        case api_json.API_JSON_LINES:
            places = lines_places(content.read(), wanted)
        case _:
            message = f"rows of the format {file_format or '?'} cannot be shown"
            raise UnreadableFile([RowError(1, "file", file_name, message, "look into the file itself")])
    found, texts = places
    return with_texts(counting_readings(found), texts)


def _content(source: BinaryIO, is_packed: bool) -> io.BufferedReader:
    if not is_packed:
        return open_content(source)
    # We packed it ourselves: how far it unpacks was limited when it came.
    return io.BufferedReader(gzip.GzipFile(fileobj=source, mode="rb"), _BUFFER_BYTES)
