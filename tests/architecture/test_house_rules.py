"""The house rules that no linter knows."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

ROOT = Path(__file__).resolve().parents[2]
APPS = ("billing_site", "metering", "pricing", "invoicing", "reports")
MODULES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts and "__pycache__" not in path.parts
]
TESTS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if "__pycache__" not in path.parts]
USE_CASES = [path for path in MODULES if path.parent.name == "use_cases" and path.stem != "__init__"]
INTERFACES = [
    path for path in MODULES if {"api", "staff", "portal", "admin"} & set(path.parts) or path.stem == "tasks"
]
CLOCK_FREE = [
    path
    for path in MODULES
    if {"use_cases", "queries", "models", "documents"} & set(path.parts) and "management" not in path.parts
]
BANNED_NAMES = frozenset(
    "base common core handlers helpers managers misc services shared utils".split()  # noqa: SIM905
)
WRITES = frozenset(
    ["bulk_create", "bulk_update", "create", "delete", "get_or_create", "save", "update_or_create"]
)
PURE = (
    "metering/usage",
    "metering/vee",
    "metering/file_formats",
    "pricing/rating",
    "pricing/plan_documents",
    "pricing/urdb",
    "pricing/file_formats",
    "pricing/money",
    "invoicing/drafting",
    "invoicing/trials",
    "invoicing/receivables",
)
TESTED = [
    path
    for path in MODULES
    if path.stem != "__init__" and (path in USE_CASES or path.relative_to(ROOT).as_posix().startswith(PURE))
]
CARD = {
    *("manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE", "NOTICE", "CHANGELOG.md"),
    *("requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"),
    "requirements-benchmark.txt",
    *("billing_site", "metering", "pricing", "invoicing", "reports", "templates", "static", "tests", "docs"),
    "var",  # never committed: the local server and what the demo makes
}


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls_in(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_top_level_holds_what_the_design_card_names():
    entries = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    assert entries - CARD == set()


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_module_says_what_it_holds(path):
    assert path.stem not in BANNED_NAMES
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "say in one sentence what is in here"


@pytest.mark.parametrize("path", TESTS, ids=label)
def test_test_modules_are_no_longer_than_others(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_functions_fit_on_a_screen(path):
    for function in functions_of(path):
        assert function.end_lineno - function.lineno < 50, f"{function.name} is too long"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_public_functions_and_classes_have_docstrings(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("path", USE_CASES, ids=label)
def test_use_case_module_holds_the_verb_it_is_named_after(path):
    functions = {
        node.name: node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    use_case = functions[path.stem]
    assert not use_case.args.args, "keyword-only, please"
    assert all(name.startswith("_") for name in functions if name != path.stem)


@pytest.mark.parametrize("path", INTERFACES, ids=label)
def test_interfaces_do_not_write(path):
    for call in calls_in(path):
        if isinstance(call.func, ast.Attribute):
            assert call.func.attr not in WRITES, f"line {call.lineno} writes; call a use case"


@pytest.mark.parametrize("path", CLOCK_FREE, ids=label)
def test_time_is_passed_in(path):
    for call in calls_in(path):
        name = ast.unparse(call.func)
        assert name not in {"timezone.now", "datetime.now", "date.today", "time.time"}, f"line {call.lineno}"


@pytest.mark.parametrize("path", TESTED, ids=label)
def test_tests_mirror_the_code(path):
    kind = "integration" if path in USE_CASES else "unit"
    folder = path.relative_to(ROOT).parent
    assert (ROOT / "tests" / kind / folder / f"test_{path.stem}.py").exists()


def test_test_folders_are_packages():
    for path in (ROOT / "tests").rglob("test_*.py"):
        assert (path.parent / "__init__.py").exists(), path


def test_foreign_keys_point_down():
    order = ["foundation", "metering", "pricing", "invoicing", "reports"]
    for model in apps.get_models():
        for field in model._meta.get_fields():
            source, target = model._meta.app_label, getattr(field.related_model, "_meta", None)
            if field.concrete and source in order and target and target.app_label in order:
                assert order.index(target.app_label) <= order.index(source), field


def test_tables_that_grow_with_readings_can_be_distributed():
    # docs/decisions/0002: the channel in every unique key, no key of their own, no reference the database checks.
    for name in ("IntervalDay", "IntervalPiece", "UsageEvent"):
        meta = apps.get_model("metering", name)._meta
        assert meta.pk_fields[0].attname == "channel_id"
        assert not any(field.db_constraint for field in meta.fields if field.is_relation)


def test_queued_task_paths_exist():
    tasks = [path for path in MODULES if path.stem == "tasks"]
    assert tasks
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if ast.unparse(target).endswith("_TASK"):
                    assert import_string(node.value.value)


def test_roof_is_named_in_the_layers_contract():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = config["tool"]["importlinter"]["contracts"][0]
    named = {name.strip() for name in contract["layers"][0].split(":")}
    children = {
        f"billing_site.{entry.stem}"
        for entry in (ROOT / "billing_site").iterdir()
        if (entry.suffix == ".py" or (entry / "__init__.py").exists())
        and entry.stem not in {"__init__", "foundation"}
    }
    assert named == children


def test_requirements_name_no_index():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if line.strip().startswith(("-i", "--index", "--extra", "--find"))]
        pins = [line for line in lines if line and line[0].isalnum()]
        assert pins
        assert all("==" in pin for pin in pins)
        text = "\n".join(lines)
        assert text.count("--hash=sha256:") >= len(pins)
