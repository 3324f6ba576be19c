"""The portal's texts are there in German, and the compiled catalogue is the written one."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "billing_site" / "locale" / "de" / "LC_MESSAGES"
OFFICE_ONLY = {"base_staff.html", "search.html", "search_hits.html"}
TEMPLATES = [
    *sorted(ROOT.glob("templates/*/portal/*.html")),
    *sorted(ROOT.glob("templates/components/*.html")),
    *(path for path in sorted(ROOT.glob("templates/*.html")) if path.name not in OFFICE_ONLY),
    *(
        path
        for part in ("account", "allauth", "mfa")
        for path in sorted(ROOT.glob(f"templates/{part}/**/*.*"))
    ),
]
SOURCES = [
    *TEMPLATES,
    *sorted(ROOT.glob("*/portal/*.py")),
    ROOT / "billing_site" / "navigation.py",
    ROOT / "billing_site" / "sign_in_words.py",
]
# What is translated, and what is never shown.
SAID_OR_CODE = re.compile(
    r"{#.*?#}|{% comment.*?endcomment %}|{% blocktranslate.*?endblocktranslate %}|{% translate .*?%}"
    r"|{% block \w+_class %}.*?{% endblock %}|<script.*?</script>|<!doctype html>|&\w+;",
    re.DOTALL,
)
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TAGS = re.compile(r"<(?:{%.*?%}|{{.*?}}|[^>])*>", re.DOTALL)
SHOWN_ATTRIBUTES = re.compile(r'\b(?:alt|aria-label|data-label|placeholder|title)="([^"]*)"')
DEFAULTS = re.compile(r'\|default:"([^"]*)"|with [^%]*?(?:label|title|text)="([^"]*)"')
# The admin is the office's; keys, file kinds, tones and the product's name are the same in every language.
SAME_EVERYWHERE = {
    "Admin",
    "Ctrl",
    "Enter",
    "Esc",
    "CSV",
    "PDF",
    "Usage",
    "billing",
    "auto",
    "en",
    "neu",
    "info",
}
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}


def label(path):
    return path.relative_to(ROOT).as_posix()


def texts_of(path):
    source = path.read_text(encoding="utf-8")
    if path.suffix in {".html", ".txt"}:
        # What is no text is blanked out, and its indentation is no Python.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, text, _comments, _context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield text if isinstance(text, str) else text[0]


@pytest.fixture(scope="module")
def written():
    with (CATALOGUE / "django.po").open("rb") as file:
        return read_po(file, locale="de")


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_every_text_is_translated(path, written):
    missing = []
    for text in texts_of(path):
        message = written.get(text)
        strings = () if message is None else message.string
        strings = (strings,) if isinstance(strings, str) else strings
        if not strings or not all(strings) or message.fuzzy:
            missing.append(text)
    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=label)
def test_no_text_of_a_template_goes_past_the_catalogue(path):
    source = SAID_OR_CODE.sub("", path.read_text(encoding="utf-8"))
    texts = [text for found in DEFAULTS.findall(source) for text in found]
    if path.suffix == ".html":
        texts += SHOWN_ATTRIBUTES.findall(CODE.sub("", source))
        source = TAGS.sub(" ", source)
    texts.append(CODE.sub(" ", source))
    found = [word for text in texts for word in re.findall(r"[A-Za-z]{2,}", text)]
    assert [word for word in found if word not in SAME_EVERYWHERE] == []


def test_translations_use_the_same_placeholders(written):

    for message in written:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string
        wanted = set(re.findall(r"%\((\w+)\)s", ids[-1]))
        for string in strings:
            assert set(re.findall(r"%\((\w+)\)s", string)) <= wanted, message.id


def test_nothing_is_translated_that_nobody_says(written):
    said = {text for path in SOURCES for text in texts_of(path)}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in written if message.id}
    assert kept - said == set()


def test_what_is_compiled_is_what_is_written(written):
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert strings_of(compiled) == strings_of(written)


def strings_of(catalogue):
    """Texts and translations; several forms in the order of their number."""
    return {_forms(message.id): _forms(message.string) for message in catalogue if message.id}


def _forms(text):
    return (text,) if isinstance(text, str) else tuple(text)
