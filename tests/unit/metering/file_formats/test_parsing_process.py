"""The process that reads one file: what it is asked, what it answers, what it may take."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest

from billing_site.foundation.process_apart import OUT_OF_MEMORY
from metering.file_formats.long_csv import LongCsvProfile

REQUEST: dict[str, object] = {"task": "parse", "file_name": "x.csv", "profile": asdict(LongCsvProfile())}
REQUEST |= {"memory_bytes": 1 << 29, "cpu_s": 20}


def answer(path, **request):
    """The exit code, and the heads of the frames; payloads are left out by their size."""
    with path.open("rb") as source:
        process = subprocess.run(
            [sys.executable, "-m", "metering.file_formats.parsing_process", str(source.fileno())],
            input=json.dumps(REQUEST | request).encode(),
            capture_output=True,
            pass_fds=(source.fileno(),),
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
    heads, rest = [], process.stdout
    while rest:
        line, _, rest = rest.partition(b"\n")
        heads.append(json.loads(line))
        rest = rest[heads[-1]["size"] :]
    return process.returncode, heads


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("nmi,start,value\nA,2026-03-01T00:00Z,1\nA,2026-03-01T00:30Z,x\nA,2026-03-01T01:00Z,2\n")
    return path


def test_answers_with_the_format_and_the_items(file):
    code, heads = answer(file)
    assert code == 0
    assert [head["kind"] for head in heads] == ["format", "error", "run", "run", "end"]
    assert (heads[0]["format"], heads[1]["row"], heads[2]["step_minutes"]) == ("LONG_CSV", 3, 30)


def test_answers_with_rows(file):
    code, heads = answer(file, task="rows", lines=[3], channels=[])
    assert code == 0
    assert [head["kind"] for head in heads] == ["format", "heads", "row", "end"]
    assert heads[2]["cells"] == ["A", "2026-03-01T00:30Z", "x"]


def test_says_what_is_wrong_with_the_file(tmp_path):
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    code, heads = answer(path)
    assert code == 0
    assert [head["kind"] for head in heads] == ["unreadable", "end"]
    assert heads[0]["errors"][0]["message"] == "the file is not text"


@pytest.mark.parametrize("profile", [{"zone_name": "Mars/Olympus"}, {"date_format": "%Q"}])
def test_a_profile_that_cannot_be_understood_is_told_too(file, profile):
    code, heads = answer(file, profile=asdict(LongCsvProfile(**profile)))
    assert code == 0
    assert heads[-2]["kind"] == "unreadable"


def test_ends_when_it_may_take_no_more_memory(tmp_path):
    path = tmp_path / "many.csv"
    rows = (f"{number},2026-01-01T00:00Z,1,15\n" for number in range(400_000))
    path.write_text("nmi,start,value,step_minutes\n" + "".join(rows))
    code, _ = answer(path, memory_bytes=180 << 20)
    assert code == OUT_OF_MEMORY


def test_writes_no_file(tmp_path, file):
    """RLIMIT_FSIZE holds for regular files; pipes are none."""
    with file.open("rb") as source, (tmp_path / "out").open("wb") as out:
        process = subprocess.run(
            [sys.executable, "-m", "metering.file_formats.parsing_process", str(source.fileno())],
            input=json.dumps(REQUEST).encode(),
            stdout=out,
            stderr=subprocess.DEVNULL,
            pass_fds=(source.fileno(),),
            check=False,
        )
    assert process.returncode != 0
    assert (tmp_path / "out").stat().st_size == 0
