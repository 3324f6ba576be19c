"""Which words of a German page are English: those of our English texts and pages that no German text has."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
from babel.messages.pofile import read_po

from invoicing.documents.labels import LABELS
from invoicing.documents.line_words import LINE_WORDS
from metering.usage.reading_quality import ReadingQuality

ROOT = Path(__file__).resolve().parents[3]
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+")
_CODE = re.compile(r"\S*[@/_\d]\S*|\b[A-ZÄÖÜ]+\b")  # addresses, numbers, currencies
_EXAMPLE = re.compile(r"```.*?```|`[^`]*`|“[^”]*”", re.DOTALL)  # code, and quotations in German
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|%[sd]")
_CATALOGUES = (
    ROOT / "billing_site" / "locale",
    Path(allauth.__path__[0]) / "locale",
    Path(django.__path__[0]) / "contrib" / "auth" / "locale",
    Path(django.__path__[0]) / "contrib" / "humanize" / "locale",
)
# Words that come from data or are the same in both languages, but in no German text of ours.
_NAMES = "mill lane high street leeds house site north grid sunstone energy utilities springfield meter springfield user customer"
_SAME = "csv pdf kwh totp qr fallen"
_SHOWN_ATTRIBUTES = {"alt", "aria-label", "data-label", "placeholder", "title"}


@cache
def english_words() -> frozenset[str]:
    """Lower case, of three letters and more."""
    english: set[str] = set(_words(" ".join(one.label for one in ReadingQuality)))
    # Whatever a text may be about, the manual has the words for it.
    for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")):
        english.update(_words(_EXAMPLE.sub(" ", page.read_text(encoding="utf-8"))))
    german: set[str] = set()
    for path in _CATALOGUES:
        with (path / "de" / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file, locale="de"):
                if message.id and message.string:
                    english.update(_words(_text(message.id)))
                    german.update(_words(_text(message.string)))
    for texts in (LABELS, LINE_WORDS):
        english.update(_words(" ".join(texts["en"].values())))
        german.update(_words(" ".join(texts["de"].values())))
    return frozenset(word for word in english - german - set(_words(f"{_NAMES} {_SAME}")) if len(word) > 2)


def english_in(text: str) -> list[str]:
    """The English words of a text, each once."""
    return [word for word in dict.fromkeys(_words(_CODE.sub(" ", text))) if word in english_words()]


def shown_text(html: str) -> str:
    """What a page says: its text and the attributes that are read out."""
    page = _Page()
    page.feed(html)
    return "\n".join(page.texts)


def _text(strings) -> str:
    return strings if isinstance(strings, str) else " ".join(strings)


def _words(text: str):
    return [word.lower() for word in _WORD.findall(_PLACEHOLDER.sub(" ", text))]


class _Page(HTMLParser):
    """Collects texts; code, and what is said to be in another language, is none."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag, attrs) -> None:
        attributes = dict(attrs)
        other = tag != "html" and "lang" in attributes
        if tag in {"script", "style", "kbd"} or other:
            self._silent += 1
        if not self._silent:
            self.texts += [value for name, value in attrs if name in _SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag) -> None:
        # Whatever is silent here has nothing inside it: a button with a language's name, a script.
        if self._silent and tag in {"script", "style", "kbd", "button"}:
            self._silent -= 1

    def handle_data(self, data) -> None:
        if not self._silent and data.strip():
            self.texts.append(data)
