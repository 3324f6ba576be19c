"""What a plan document calls things, by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pricing.plan_documents.problems import PlanProblem, Severity, json_path
from pricing.plan_documents.sections import CODED, LINES
from pricing.rating.plan_terms import PlanWords


def plan_words(document: Mapping[str, Any]) -> dict[str, PlanWords]:
    """The words in each language that the document has any in; under "" those for all others.

    What has no words in a language keeps its label there; a bucket without any is left out.
    """
    return {language: _words_in(document, language) for language in ("", *_languages(document))}


def word_problems(document: Mapping[str, Any]) -> Iterator[PlanProblem]:
    """Words for buckets that no calendar has, and what a language leaves out: a bill would be half in another."""
    buckets = _buckets(document)
    for bucket in document.get("bucket_labels", {}):
        if bucket not in buckets:
            yield PlanProblem(
                json_path("bucket_labels", bucket),
                f'no calendar has a bucket "{bucket}"',
                f"use one of {', '.join(sorted(buckets))}" if buckets else "remove it",
            )
    languages = _languages(document)
    for path, known in _named(document, buckets):
        missing = ", ".join(language for language in languages if language not in known)
        if missing:
            yield PlanProblem(
                path, f"there is no text in {missing}, but other parts have one", "add it", Severity.WARNING
            )


def _buckets(document: Mapping[str, Any]) -> set[str]:
    """Those of the calendars, and the values of properties that prices differ by."""
    calendars = {
        bucket for calendar in document.get("calendars", {}).values() for bucket in calendar["buckets"]
    }
    return calendars | {
        value
        for charge in document["charges"]
        if "by" in charge["determinant"]
        for value in charge.get("prices", ())
    }


def _languages(document: Mapping[str, Any]) -> list[str]:
    found = [document.get("labels", {}), *document.get("bucket_labels", {}).values()]
    found += [item.get("labels", {}) for part in CODED for item in document.get(part, ())]
    return sorted({language for labels in found for language in labels})


def _words_in(document: Mapping[str, Any], language: str) -> PlanWords:
    def labels(*parts: str) -> dict[str, str]:
        return {
            item["code"]: item.get("labels", {}).get(language, item["label"])
            for part in parts
            for item in document.get(part, ())
        }

    return PlanWords(
        name=document.get("labels", {}).get(language, document["name"]),
        lines=labels(*LINES),
        taxes=labels("taxes"),
        buckets={
            bucket: texts[language]
            for bucket, texts in document.get("bucket_labels", {}).items()
            if language in texts
        },
    )


def _named(document: Mapping[str, Any], buckets: set[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The path of everything that has a name, and its names by language."""
    yield "$.labels", document.get("labels", {})
    for bucket in sorted(buckets):
        yield json_path("bucket_labels", bucket), document.get("bucket_labels", {}).get(bucket, {})
    for part in CODED:
        for number, item in enumerate(document.get(part, ())):
            yield json_path(part, number, "labels"), item.get("labels", {})
