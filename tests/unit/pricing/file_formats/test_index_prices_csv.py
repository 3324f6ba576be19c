"""Prices of an index as CSV."""

from datetime import date

import pytest

from pricing.file_formats import index_prices_csv
from pricing.file_formats.index_prices_csv import UnreadableIndexPrices, read_index_prices

HOUR = 60


def read(*rows, step=HOUR, decimals=2, header="start,price"):
    return read_index_prices("\n".join([header, *rows, ""]).encode(), step, decimals)


def test_reads_prices_into_utc_days():
    days = read("2026-03-29T00:00+01:00,85.32", "2026-03-29T01:00+01:00,-3.1", "2026-03-29T03:00+02:00,7")
    assert list(days) == [date(2026, 3, 28), date(2026, 3, 29)]
    assert (days[date(2026, 3, 28)].prices[23], days[date(2026, 3, 28)].known.sum()) == (8532, 1)
    # 03:00 in summer is the hour after 01:00 in winter: none is missing between them.
    assert days[date(2026, 3, 29)].prices[:3].tolist() == [-310, 700, 0]
    assert days[date(2026, 3, 29)].known[:3].tolist() == [True, True, False]


def test_takes_columns_in_any_order_with_others_beside_and_a_mark_of_the_order_of_bytes():
    content = "\ufeffZone;Price;Start\n\nDE;1;2026-01-01T00:00Z\n;;\n".encode()
    assert read_index_prices(content, 60, 0)[date(2026, 1, 1)].prices[0] == 1


def test_takes_quarters_and_the_same_price_twice():
    rows = ["2026-01-01T00:15Z,1.5"] * 2
    day = read(*rows, step=15)[date(2026, 1, 1)]
    assert (len(day.prices), day.prices[1]) == (96, 150)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "2026-01-01T00:00,1",
            "row 2, start: '2026-01-01T00:00' is no time with an offset (write it such as",
        ),
        ("yesterday,1", "row 2, start: 'yesterday' is no time with an offset"),
        ("9999-12-31T23:30-14:00,1", "row 2, start: 9999-12-31T23:30-14:00 does not begin an interval"),
        ("2026-01-01T00:30Z,1", "row 2, start: 2026-01-01T00:30Z does not begin an interval of 60 minutes"),
        ("2026-01-01T00:00Z,1.234", "row 2, price: 1.234 has more than 2 decimals (round it where it is"),
        ('2026-01-01T00:00Z,"1,5"', "row 2, price: '1,5' is not a number (write it such as 85.32 or -3.10)"),
        ("2026-01-01T00:00Z,NaN", "row 2, price: 'NaN' is not a number"),
        ("2026-01-01T00:00Z", "row 2, price: '' is not a number"),
        ("2026-01-01T00:00Z,1\n2026-01-01T00:00Z,2", "row 3, start: 2026-01-01T00:00Z has two prices"),
    ],
)
def test_names_row_field_and_cure(row, problem):
    with pytest.raises(UnreadableIndexPrices) as refusal:
        read(row)
    assert str(refusal.value).startswith(problem)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "row 1, header: it does not name start and price once (begin with: start,price)"),
        (b"start,start,price\n", "row 1, header:"),
        (b"start,price\n", "row 2, start: there is no price (add a row for each interval)"),
        (b"start,price\n\xff,1", "row 1, file: byte 12 is not UTF-8 (save the file as UTF-8)"),
    ],
)
def test_refuses_a_file_without_prices(content, problem):
    with pytest.raises(UnreadableIndexPrices) as refusal:
        read_index_prices(content, 60, 2)
    assert str(refusal.value).startswith(problem)


def test_refuses_a_file_too_large(monkeypatch):
    monkeypatch.setattr(index_prices_csv, "LARGEST_BYTES", 10)
    with pytest.raises(UnreadableIndexPrices, match="it is larger than 10 bytes"):
        read("2026-01-01T00:00Z,1")


def test_tells_the_first_twenty_problems():
    with pytest.raises(UnreadableIndexPrices) as refusal:
        read(*["x,1"] * 30)
    assert [problem.row for problem in refusal.value.problems] == list(range(2, 22))
