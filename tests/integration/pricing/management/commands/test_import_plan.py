"""`manage.py import_plan` and `export_plan`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import pricing.plan_documents
from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import canonical_text
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db
EXAMPLES = sorted((Path(pricing.plan_documents.__file__).parent / "examples").glob("*.json"))


def written(tmp_path, file_name="plan.json", **changes):
    path = tmp_path / file_name
    path.write_text(canonical_text({**tou_plan(), **changes}), encoding="utf-8")
    return path


def run(*args, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command(*map(str, args), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def test_imports_every_example_and_exports_it_letter_by_letter():
    run("import_plan", *EXAMPLES, "--publish")
    assert PlanVersion.objects.filter(state="PUBLISHED").count() == len(EXAMPLES) == 25
    for path in EXAMPLES:
        code = next(line for line in path.read_text().splitlines() if '"code"' in line).split('"')[3]
        assert run("export_plan", code)[0] == path.read_text(encoding="utf-8")


def test_importing_twice_changes_nothing(tmp_path):
    path = written(tmp_path)
    once, again = run("import_plan", path, "--publish"), run("import_plan", path, "--publish")
    assert once == again == (f"{path}: TOU version 1, published, from 2026-01-01\n", "")
    assert PlanVersion.objects.count() == 1


def test_prints_every_problem_and_stores_nothing(tmp_path):
    good = written(tmp_path)
    bad = written(tmp_path, "bad.json", code="BAD", currency="USX")
    missing = tmp_path / "missing.json"
    out, err = run("import_plan", good, bad, missing)
    assert out == ""
    assert err.splitlines() == [
        f'{bad}: $.currency: no currency has the code "USX" (write an ISO 4217 code such as EUR)',
        f"{missing}: cannot be read: No such file or directory (check the name and your permission)",
        "2 of 3 file(s) have errors; nothing was stored",
    ]
    assert not Plan.objects.exists()


def test_all_or_none_when_the_second_cannot_be_published(tmp_path):
    first, rival = written(tmp_path), written(tmp_path, "rival.json", name="Rival")
    _, err = run("import_plan", first, rival, "--publish")
    assert "version 1 is published from 2026-01-01 already" in err
    assert not Plan.objects.exists()


def test_only_checks(tmp_path):
    out, _ = run("import_plan", written(tmp_path), "--check")
    assert out == "1 file(s) without errors; nothing was stored\n"
    assert not Plan.objects.exists()


def test_prints_warnings_and_goes_on(tmp_path):
    path = written(tmp_path, metrics={**tou_plan()["metrics"], "WATER": {"unit": "m3"}})
    out, err = run("import_plan", path)
    assert err == f'{path}: warning: $.metrics.WATER: no charge uses "WATER" (remove it or use it)\n'
    assert out == f"{path}: TOU version 1, draft, from 2026-01-01\n"


def test_exports_the_version_that_is_asked_for(tmp_path):
    run("import_plan", written(tmp_path), "--publish")
    run("import_plan", written(tmp_path, name="Draft"))
    target = tmp_path / "out.json"
    run("export_plan", "TOU", number=2, output=target)
    assert '"name": "Draft"' in target.read_text(encoding="utf-8")
    assert '"name": "Time of use"' in run("export_plan", "TOU")[0]
    assert run("export_plan", "TOU", "--version", "9") == ("", "there is no plan TOU version 9")
