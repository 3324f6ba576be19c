"""Invented people, firms and addresses that sound like their region (names.json)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Party(NamedTuple):
    """A person or firm with an e-mail address under a name reserved for examples (RFC 2606)."""

    name: str
    email: str


class Address(NamedTuple):
    """Street with house number, and town with postcode."""

    street: str
    city: str


def draw_person(region: str, rng: np.random.Generator) -> Party:
    """Somebody of the region."""
    names = _names()[region]
    given, family = (str(rng.choice(names[kind])) for kind in ("given", "family"))
    return Party(f"{given} {family}", f"{_plain(given)}.{_plain(family)}@example.com")


def company(region: str, number: int) -> Party:
    """The region's firm with that number; they come round again after the last."""
    companies = _names()[region]["companies"]
    name = companies[number % len(companies)]
    words = [word for word in map(_plain, name.split()) if len(word) > 2]
    return Party(name, f"accounts@{'-'.join(words[:2])}.example")


def draw_address(region: str, rng: np.random.Generator) -> Address:
    """Somewhere in the region."""
    names = _names()[region]
    street = str(rng.choice(names["streets"])).format(int(rng.integers(1, 180)))
    return Address(street, str(rng.choice(names["cities"])))


def _plain(word: str) -> str:
    """The word in lower case letters of ASCII."""
    spelled = word.lower().translate({ord("ø"): "o", ord("æ"): "ae", ord("ü"): "ue", ord("ö"): "oe"})
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub("[^a-z]", "", ascii_only)


@cache
def _names() -> Mapping[str, Mapping[str, list[str]]]:
    content = (Path(__file__).parent / "names.json").read_text(encoding="utf-8")
    names: Mapping[str, Mapping[str, list[str]]] = json.loads(content)
    return names
