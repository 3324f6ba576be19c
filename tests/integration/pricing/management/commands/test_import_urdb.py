"""`manage.py import_urdb`."""

import pytest
from django.core.management import CommandError, call_command

from pricing.models import Plan, PlanVersion
from tests.integration.pricing.management.commands.test_import_plan import run
from tests.unit.pricing.urdb.records import as_json, record

pytestmark = pytest.mark.django_db
UNSAID = "$: the record does not say what becomes of monthly amounts when a customer moves in or out"


def written(tmp_path, file_name="rate.json", **changes):
    path = tmp_path / file_name
    path.write_bytes(as_json(record(**changes)))
    return path


def test_shows_findings_and_stores_nothing_without_confirmation(tmp_path):
    path = written(tmp_path, dgrules="Net Metering")
    out, err = run("import_urdb", path)
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == f"{path}: cannot be imported"
    assert lines[1].startswith(
        "  blocks  $.dgrules: what customers feed in is credited by the rule “Net Metering”"
    )
    assert f"  assumed {UNSAID}" in out
    assert (
        "choose  generation=stop of stop: Do not import the record, net_metering: Set against usage;" in out
    )
    assert "write   code=US-EXAMPLE-LIGHT-RESIDENTIAL" in out
    assert lines[-1] == "0 of 1 file(s) can be imported with --confirm; nothing was stored"
    assert not Plan.objects.exists()


def test_stores_a_draft_once_confirmed_and_finds_it_again(tmp_path):
    path = written(tmp_path, dgrules="Net Metering")
    choices = ("--choose", "generation=leave_out", "--choose", "code=HOME")
    out, err = run("import_urdb", path, *choices, "--confirm")
    assert err == ""
    assert out.splitlines()[-1] == f"{path}: HOME version 1, draft, from 2025-01-01"
    assert run("import_urdb", path, *choices, "--confirm") == (out, "")
    version = PlanVersion.objects.get()
    assert (version.state, version.plan.code) == (PlanVersion.State.DRAFT, "HOME")
    assert version.document["charges"][0]["price"] == {"shape": "fixed", "amount": "9.5"}


def test_stores_all_files_or_none(tmp_path):
    good, bad = written(tmp_path), written(tmp_path, "bad.json", name="Bad", energyratestructure=[[]])
    _, err = run("import_urdb", good, bad, "--confirm")
    assert "1 of 2 file(s) cannot be imported; nothing was stored" in err
    assert not Plan.objects.exists()


def test_refuses_two_files_of_one_plan(tmp_path):
    _, err = run("import_urdb", written(tmp_path), written(tmp_path, "again.json"), "--confirm")
    assert "both make plan US-EXAMPLE-LIGHT-RESIDENTIAL" in err
    assert not Plan.objects.exists()


def test_names_files_that_hold_no_record(tmp_path):
    path, missing = tmp_path / "x.json", tmp_path / "missing.json"
    path.write_text('{"a": 1}')
    _, err = run("import_urdb", path, missing, "--confirm")
    assert err.splitlines() == [
        f"{path}: the file holds no rate of the utility rate database (download the rate with its details as JSON)",
        f"{missing}: cannot be read: No such file or directory (check the name and your permission)",
        "2 of 2 file(s) cannot be imported; nothing was stored",
    ]


@pytest.mark.parametrize(
    ("choice", "message"),
    [("demand_window", "write it as demand_window=30"), ("colour=red", "nothing asks for colour")],
)
def test_refuses_decisions_that_nobody_asks_for(tmp_path, choice, message):
    with pytest.raises(CommandError, match=message):
        call_command("import_urdb", str(written(tmp_path)), "--choose", choice)


def test_refuses_another_currency_for_a_known_plan(tmp_path):
    Plan.objects.create(code="HOME", name="Home", currency="EUR")
    _, err = run("import_urdb", written(tmp_path), "--choose", "code=HOME", "--confirm")
    assert "plan HOME is in EUR, but the document is in USD" in err
    assert not PlanVersion.objects.exists()


def test_prints_the_document_that_import_plan_takes(tmp_path):
    out, _ = run("import_urdb", written(tmp_path), "--document")
    plan = tmp_path / "plan.json"
    plan.write_text(out[out.index("{") : out.rindex("}") + 1])
    assert run("import_plan", plan) == (
        f"{plan}: US-EXAMPLE-LIGHT-RESIDENTIAL version 1, draft, from 2025-01-01\n",
        "",
    )
