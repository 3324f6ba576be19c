"""A record of the US utility rate database as a plan document, with everything a person should know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pricing.plan_documents.problems import refused
from pricing.plan_documents.validation import validate_plan_document
from pricing.urdb.bill_rules import fixed_charge, holds_whole, holidays_of, minimum_bill, window_minutes
from pricing.urdb.field_names import in_known_names
from pricing.urdb.findings import Choice, Finding, Review, Weight
from pricing.urdb.fixed_charges import read_fixed_charge, read_minimum
from pricing.urdb.plan_parts import METRIC, PER_DAY_UNIT, PlanParts, PricedSchedule
from pricing.urdb.priced_schedules import read_energy, read_flat_demand, read_timed_demand
from pricing.urdb.record_facts import LONGEST_NOTE, RecordFacts, pieces, read_facts, record_notes
from pricing.urdb.unsupported_terms import find_unsupported

_MOST_NOTES: Final = 50


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of a record: its plan document, None while a finding blocks.

    `asked` has the keys of all choices and entries: an answer by another key changes nothing.
    """

    document: dict[str, Any] | None
    findings: tuple[Finding, ...]
    entries: tuple[Choice, ...]
    asked: frozenset[str]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Each decision once, in the order of the findings."""
        asked = (finding.choice for finding in self.findings if finding.choice is not None)
        return tuple({choice.key: choice for choice in asked}.values())


def convert_record(record: dict[str, Any], answers: Mapping[str, str], today: date) -> Conversion:
    """The plan document of a record that `read_urdb_record` has given, under the answers of a person.

    `answers` are by the keys of choices and entries that an earlier conversion has shown. Never raises for
    what is in the record: what cannot be used is a finding that blocks. `today` is the start of a rate that
    names none.
    """
    review = Review(answers)
    record = in_known_names(record, review)
    facts = read_facts(record, today, review)
    parts = PlanParts()
    _read_charges(record, parts, review)
    find_unsupported(record, review)
    if not parts.charges and not review.is_blocked:
        review.blocks("$", "the record charges nothing at all", "look for another record")
    document = None
    if not review.is_blocked:
        document = _document(facts, parts, _notes(record, facts, review), today)
        for problem in () if review.is_blocked else refused(validate_plan_document(document)):
            review.blocks("$", f"the plan would be wrong at {problem.path}: {problem.message}", problem.cure)
    return Conversion(None if review.is_blocked else document, review.findings, review.entries, review.asked)


def _read_charges(record: dict[str, Any], parts: PlanParts, review: Review) -> None:
    fixed, minimum = read_fixed_charge(record, review), read_minimum(record, review)
    energy = read_energy(record, review)
    flat, timed = read_flat_demand(record, review), read_timed_demand(record, review)
    monthly = [one for one in (fixed, minimum) if one is not None and one.amount and one.per != "day"]
    is_whole = holds_whole(review) if monthly or (energy and _has_monthly_tiers(energy)) else False
    with_weekends = [one for one in (energy, timed) if one and one.schedule.weekday != one.schedule.weekend]
    holidays = holidays_of(review) if with_weekends else None
    if fixed is not None and fixed.amount:
        parts.charges.append(fixed_charge(fixed, is_whole, review))
    if energy is not None:
        parts.add_energy(
            energy,
            labels=record.get("energytoulabels"),
            holidays=holidays,
            tier_bounds="full" if is_whole else "prorated",
        )
    window = window_minutes(record, review) if flat or timed else 0
    if flat is not None:
        parts.add_demand("DEMAND", "Demand", flat, window)
    if timed is not None:
        labels = record.get("demandtoulabels")
        parts.add_demand(
            "TOU_DEMAND", "Demand by time of use", timed, window, labels=labels, holidays=holidays
        )
    if minimum is not None:
        parts.minimums.append(minimum_bill(minimum, is_whole))


def _has_monthly_tiers(priced: PricedSchedule) -> bool:
    return any(period.is_tiered and period.unit != PER_DAY_UNIT for period in priced.periods.values())


def _document(facts: RecordFacts, parts: PlanParts, notes: list[str], today: date) -> dict[str, Any]:
    source: dict[str, Any] = {"title": facts.source_title, "publisher": facts.publisher}
    if facts.url:
        source["url"] = facts.url
    if facts.dated is not None:
        source["dated"] = facts.dated.isoformat()
    else:
        source["retrieved"] = today.isoformat()
    uses_usage = any("metric" in charge["determinant"] for charge in parts.charges)
    return {
        "format": "billing-plan/1",
        "code": facts.code,
        "name": facts.name,
        **({"description": facts.description} if facts.description else {}),
        "currency": facts.currency,
        "commodity": "electricity",
        "effective_from": facts.effective_from.isoformat(),
        "source": {**source, "notes": notes},
        "metrics": {METRIC: {"unit": "kWh"}} if uses_usage else {},
        "rounding": {"unit": "line", "mode": "half_up"},
        **({"calendars": parts.calendars} if parts.calendars else {}),
        "charges": parts.charges,
        **({"minimums": parts.minimums} if parts.minimums else {}),
    }


def _notes(record: dict[str, Any], facts: RecordFacts, review: Review) -> list[str]:
    """What was assumed, then every text of the record; joined where they are more than a plan can hold."""
    assumed = dict.fromkeys(f.note for f in review.findings if f.weight is Weight.ASSUMED)
    texts = [piece for note in assumed for piece in pieces(note)]
    texts += [note for note in record_notes(record) if note != f"description: {facts.description}"]
    while len(texts) > _MOST_NOTES:
        place = min(range(len(texts) - 1), key=lambda number: len(texts[number]) + len(texts[number + 1]))
        joined = f"{texts[place]} · {texts[place + 1]}"
        if len(joined) > LONGEST_NOTE:
            review.blocks("$", "the record has more text than a plan can keep", "shorten its comments")
            break
        texts[place : place + 2] = [joined]
    return texts
