"""NEM12 as it is written."""

from datetime import date, datetime
from io import BytesIO

import numpy as np
import pytest

from billing_site.demo.nem12_files import Nem12Channel, nem12_file
from metering.file_formats.detection import parse_meter_file
from metering.usage.reading_quality import ReadingQuality

A, S, E, N = (
    ReadingQuality.ACTUAL,
    ReadingQuality.SUBSTITUTED,
    ReadingQuality.ESTIMATED,
    ReadingQuality.MISSING,
)
SENT_AT = datetime(2026, 2, 3, 15)  # noqa: DTZ001 - market time, as the format writes it


def channel(qualities, **kwargs):
    """Two days of 30-minute values that count up from 0 Wh."""
    fields = {
        "nmi": "4103100000",
        "suffix": "E1",
        "suffixes": "E1B1",
        "meter_serial": "HA1",
        "step_minutes": 30,
        "from_date": date(2026, 1, 30),
        "quantities": np.arange(96),
        "qualities": np.array(qualities, dtype=np.uint8),
    }
    return Nem12Channel(**fields | kwargs)


def written(*channels):
    return b"".join(nem12_file(channels, SENT_AT))


def records(*channels):
    return [line.split(",") for line in written(*channels).decode().split("\r\n")[:-1]]


def test_an_actual_day_is_one_record():
    head, opening, first, second, end = records(channel([A] * 96))
    assert head == ["100", "NEM12", "202602031500", "DEMOMDP", "DEMORET"]
    assert opening == ["200", "4103100000", "E1B1", "E1", "E1", "N1", "HA1", "kWh", "30", ""]
    assert first[:4] == ["300", "20260130", "0.000", "0.001"]
    assert first[50:] == ["A", "", "", "20260203130000", "20260203140000"]
    assert second[1] == "20260131"
    assert second[49] == "0.095"
    assert end == ["900"]


def test_a_mixed_day_is_variable_and_covered_by_400_records():
    rows = records(channel([A] * 18 + [N] * 12 + [A] * 18 + [S] * 48))
    assert rows[2][50:53] == ["V", "", ""]
    assert rows[3:6] == [
        ["400", "1", "18", "A", "", ""],
        ["400", "19", "30", "N", "", ""],
        ["400", "31", "48", "A", "", ""],
    ]
    assert rows[6][50:53] == ["S14", "76", "Communications Fault"]


def test_a_day_without_any_value_has_no_record():
    rows = records(channel([N] * 48 + [A] * 48))
    assert [row[1] for row in rows if row[0] == "300"] == ["20260131"]
    assert [row[0] for row in records(channel([N] * 96))] == ["100", "900"]


def test_a_reading_of_the_dial_follows_its_day():
    read = (datetime(2026, 1, 30, 12), 15_376_512)  # noqa: DTZ001 - market time
    rows = records(channel([A] * 96, index_reads=(read,)))
    assert [row[0] for row in rows] == ["100", "200", "300", "500", "300", "900"]
    assert rows[3] == ["500", "S", "RSD260130", "20260130120000", "015376.5"]


@pytest.mark.parametrize("qualities", [[A] * 96, [A] * 18 + [N] * 12 + [E] * 66, [S] * 48 + [A] * 48])
def test_is_read_back_as_the_same_numbers(qualities):
    one = channel(qualities)
    items = list(parse_meter_file(BytesIO(written(one)), file_name="nem12.csv"))
    quantities = np.concatenate([item.quantities * 10 ** (3 - item.decimals) for item in items])
    found = np.concatenate(
        [np.full(len(i.quantities), A) if i.qualities is None else i.qualities for i in items]
    )
    assert found.tolist() == qualities
    assert quantities.tolist() == np.where(np.array(qualities) == N, 0, np.arange(96)).tolist()
    assert {(item.service_point, item.channel, item.meter_serial) for item in items} == {
        ("4103100000", "E1", "HA1")
    }
