"""The rules of the visual language (docs/ui.md) that a browser does not complain about."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "static" / "ui"
STYLES = sorted(UI.glob("*.css"))
SCRIPTS = sorted(UI.glob("*.js"))
# A document is turned into PDF by a program that knows only styles of its own file.
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "documents" not in path.parts]
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
INCLUDED_BY_THE_SHELL = {"language_switch", "messages", "shortcuts", "user_menu"}


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=label)
def test_colours_are_named_outside_the_tokens(path):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")) == []


def test_styles_use_only_tokens_that_exist():
    defined = {name for path in STYLES for name in re.findall(r"(--[\w-]+)\s*:", path.read_text())}
    for path in STYLES:
        assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) - defined == set(), path


@pytest.mark.parametrize("path", TEMPLATES, ids=label)
def test_templates_hold_no_style_and_no_code(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text) == []
    # A script element without a source holds data or is refused by the policy.
    for attributes in re.findall(r"<script\b([^>]*)>", text):
        assert "src=" in attributes or "application/json" in attributes


@pytest.mark.parametrize("path", TEMPLATES, ids=label)
def test_templates_fetch_nothing_from_elsewhere(path):
    assert re.findall(r"(?:src|href)=[\"']https?://", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=label)
def test_scripts_make_no_code_from_strings(path):
    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write", path.read_text()) == []


def test_assets_keep_their_budget():
    sizes = {path.name: path.stat().st_size for path in (*STYLES, *SCRIPTS)}
    assert sum(sizes[name] for name in ("tokens.css", "fonts.css", "base.css", "charts.css")) <= 30 * 1024
    assert sizes["portal.css"] <= 3 * 1024
    assert all(sizes[path.name] <= 6 * 1024 for path in SCRIPTS)
    assert sum(path.stat().st_size for path in (ROOT / "static" / "fonts").glob("*.woff2")) <= 140_000


def test_guide_names_every_component():
    guide = (ROOT / "docs" / "ui.md").read_text(encoding="utf-8")
    names = {path.stem for path in COMPONENTS} - INCLUDED_BY_THE_SHELL
    assert {name for name in names if f"`{name}`" not in guide} == set()


def test_nothing_is_cut_off_without_a_hint():
    """A row that scrolls sideways without a scroll bar hides what is in it."""
    assert [path.name for path in STYLES if "scrollbar-width:none" in path.read_text(encoding="utf-8")] == []
