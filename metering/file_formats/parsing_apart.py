"""Files of strangers, read in a process of their own whose memory and time are limited.

What comes back is the same as from `parse_meter_file`. When the process dies, that is said of the file in
words, as of any other file that cannot be read.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Final

from billing_site.foundation.process_apart import OUT_OF_MEMORY, start_process_apart
from metering.file_formats.channel_steps import ChannelSteps
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_item_frames import BrokenFrame, error_of, item_of
from metering.file_formats.parsed_readings import ParsedItem, RowError, UnreadableFile
from metering.file_formats.rejected_rows import ChannelOfFile, WrittenRow

_PROCESS: Final = "metering.file_formats.parsing_process"
_LONGEST_HEAD: Final = 1 << 22
_LONGEST_PAYLOAD: Final = 1 << 28
_READ_AT_ONCE: Final = 1 << 20
_TOLD_EVERY_S: Final = 0.5
_SMALLER: Final = "send it in several smaller files"

Position = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ParsingLimits:
    """What reading one file may take: address space, processor time, and time without a sign of life."""

    memory_bytes: int = 1 << 29
    cpu_s: int = 120
    silence_s: float = 180.0


DEFAULT_LIMITS: Final = ParsingLimits()


class ParsingApart:
    """The items of a file as `parse_meter_file` gives them; `format` is known with the first of them.

    `source` is a real file. `position` is told about twice a second how many bytes of it have been read.

    Iterating raises UnreadableFile as `parse_meter_file` does, and when the process ran into its limits or
    died.
    """

    def __init__(
        self,
        source: BinaryIO,
        *,
        file_name: str,
        profile: LongCsvProfile | None = None,
        steps: ChannelSteps | None = None,
        limits: ParsingLimits = DEFAULT_LIMITS,
        position: Position | None = None,
    ) -> None:
        self.format = ""
        self._request = {
            "task": "parse",
            "steps": None if steps is None else steps.as_json(),
            **request_facts(file_name, profile, limits),
        }
        self._source, self._limits, self._position = source, limits, position

    def __iter__(self) -> Iterator[ParsedItem]:
        for head, payload in answers_apart(self._source, self._request, self._limits, self._position):
            if head["kind"] == "format":
                self.format = str(head["format"])
                continue
            try:
                item = item_of(head, payload)
            except BrokenFrame as error:
                raise _nonsense(error) from error
            yield item


def parse_apart(
    source: BinaryIO,
    *,
    file_name: str,
    profile: LongCsvProfile | None = None,
    steps: ChannelSteps | None = None,
) -> Iterator[ParsedItem]:
    """As `parse_meter_file`, in a process of its own."""
    return iter(ParsingApart(source, file_name=file_name, profile=profile, steps=steps))


def written_rows_apart(
    source: BinaryIO,
    *,
    file_name: str,
    profile: LongCsvProfile,
    lines: Collection[int],
    channels: Collection[ChannelOfFile],
    is_packed: bool = False,
    limits: ParsingLimits = DEFAULT_LIMITS,
) -> tuple[tuple[str, ...], Iterator[WrittenRow]]:
    """As `rejected_rows.written_rows`, in a process of its own; `is_packed`: by us, to be kept.

    Raises UnreadableFile when there is no telling the columns; afterwards the rows end where the file does.
    """
    request = {
        "task": "rows",
        "lines": sorted(lines),
        "channels": sorted(channels),
        "is_packed": is_packed,
        **request_facts(file_name, profile, limits),
    }
    answers = answers_apart(source, request, limits, None)
    for head, _ in answers:
        if head["kind"] == "heads":
            return tuple(map(str, head["cells"])), _rows(answers)
    raise failure("the file has no columns", "send a file of readings")


def _rows(answers: Iterator[tuple[Mapping[str, Any], bytes]]) -> Iterator[WrittenRow]:
    try:
        for head, _ in answers:
            channel = head["channel"]
            yield WrittenRow(
                int(head["line"]),
                None if channel is None else (str(channel[0]), str(channel[1])),
                tuple(map(str, head["cells"])),
            )
    except UnreadableFile:
        return


def request_facts(file_name: str, profile: LongCsvProfile | None, limits: ParsingLimits) -> dict[str, Any]:
    """What a request says whatever its task."""
    return {
        "file_name": file_name,
        "profile": asdict(profile or LongCsvProfile()),
        "memory_bytes": limits.memory_bytes,
        "cpu_s": limits.cpu_s,
    }


def answers_apart(
    source: BinaryIO, request: Mapping[str, Any], limits: ParsingLimits, position: Position | None
) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """The frames of a new process up to its last; the process is gone when this ends, however it does.

    Raises UnreadableFile.
    """
    process = _started(source, request)
    try:
        pipe = _Pipe(process, source, limits, position)
        while True:
            head, payload = pipe.frame()
            if head["kind"] == "end":
                return
            if head["kind"] == "unreadable":
                raise UnreadableFile([error_of(facts) for facts in head["errors"]])
            yield head, payload
    except BrokenFrame as error:
        raise _nonsense(error) from error
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _started(source: BinaryIO, request: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    process = start_process_apart(_PROCESS, source, stdin=subprocess.PIPE)
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(request).encode("ascii"))
        process.stdin.close()
    except BrokenPipeError:
        pass  # it died: its exit code will tell
    return process


class _Pipe:
    """Frames from the process, waited for with a limit; its death is told as a problem of the file."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        source: BinaryIO,
        limits: ParsingLimits,
        position: Position | None,
    ) -> None:
        assert process.stdout is not None
        self._process, self._descriptor = process, process.stdout.fileno()
        self._file, self._position = source.fileno(), position
        self._limits = limits
        self._buffer = bytearray()
        self._told_at = time.monotonic()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._descriptor, selectors.EVENT_READ)

    def frame(self) -> tuple[Mapping[str, Any], bytes]:
        """The next frame; raises BrokenFrame, and UnreadableFile when there will be none."""
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LONGEST_HEAD:
                raise BrokenFrame("a line without end")
            self._fill()
        try:
            head = json.loads(bytes(self._buffer[:end]))
            size = int(head["size"])
            kind = head["kind"]
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenFrame(str(error)) from error
        if not 0 <= size <= _LONGEST_PAYLOAD or not isinstance(kind, str):
            raise BrokenFrame("no such frame")
        del self._buffer[: end + 1]
        while len(self._buffer) < size:
            self._fill()
        payload = bytes(self._buffer[:size])
        del self._buffer[:size]
        return head, payload

    def _fill(self) -> None:
        deadline = time.monotonic() + self._limits.silence_s
        while True:
            is_ready = bool(self._selector.select(_TOLD_EVERY_S))
            now = time.monotonic()
            if self._position is not None and now - self._told_at >= _TOLD_EVERY_S:
                self._told_at = now
                # The process reads through our own open file, so we see how far it is.
                self._position(os.lseek(self._file, 0, os.SEEK_CUR))
            if is_ready:
                break
            if now > deadline:
                raise failure(f"reading the file gave no result for {self._limits.silence_s:.0f} s", _SMALLER)
        block = os.read(self._descriptor, _READ_AT_ONCE)
        if not block:
            raise self._obituary()
        self._buffer += block

    def _obituary(self) -> UnreadableFile:
        """Why the process ended before it was through."""
        code = self._process.wait()
        if code == OUT_OF_MEMORY:
            size = f"{self._limits.memory_bytes / (1 << 20):,.0f} MB"
            return failure(f"reading the file takes more memory than the {size} a file may take", _SMALLER)
        if code == -signal.SIGXCPU:
            return failure(f"reading the file takes longer than {self._limits.cpu_s} s", _SMALLER)
        return failure(
            "reading the file was broken off: the process that read it was ended",
            f"check the file again; if that does not help, {_SMALLER}",
        )


def _nonsense(error: BrokenFrame) -> UnreadableFile:
    return failure(f"reading the file went wrong: {error}", "check it again; if that does not help, tell us")


def failure(message: str, cure: str) -> UnreadableFile:
    """What went wrong with the process, said of the file."""
    return UnreadableFile([RowError(1, "file", "", message, cure)])
