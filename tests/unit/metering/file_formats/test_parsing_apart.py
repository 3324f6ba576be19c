"""Files read in a process of their own: the same items, and a sentence for each of its deaths."""

import gzip
import io
import os
import signal
import zipfile
from pathlib import Path

import numpy as np
import pytest

from metering.file_formats import parsing_apart as module
from metering.file_formats.detection import parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import ParsedRun, UnreadableFile
from metering.file_formats.parsing_apart import ParsingApart, ParsingLimits, parse_apart, written_rows_apart
from tests.unit.metering.file_formats.files import STREAM, day, nem12

LONDON = LongCsvProfile(zone_name="Europe/London")


@pytest.fixture
def kept(tmp_path):
    """A function that opens a file of this content."""
    opened = []

    def keep(content):
        path = tmp_path / f"{len(opened)}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        opened.append(path.open("rb"))
        return opened[-1]

    yield keep
    for source in opened:
        source.close()


def comparable(items):
    return [
        (item.service_point, item.start, item.quantities.tolist(), item.row)
        if isinstance(item, ParsedRun)
        else item
        for item in items
    ]


def refusal(source, **options):
    with pytest.raises(UnreadableFile) as refused:
        list(ParsingApart(source, file_name="x.csv", **options))
    return refused.value.errors[0]


CSV = (
    "nmi,start,value,quality\n"
    "A,2026-10-25 00:30,1.5,A\nA,2026-10-25 01:00,2,E\nA,2026-10-25 01:00,x,A\nA,2026-10-25 01:30,2,E\n"
)


@pytest.mark.parametrize("content", [CSV, "".join(nem12(STREAM, day("20260201"), day("20260202", "9")))])
def test_gives_what_the_parser_gives(kept, content):
    there = comparable(parse_apart(kept(content), file_name="x.csv", profile=LONDON))
    assert there == comparable(parse_meter_file(kept(content), file_name="x.csv", profile=LONDON))


def test_knows_the_format(kept):
    parsing = ParsingApart(kept(CSV), file_name="x.csv", profile=LONDON)
    list(parsing)
    assert parsing.format == "LONG_CSV"


def test_passes_on_what_is_wrong_with_the_file(kept):
    assert refusal(kept(b"%PDF-1.7 \n")).cure.startswith("send NEM12, or a CSV")


def test_tells_how_far_it_is(kept, monkeypatch):
    monkeypatch.setattr(module, "_TOLD_EVERY_S", 0.0)
    told = []
    list(ParsingApart(kept(CSV), file_name="x.csv", profile=LONDON, position=told.append))
    assert told
    assert max(told) == len(CSV)


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", b"nmi,start,value\n" + b"A,2026-01-01T00:00Z,0\n" * 2_000_000)
    return packed.getvalue()


HOSTILE = {
    "zip bomb": (bomb(), "unpacks to more than 200 times its size"),
    "gzip cut off": (gzip.compress(CSV.encode())[:-12], "the archive is broken"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(4000), "the file is not text"),
    "empty": (b"", "the file is empty"),
    "NUL bytes": (b"nmi,start,value\nA\0B,2026-01-01T00:00Z,1\n", "the file is not text"),
    "one huge line": (b"nmi,start,value\n" + b"A" * 3_000_000, "the line has 65,536 characters or more"),
    "bad rows": (
        b"nmi,start,value\n" + b"".join(b"A,time %d,1\n" % number for number in range(10_000)),
        "this is no time of the format",
    ),
    "a quote without end": (b'nmi,start,value\n"A,1,2\n' + b"x,1,2\n" * 30_000, "the row cannot be split"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(kept, name):
    content, message = HOSTILE[name]
    error = refusal(kept(content))
    assert message in error.message
    assert error.cure


class TestDeath:
    """Whatever ends the process is told as a problem of the file."""

    def test_by_memory(self, kept):
        rows = "".join(f"{number},2026-01-01T00:00Z,1,15\n" for number in range(400_000))
        source = kept(f"nmi,start,value,step_minutes\n{rows}")
        error = refusal(source, limits=ParsingLimits(memory_bytes=180 << 20))
        assert error.message == "reading the file takes more memory than the 180 MB a file may take"
        assert error.cure == "send it in several smaller files"

    def test_by_processor_time(self, kept):
        # Distinct texts: nothing of what was understood once can be used again.
        rows = (
            f"{number},2026-01-{1 + number % 28:02}T00:00Z,0.{number},15\n" for number in range(1_500_000)
        )
        source = kept(f"nmi,start,value,step_minutes\n{''.join(rows)}")
        error = refusal(source, limits=ParsingLimits(memory_bytes=1 << 34, cpu_s=1))
        assert error.message == "reading the file takes longer than 1 s"

    def test_by_silence(self, kept, monkeypatch):
        self.replace_process(monkeypatch, "import time; time.sleep(60)")
        error = refusal(kept(CSV), limits=ParsingLimits(silence_s=0.6))
        assert error.message == "reading the file gave no result for 1 s"

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
    def test_by_a_signal(self, kept, monkeypatch, number):
        self.replace_process(
            monkeypatch, f"import os, sys; sys.stdin.read(); os.kill(os.getpid(), {int(number)})"
        )
        error = refusal(kept(CSV))
        assert error.message == "reading the file was broken off: the process that read it was ended"
        assert error.cure == "check the file again; if that does not help, send it in several smaller files"

    @pytest.mark.parametrize(
        "said", ["gossip", '{"kind":"run","size":-1}', '{"kind":"run","size":0}', '{"size":0}', "x" * 60_000]
    )
    def test_by_nonsense(self, kept, monkeypatch, said):
        monkeypatch.setattr(module, "_LONGEST_HEAD", 1000)
        self.replace_process(monkeypatch, f"import sys; sys.stdin.read(); print({said!r})")
        assert refusal(kept(CSV)).message.startswith("reading the file went wrong")

    def test_leaves_no_process_behind(self, kept):
        items = iter(ParsingApart(kept(CSV), file_name="x.csv", profile=LONDON))
        next(items)
        items.close()
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)

    @staticmethod
    def replace_process(monkeypatch, code):
        started = module.subprocess.Popen

        def start(command, **options):
            return started([command[0], "-c", code], **options)

        monkeypatch.setattr(module.subprocess, "Popen", start)


def test_knows_no_secret(kept, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for parsers")
    seen = {}
    started = module.subprocess.Popen

    def start(command, **options):
        seen.update(options)
        return started(command, **options)

    monkeypatch.setattr(module.subprocess, "Popen", start)
    list(parse_apart(kept(CSV), file_name="x.csv", profile=LONDON))
    assert "SECRET_KEY" not in seen["env"]
    assert "DATABASE_URL" not in seen["env"]
    assert seen["env"]["PYTHONPATH"] == str(Path(module.__file__).parents[2])


def test_large_numbers_of_readings_arrive(kept):
    rows = "".join(
        f"A,2026-01-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}Z,{n}\n" for n in range(40_000)
    )
    (run,) = parse_apart(kept(f"nmi,start,value\n{rows}"), file_name="x.csv")
    assert np.array_equal(run.quantities, np.arange(40_000))


class TestWrittenRows:
    def test_gives_the_rows(self, kept):
        heads, rows = written_rows_apart(kept(CSV), file_name="x.csv", profile=LONDON, lines=[4], channels=[])
        assert heads == ("nmi", "start", "value", "quality")
        assert [(row.line, row.channel, row.cells) for row in rows] == [
            (4, ("A", "1"), ("A", "2026-10-25 01:00", "x", "A"))
        ]

    def test_there_are_none_of_a_picture(self, kept):
        with pytest.raises(UnreadableFile, match="the file is not text"):
            written_rows_apart(
                kept(HOSTILE["picture"][0]), file_name="x.png", profile=LONDON, lines=[1], channels=[]
            )
