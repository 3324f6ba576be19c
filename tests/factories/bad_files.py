"""Meter files that have broken other importers, by name."""

from __future__ import annotations

import gzip
import io
import zipfile

HEADER = "service_point,channel,start,value,unit,quality"
FIRST, SECOND = "2026-03-01T00:00:00Z", "2026-03-01T00:30:00Z"
POINT = "1012345678901"
GOOD = (f"{POINT},E1,{FIRST},0.5,kWh,A", f"{POINT},E1,{SECOND},0.5,kWh,A")


def csv(*rows: str, header: str = HEADER, end: str = "\n") -> bytes:
    """A CSV of these rows below the two good ones."""
    return end.join([header, *GOOD, *rows, ""]).encode()


def row(
    value: str = "0.5",
    *,
    start: str = "2026-03-01T01:00:00Z",
    point: str = POINT,
    channel: str = "E1",
    unit: str = "kWh",
    quality: str = "A",
) -> str:
    """The third row."""
    return f"{point},{channel},{start},{value},{unit},{quality}"


def nem12(
    *records: str,
    head: str = "100,NEM12,200301011534,MDP1,Retailer",
    end: str = "900",
    step: str = "30",
    unit: str = "KWH",
) -> bytes:
    """A NEM12 file of one channel with these records."""
    channel = f"200,{POINT},E1,1,E1,N1,01009,{unit},{step},"
    return "\n".join([part for part in (head, channel, *records, end) if part] + [""]).encode()


def day(*values: str, date: str = "20260301", quality: str = "A") -> str:
    """A 300 record; of one value, 48 times."""
    listed = values if len(values) > 1 else values * 48
    return ",".join(["300", date, *listed, quality, "", "", "20260302000000", ""])


def zipped(**members: bytes) -> bytes:
    """An archive of these."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


_DAY = day("0.5")
TEXTS = [
    ("C1 nothing", b""),
    ("C1 only a mark", b"\xef\xbb\xbf"),
    ("C1 only a header", f"{HEADER}\n".encode()),
    ("C2 UTF-8 with a mark", b"\xef\xbb\xbf" + csv()),
    ("C3 UTF-16", csv().decode().encode("utf-16")),
    ("C4 latin-1", csv(row(point="caf\u00e9")).decode().encode("latin-1")),
    ("C5 NUL in a cell", csv(row(point="a\0b"))),
    ("C6 an unclosed quote", csv('"' + row(), row(start="2026-03-01T01:30:00Z"))),
    ("C7 a cell of 140,000 characters", csv(row(point="x" * 140_000))),
    ("C8 a decimal comma", csv(row('"1,5"'))),
    ("C8 semicolons", csv().replace(b",", b";")),
    ("C9 a row too short", csv(f"{POINT},E1,2026-03-01T01:00:00Z")),
    ("C9 a row too long", csv(row() + ",more")),
    ("C9 65 columns", csv(header=HEADER + "".join(f",c{number}" for number in range(59)))),
    ("C10 a header twice", csv(header=HEADER.replace("quality", "value"))),
    ("C10 no value column", csv(header=HEADER.replace("value", "evil"))),
    ("C10 a header in other letters", csv(header=HEADER.upper().replace(",", ", "))),
    ("C11 old Mac line ends", csv(end="\r")),
    ("C11 a line separator in a cell", csv(row(point="a\u2028b"))),
    *(
        (f"C12 a formula {text!r}", csv(row(point=text)))
        for text in ("=1+1", "@SUM(A1)", "-2+3", "+1", "'\t=1'")
    ),
    ("C16 two values for one time", csv(row("0.7", start=SECOND))),
    ("C17 a local time without an offset", csv(row(start="2026-10-25T01:30:00"))),
    ("C18 a time in the gap of spring", csv(row(start="2026-03-29T01:30:00"))),
    ("C19 a date of two readings", csv(row(start="01/02/2026 00:00"))),
    ("C20 a code in exponents", csv(row(point="1.01E+12"))),
    ("C20 a date as a number", csv(row(start="46023"))),
    ("C21 a PDF", b"%PDF-1.7\n1 0 obj\n"),
    ("C21 an HTML page", b"<!DOCTYPE html><html><body>Sign in</body></html>\n"),
    ("C23 an old Excel file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    *(
        (f"a value {text[:22]}", csv(row(text)))
        for text in (
            *("NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1E+1000000000", "1_000", "0x10", "true"),
            *(
                "\u0661\u0662\u0663",
                "\uff11\uff12",
                "\u22125",
                "1.5.5",
                "--5",
                "9" * 5000,
                "1234567890123456789",
            ),
            *("0.0000001", "", "99999999999999.5"),
        )
    ),
    ("a start that is no date", csv(row(start="2026-02-30T00:00:00Z"))),
    ("a start of hour 24", csv(row(start="2026-03-01T24:00:00Z"))),
    ("a start of second 60", csv(row(start="2026-03-01T23:59:60Z"))),
    ("a start with a strange offset", csv(row(start="2026-03-01T01:00:00+99:99"))),
    ("a start in the year 1", csv(row(start="0001-01-01T00:00:00+14:00"))),
    ("a start in the year 9999", csv(row(start="9999-12-31T23:59:59-14:00"))),
    ("a start in the future", csv(row(start="2199-01-01T00:00:00Z"))),
    ("an unknown quality", csv(row(quality="sure"))),
    ("another unit", csv(row(unit="m3"))),
    ("a code turned round", csv(row(point="\u202eabc"))),
    ("N1 NEM13", nem12(_DAY, head="100,NEM13,200301011534,MDP1,Retailer")),
    ("N1 no 100 record", nem12(_DAY, head="")),
    ("N1 no 900 record", nem12(_DAY, end="")),
    ("N1 two 900 records", nem12(_DAY, end="900\n900")),
    ("N2 a 300 before any 200", f"100,NEM12,200301011534,A,B\n{_DAY}\n900\n".encode()),
    ("N2 a 400 before any 300", nem12("400,1,48,A,,")),
    *(
        (f"N3 an interval of {step!r}", nem12(_DAY, step=step))
        for step in ("7", "0", "-30", "30.5", "\u201d30\u201d")
    ),
    ("N4 47 values", nem12(day(*["1"] * 47))),
    ("N4 49 values", nem12(day(*["1"] * 49))),
    ("N4 no values", nem12("300,20260301,A,,,20260302000000,")),
    *((f"N5 a value {text!r}", nem12(day(*["1"] * 47, text))) for text in ("NaN", "x", "", "1" * 20, "1_0")),
    ("N6 a quality Z", nem12(day("1", quality="Z"))),
    ("N6 V without a 400", nem12(day("1", quality="V"))),
    ("N6 a 400 from 1 to 49", nem12(day("1", quality="V"), "400,1,49,A,,")),
    ("N6 a gap between 400s", nem12(day("1", quality="V"), "400,1,10,A,,", "400,12,48,A,,")),
    *(
        (f"N7 a date {text}", nem12(day("1", date=text)))
        for text in ("20260230", "00000000", "2026-01-01", "21990101")
    ),
    ("N10 an unknown NMI", nem12(_DAY).replace(POINT.encode(), b"9999999999")),
    ("N12 a unit that is none", nem12(_DAY, unit="GAL")),
    ("N14 a record 600", nem12(_DAY, "600,1")),
    ("N16 a line of 50,000 fields", nem12("300," + "1," * 50_000)),
    ("N16 100,000 empty 300 records", nem12(*["300,"] * 100_000)),
]
PACKED = [
    ("C21 gzip", gzip.compress(csv())),
    ("C21 gzip that breaks off", gzip.compress(csv() * 50)[:-9]),
    ("C21 gzip of empty lines", gzip.compress(csv() + b"\n" * (64 << 20))),
    ("N17 zip of one file", zipped(a=csv())),
    ("N17 zip of two files", zipped(a=csv(), b=csv())),
    ("X7 zip of 10,000 members", zipped(**{f"m{number}": b"" for number in range(10_000)})),
    ("X8 a workbook", zipped(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})),
    ("X8 half a zip", zipped(a=csv() * 50)[:60]),
]
