"""The bill of docs/how_a_bill_is_calculated.md, computed from its meter file and read from its page."""

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from pricing.rating import replay
from pricing.rating.explanation import explain
from tests.factories.meter_files import days_from, half_hour_file

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how_a_bill_is_calculated.md").read_text(encoding="utf-8")
PLAN = ROOT / "pricing" / "plan_documents" / "examples" / "au_residential_solar.json"


def table_rows(first_cell):
    """Cells of the page's tables, by their first one."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if "|" in line
    ]
    return next(row for row in rows if row[0].startswith(first_cell))


@pytest.fixture(scope="module")
def quote(tmp_path_factory):
    first = date(2026, 1, 1)
    channels = {"E1": days_from(first, 31, "0.5"), "B1": days_from(first, 31, "0.1")}
    usage = tmp_path_factory.mktemp("page") / "january.csv"
    usage.write_bytes(half_hour_file({"QB00000001": channels}))
    out = StringIO()
    call_command(
        "quote",
        *("--plan", str(PLAN), "--usage", str(usage), "--from", "2026-01-01", "--to", "2026-02-01"),
        *("--timezone", "Australia/Brisbane", "--format", "json"),
        *("--channel", "ELECTRICITY_IMPORT=E1,ELECTRICITY_EXPORT=B1"),
        stdout=out,
    )
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("first_cell", "position"),
    [
        ("Daily supply charge", 0),
        ("Electricity, peak", 1),
        ("Electricity, shoulder", 2),
        ("Electricity, off-peak", 3),
        ("Solar export credit", 4),
    ],
)
def test_lines_are_those_of_the_page(quote, first_cell, position):
    _, counted, times, exactly, rounded = table_rows(first_cell)
    line = quote["lines"][position]
    quantity = line["quantity"].rstrip("0").rstrip(".") if "." in line["quantity"] else line["quantity"]
    assert counted.endswith(f"{quantity} {line['unit']}{'s' if line['unit'] == 'day' else ''}")
    assert (line["unit_price"], line["amount"]) == (times, rounded)
    assert line["exact_amount"].rstrip("0") == exactly


def test_sums_are_those_of_the_page(quote):
    (tax,) = quote["taxes"]
    assert tax["base"] == table_rows("Lines with GST")[1]
    assert tax["amount"] == table_rows("GST 10 %")[1]
    assert quote["net"] == table_rows("All lines")[1]
    assert quote["total"] == table_rows("To pay")[1]


def test_trace_and_sentence_are_those_of_the_page(quote):
    (printed,) = re.findall(r"```json\n(.*)\n```", PAGE)
    peak = quote["lines"][1]
    assert json.loads(printed) == peak["trace"]
    assert str(replay(json.loads(printed)).amount) == peak["amount"]
    assert explain(peak["trace"], "AUD", "kWh") == peak["explanation"]
    assert peak["explanation"] in PAGE
