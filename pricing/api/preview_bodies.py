"""What a rate preview is asked for: a plan, a period, and the usage or where it was metered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final, NoReturn

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from billing_site.foundation.api.problems import Fault, Problem
from metering.file_formats.api_json_series import series_items
from metering.file_formats.api_json_shapes import Code, Instant, Minutes, Quality, SentSeries, Unit
from metering.file_formats.parsed_readings import ParsedRun, RowError
from metering.usage.series_assembly import ReadingRun

_MOST_DAYS: Final = 400
_MOST_SERIES: Final = 100
_Number = Annotated[int, Meta(ge=1, le=2**31 - 1)]
_PlanCode = Annotated[str, Meta(min_length=1, max_length=60)]


class SentUsage(Struct, forbid_unknown_fields=True, frozen=True):
    """Usage of one of the plan's metrics, as a series of a reading batch."""

    metric: Code
    start: Instant
    step_minutes: Minutes
    values: Raw
    unit: Unit
    quality: Quality | list[Quality] | UnsetType = UNSET


class PreviewBody(
    Struct, forbid_unknown_fields=True, frozen=True, rename={"from_date": "from", "to_date": "to"}
):
    """`plan` is a document; else `plan_code`, with `version` or the one that applies on `from`."""

    from_date: date
    to_date: date
    plan: Raw | UnsetType = UNSET
    plan_code: _PlanCode | UnsetType = UNSET
    version: _Number | UnsetType = UNSET
    zone: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    usage: Annotated[list[SentUsage], Meta(max_length=_MOST_SERIES)] | UnsetType = UNSET
    service_point: Code | UnsetType = UNSET
    utility: Code | UnsetType = UNSET

    def refuse_contradictions(self) -> None:
        """Raise a Problem unless it names one plan, one source of usage, and a period that can be billed."""
        if (self.plan is UNSET) == (self.plan_code is UNSET):
            refuse("/plan", "preview.plan", "Send either `plan`, a document, or `plan_code`.")
        if self.version is not UNSET and self.plan_code is UNSET:
            refuse("/version", "preview.plan", "A `version` belongs to a `plan_code`.")
        if (self.usage is UNSET) == (self.service_point is UNSET):
            refuse("/usage", "preview.usage", "Send either `usage` or a `service_point`.")
        if (self.zone is UNSET) == (self.service_point is UNSET):
            refuse("/zone", "preview.zone", "Send `zone` with `usage`; a service point has its own.")
        if self.utility is not UNSET and self.service_point is UNSET:
            refuse("/utility", "preview.usage", "A `utility` belongs to a `service_point`.")
        if not 0 < (self.to_date - self.from_date).days <= _MOST_DAYS:
            refuse(
                "/to", "preview.period", f"`to` lies 1 to {_MOST_DAYS} days after `from`, and is not billed."
            )
        if not (self.from_date.year > 1900 and self.to_date.year < 2200):
            refuse("/from", "preview.period", "The period lies in the years 1901 to 2199.")


PREVIEW: Final = msgspec.json.Decoder(PreviewBody)


def runs_by_metric(usage: Sequence[SentUsage]) -> Mapping[str, list[ReadingRun]]:
    """The series as runs. Raises a Problem that points to each value which cannot be taken."""
    series = [
        SentSeries("usage", one.metric, one.start, one.step_minutes, one.values, one.unit, one.quality)
        for one in usage
    ]
    runs: dict[str, list[ReadingRun]] = {}
    faults: list[Fault] = []
    for item in series_items(series, range(len(series))):
        if isinstance(item, RowError):
            code = f"row.{item.field.partition('/')[0]}"
            faults.append(Fault(f"/usage/{item.row}/{item.field}", code, f"{item.message} ({item.cure})"))
        elif isinstance(item, ParsedRun):
            runs.setdefault(item.channel, []).append(
                ReadingRun(
                    item.channel,
                    item.start,
                    item.step_minutes,
                    item.quantities,
                    item.qualities,
                    item.unit,
                    item.decimals,
                )
            )
    if faults:
        detail = f"{len(faults):,} values of the usage cannot be taken."
        raise Problem(422, "preview.usage", detail, errors=faults[:100])
    return runs


def refuse(pointer: str, code: str, detail: str) -> NoReturn:
    """Raise the problem of one field."""
    raise Problem(422, code, detail, errors=[Fault(pointer, code, detail)])
