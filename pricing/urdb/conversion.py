"""A record of the US utility rate database as a plan document, with everything a person should know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.problems import refused
from pricing.plan_documents.validation import validate_plan_document
from pricing.urdb.bill_rules import fixed_charge, holds_whole, holidays_of, minimum_bill, window_minutes
from pricing.urdb.demand_terms import (
    ratcheted,
    reactive_charge,
    read_ratchet,
    read_reactive,
    read_system_peak,
    system_peak_charge,
)
from pricing.urdb.document_prices import PER_DAY_UNIT, UNITS, Buckets
from pricing.urdb.field_names import in_known_names
from pricing.urdb.findings import Choice, Finding, Review, Weight
from pricing.urdb.fixed_charges import read_fixed_charge, read_minimums
from pricing.urdb.generation import feed_in_charge, read_generation
from pricing.urdb.priced_schedules import read_energy, read_flat_demand, read_timed_demand
from pricing.urdb.record_facts import LONGEST_NOTE, RecordFacts, pieces, read_facts, record_notes
from pricing.urdb.timed_prices import TimedPrices
from pricing.urdb.usage_charges import demand_charge, energy_charges

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


@dataclass(slots=True)
class _Parts:
    """Charges, calendars and minimums as they are collected."""

    charges: list[dict[str, Any]] = field(default_factory=list)
    calendars: dict[str, dict[str, Any]] = field(default_factory=dict)
    minimums: list[dict[str, Any]] = field(default_factory=list)

    def buckets(
        self, code: str, priced: TimedPrices, labels: Any = None, holidays: Mapping[str, Any] | None = None
    ) -> Buckets:
        """The buckets of prices; their calendar is kept."""
        buckets = Buckets.of(code, priced, labels, holidays)
        if buckets.calendar is not None:
            self.calendars[code] = buckets.calendar
        return buckets


def convert_record(record: dict[str, Any], answers: Mapping[str, str], today: date) -> Conversion:
    """The plan document of a record that `read_urdb_record` has given, under the answers of a person.

    `answers` are by the keys of choices and entries that an earlier conversion has shown. Never raises for
    what is in the record: what cannot be used is a finding that blocks. `today` is the start of a rate that
    names none.
    """
    review = Review(answers)
    record = in_known_names(record, review)
    facts = read_facts(record, today, review)
    parts = _read_charges(record, review)
    if not parts.charges and not review.is_blocked:
        review.blocks("$", "the record charges nothing at all", "look for another record")
    document = None
    if not review.is_blocked:
        document = _document(facts, parts, _notes(record, facts, review), today)
        for problem in () if review.is_blocked else refused(validate_plan_document(document)):
            review.blocks("$", f"the plan would be wrong at {problem.path}: {problem.message}", problem.cure)
    return Conversion(None if review.is_blocked else document, review.findings, review.entries, review.asked)


def _read_charges(record: dict[str, Any], review: Review) -> _Parts:
    parts = _Parts()
    fixed, minimums = read_fixed_charge(record, review), read_minimums(record, review)
    energy = read_energy(record, review)
    generation = read_generation(record, energy, review)
    demand = _Demand.of(record, review)
    monthly = [one for one in (fixed, *minimums) if one is not None and one.amount and one.per != "day"]
    is_of_month = monthly or demand.is_charged or (energy is not None and _has_monthly_tiers(energy))
    is_whole = holds_whole(review) if is_of_month else False
    by_day = [one for one in (energy, demand.timed) if one and one.schedule.weekday != one.schedule.weekend]
    holidays = holidays_of(review) if by_day else None
    counts_hours = energy is not None and any(p.is_by_hours_of_use for p in energy.periods.values())
    window = window_minutes(record, review) if demand.is_charged or counts_hours else 0
    if fixed is not None and fixed.amount:
        parts.charges.append(fixed_charge(fixed, is_whole, review))
    if energy is not None:
        buckets = parts.buckets("energy", energy, record.get("energytoulabels"), holidays)
        bounds = "full" if is_whole else "prorated"
        parts.charges += energy_charges(
            energy, buckets, generation, tier_bounds=bounds, window_minutes=window
        )
        credit = feed_in_charge(generation, energy, buckets) if generation is not None else None
        parts.charges += [credit] if credit is not None else []
    _add_demand(demand, parts, window, is_whole, record.get("demandtoulabels"), holidays)
    parts.minimums += [minimum_bill(minimum, is_whole) for minimum in minimums]
    return parts


@dataclass(frozen=True, slots=True)
class _Demand:
    """What is charged for demand."""

    flat: TimedPrices | None
    timed: TimedPrices | None
    ratchet: dict[str, Any] | None
    reactive: Decimal | None
    system_peak: dict[str, Any] | None

    @classmethod
    def of(cls, record: dict[str, Any], review: Review) -> _Demand:
        flat, timed = read_flat_demand(record, review), read_timed_demand(record, review)
        ratchet = read_ratchet(record, flat, review)
        if ratchet is not None and timed is not None:
            review.look(
                "$.demandratestructure", "the ratchet is taken for the flat demand alone", "check the source"
            )
        return cls(flat, timed, ratchet, read_reactive(record, review), read_system_peak(record, review))

    @property
    def is_charged(self) -> bool:
        return any(one is not None for one in (self.flat, self.timed, self.reactive, self.system_peak))


def _add_demand(
    demand: _Demand,
    parts: _Parts,
    window: int,
    is_whole: bool,
    labels: Any,
    holidays: Mapping[str, Any] | None,
) -> None:
    prorated = {"prorated": False} if is_whole else {}
    if demand.flat is not None:
        buckets = parts.buckets("demand", demand.flat)
        charge = demand_charge("DEMAND", "Demand", demand.flat, buckets, window, prorated)
        parts.charges.append(ratcheted(charge, demand.ratchet))
    if demand.timed is not None:
        buckets = parts.buckets("tou_demand", demand.timed, labels, holidays)
        label = "Demand by time of use"
        parts.charges.append(demand_charge("TOU_DEMAND", label, demand.timed, buckets, window, prorated))
    if demand.reactive is not None:
        parts.charges.append(reactive_charge(demand.reactive, window, prorated))
    if demand.system_peak is not None:
        parts.charges.append(system_peak_charge(demand.system_peak, window, prorated))


def _has_monthly_tiers(priced: TimedPrices) -> bool:
    return any(
        period.is_tiered and period.unit != PER_DAY_UNIT and not period.is_by_hours_of_use
        for period in priced.periods.values()
    )


def _document(facts: RecordFacts, parts: _Parts, notes: list[str], today: date) -> dict[str, Any]:
    source: dict[str, Any] = {"title": facts.source_title, "publisher": facts.publisher}
    if facts.url:
        source["url"] = facts.url
    if facts.dated is not None:
        source["dated"] = facts.dated.isoformat()
    else:
        source["retrieved"] = today.isoformat()
    keys = ("metric", "import_metric", "export_metric")
    counted = {charge["determinant"].get(key) for charge in parts.charges for key in keys}
    return {
        "format": "billing-plan/1",
        "code": facts.code,
        "name": facts.name,
        **({"description": facts.description} if facts.description else {}),
        "currency": facts.currency,
        "commodity": "electricity",
        "effective_from": facts.effective_from.isoformat(),
        "source": {**source, "notes": notes},
        "metrics": {metric: {"unit": unit} for metric, unit in UNITS.items() if metric in counted},
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
