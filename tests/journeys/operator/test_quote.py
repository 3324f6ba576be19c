"""`manage.py quote`: a file and a plan in, an explained price out, no database."""

import gzip
import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import pricing.plan_documents
from pricing.plan_documents.canonical import canonical_text
from tests.factories.meter_files import days_from, half_hour_file
from tests.unit.pricing.plan_documents.documents import total_plan

ROOT = Path(pricing.plan_documents.__file__).parents[2]
EXAMPLES = ROOT / "pricing" / "plan_documents" / "examples"
JANUARY = ("--from", "2026-01-01", "--to", "2026-02-01")
BRISBANE = ("--timezone", "Australia/Brisbane")


@pytest.fixture
def plan(tmp_path):
    tiers = [{"up_to": "300", "unit_price": "0.10"}, {"up_to": None, "unit_price": "0.1534"}]
    path = tmp_path / "plan.json"
    path.write_text(canonical_text(total_plan({"shape": "graduated", "tiers": tiers})), encoding="utf-8")
    return path


def nem12_file(folder: Path, day_count=31, **values: str) -> Path:
    """Half-hours of January 2026 in Brisbane: one value throughout for each channel."""
    channels = {code: days_from(date(2026, 1, 1), day_count, value) for code, value in values.items()}
    path = folder / "readings.csv"
    path.write_bytes(half_hour_file({"NMI1": channels}))
    return path


@pytest.fixture
def usage(tmp_path):
    """A month of 0.5 kWh in every half-hour."""
    return nem12_file(tmp_path, E1="0.5")


def quoted(*args) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("quote", *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_needs_no_database_and_explains_every_amount(plan, usage):
    # 1,488 half-hours of 500 Wh are 744 kWh: 300 at 0.10 = 30.00; 444 at 0.1534 = 68.1096.
    out, err = quoted("--plan", plan, "--usage", usage, *JANUARY, *BRISBANE)
    assert err == ""
    assert (
        "444 kWh of 744 kWh lie above 300 kWh; 444 kWh x 0.1534 = 68.1096, rounded to 68.11 USD"
        in out.replace("\N{MULTIPLICATION SIGN}", "x")
    )
    assert out.splitlines()[-2].split() == ["Total", "USD", "98.11"]


def test_writes_json_with_traces(plan, usage, tmp_path):
    target = tmp_path / "quote.json"
    options = (*BRISBANE, "--format", "json", "--output", target)
    out, _ = quoted("--plan", plan, "--usage", usage, *JANUARY, *options)
    assert out == f"the quote is in {target}\n"
    quote = json.loads(target.read_text(encoding="utf-8"), parse_float=pytest.fail)
    assert (quote["total"], quote["replayed"], quote["period"]["days"]) == ("98.11", True, 31)
    assert quote["lines"][1]["trace"]["t"] == [2, "300", None]


def test_solar_home_on_a_published_tariff(tmp_path):
    # 31 days of 48 half-hours of 500 Wh. Supply 31 x 1.35304 = 41.94424. Per day 5 h peak, 5 h off-peak and
    # 14 h shoulder: 155 kWh x 0.41556 = 64.4118; 434 x 0.25486 = 110.60924; 155 x 0.20618 = 31.9579.
    # GST is 10 % of 41.94 + 64.41 + 110.61 + 31.96 = 248.92. Export 1,488 x 0.1 kWh x -0.0866 = -12.88608.
    usage = nem12_file(tmp_path, E1="0.5", B1="0.1")
    out, _ = quoted(
        *("--plan", EXAMPLES / "au_residential_solar.json", "--usage", usage, *JANUARY),
        *(*BRISBANE, "--format", "json"),
        *("--channel", "ELECTRICITY_IMPORT=E1,ELECTRICITY_EXPORT=B1"),
    )
    quote = json.loads(out)
    amounts = {line["bucket"] or line["charge_code"]: line["amount"] for line in quote["lines"]}
    assert amounts == {
        "SUPPLY": "41.94",
        "peak": "64.41",
        "shoulder": "110.61",
        "off_peak": "31.96",
        "SOLAR": "-12.89",
    }
    assert (quote["net"], quote["tax"], quote["total"]) == ("236.03", "24.89", "260.92")


def test_missing_readings_are_counted_and_shown_and_no_error(plan, tmp_path):
    usage = nem12_file(tmp_path, day_count=30, E1="0.5")
    records = usage.read_text(encoding="utf-8").splitlines()
    usage.write_text("\n".join([*records[:-1], records[2], "900\n"]), encoding="utf-8")
    out, err = quoted("--plan", plan, "--usage", usage, *JANUARY, *BRISBANE)
    missing = (
        "WARNING: 48 of 1,488 intervals of E1 (ELECTRICITY_IMPORT) have no reading; they count as nothing"
    )
    assert missing in out.splitlines()
    twice = "WARNING: 1 reading(s), or days of NEM12, came twice; the better or later one counts"
    assert twice in out.splitlines()
    assert err == ""  # the table has told it already
    _, err = quoted("--plan", plan, "--usage", usage, *JANUARY, *BRISBANE, "--format", "json")
    assert err.splitlines() == [missing, twice]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", "2026-02-01", "--to", "2026-02-01"), "--to 2026-02-01 must be after --from 2026-02-01"),
        (
            ("--from", "1.2.2026", "--to", "2026-03-01"),
            "--from 1.2.2026 is not a date; write it as 2026-01-31",
        ),
        ((*JANUARY, "--timezone", "Mars/Base"), "'Mars/Base' is not an IANA time zone"),
        ((*JANUARY, "--usage-timezone", "Mars/Base"), "'Mars/Base' is not an IANA time zone"),
        ((*JANUARY, "--channel", "E9"), "the file has no channel E9; the file has NMI1/E1"),
        ((*JANUARY, "--timezone", "Asia/Kathmandu"), "is not on the clock of 30-minute readings"),
        ((*JANUARY, "--format", "pdf"), "PDF"),
        (
            (*JANUARY, "--date-format", "dd/mm/yyyy"),
            "--date-format: 'dd/mm/yyyy' is not a date format; write one such as %d/%m/%Y %H:%M",
        ),
        (
            ("--from", "2025-01-01", "--to", "2025-02-01", *BRISBANE),
            "the file has readings from 2026-01-01 to 2026-01-31; check --from and --to",
        ),
    ],
)
def test_says_what_is_wrong_in_one_sentence(plan, usage, options, message):
    with pytest.raises(CommandError) as caught:
        quoted("--plan", plan, "--usage", usage, *options)
    assert message in str(caught.value)


def test_prints_every_problem_of_the_file_and_quotes_nothing(plan, tmp_path):
    usage = tmp_path / "usage.csv"
    usage.write_text(
        "start;kWh\n2026-01-01 00:00;1\n2026-01-01 00:30;1,5\n2026-01-01 01:00;2\n", encoding="utf-8"
    )
    err = StringIO()
    with pytest.raises(CommandError, match=r"usage\.csv has 1 problem\(s\); nothing was quoted"):
        call_command("quote", "--plan", str(plan), "--usage", str(usage), *JANUARY, stderr=err)
    assert err.getvalue() == (
        f"{usage}: row 3, value '1,5': this is not a number"
        " (write a number with a decimal point and no other marks, or say that the file has a decimal comma)\n"
        f"{usage}: how a CSV writes is told by --usage-timezone, --date-format, --interval-ending and"
        " --decimal-comma\n"
    )


def test_reads_decimal_commas_when_told(plan, tmp_path):
    # Two half-hours of 1.5 kWh: 3 kWh at 0.10.
    usage = tmp_path / "usage.csv"
    usage.write_text("start;kWh\n2026-01-01 00:00;1,5\n2026-01-01 00:30;1,5\n", encoding="utf-8")
    out, _ = quoted("--plan", plan, "--usage", usage, *JANUARY, "--decimal-comma")
    assert out.splitlines()[-2].split() == ["Total", "USD", "0.30"]


def test_says_what_a_file_is_that_holds_no_readings(plan):
    err = StringIO()
    with pytest.raises(CommandError, match=r"has 1 problem\(s\); nothing was quoted"):
        call_command("quote", "--plan", str(plan), "--usage", str(plan), *JANUARY, stderr=err)
    assert "the file is JSON, not readings" in err.getvalue()


def quote_in_a_process(*args) -> subprocess.CompletedProcess[str]:
    # An address nobody listens on: touching the database would fail.
    environment = {**os.environ, "DATABASE_URL": "postgresql://127.0.0.1:9/none"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "manage.py", "quote", *map(str, args)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_bad_plan_exits_with_1_and_no_traceback(tmp_path, usage):
    plan = tmp_path / "bad.json"
    plan.write_text('{"format": "billing-plan/1", "charges": [{"price": {"amount": 1.5}}]}', encoding="utf-8")
    done = quote_in_a_process("--plan", plan, "--usage", usage, *JANUARY)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f'{plan}: $.charges[0].price.amount: 1.5 is a JSON number (write it as text: "1.5")',
        f"CommandError: {plan} is not a valid plan document; nothing was quoted",
    ]


def test_a_missing_file_exits_with_1_and_no_traceback(plan, tmp_path):
    done = quote_in_a_process("--plan", plan, "--usage", tmp_path / "none.csv", *JANUARY)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_rates_a_packed_nem12_file(plan, usage, tmp_path):
    packed = tmp_path / "readings.gz"
    packed.write_bytes(gzip.compress(usage.read_bytes()))
    done = quote_in_a_process("--plan", plan, "--usage", packed, *JANUARY, *BRISBANE, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    # 31 x 48 x 0.5 = 744 kWh: 30.00 + 68.11.
    assert json.loads(done.stdout)["total"] == "98.11"


def test_rates_a_csv_of_local_hours_that_end(plan, tmp_path):
    # The first day of 2026 in Berlin, hours ending 01:00 to 24:00 with 10 kWh each: 240 kWh at 0.10.
    hours = [f"01.01.2026 {hour:02}:00;10\n" for hour in range(1, 24)] + ["02.01.2026 00:00;10\n"]
    usage = tmp_path / "house.csv"
    usage.write_text("Time;Consumption kWh\n" + "".join(hours), encoding="utf-8")
    out, err = quoted(
        *("--plan", plan, "--usage", usage, "--from", "2026-01-01", "--to", "2026-01-02", "--format", "json"),
        *("--timezone", "Europe/Berlin", "--date-format", "%d.%m.%Y %H:%M", "--interval-ending"),
    )
    assert (json.loads(out)["total"], err) == ("24.00", "")


def test_a_file_may_keep_another_clock_than_the_place(plan, tmp_path):
    # The long day of October 2026 in Berlin, from a logger on UTC: 25 hours of 4 kWh, 100 kWh at 0.10.
    hours = [f"2026-10-{24 + hour // 24} {hour % 24:02}:00,4\n" for hour in range(22, 47)]
    usage = tmp_path / "logger.csv"
    usage.write_text("time,kWh\n" + "".join(hours), encoding="utf-8")
    day = ("--from", "2026-10-25", "--to", "2026-10-26", "--timezone", "Europe/Berlin", "--format", "json")
    out, err = quoted("--plan", plan, "--usage", usage, *day, "--usage-timezone", "UTC")
    assert (json.loads(out)["total"], err) == ("10.00", "")
    with pytest.raises(CommandError, match=r"has 1 problem\(s\)"):
        quoted("--plan", plan, "--usage", usage, *day)
