"""Rate a meter file against a plan document: nothing is stored, no database is needed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing_site.quotes.channels import UnableToChooseChannels, choose_channels
from billing_site.quotes.table import quote_table
from billing_site.quotes.usage_file import UnreadableUsage, UsageFile, UsageFileOptions, read_usage_file
from metering.file_formats.time_texts import TimeTexts, UnknownDateFormat
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone
from metering.usage.series_assembly import AssembledSeries, UnableToAssembleSeries, assemble_series
from metering.usage.units import UnitMismatch
from pricing.plan_documents.problems import InvalidPlanDocument, Severity, refused
from pricing.plan_documents.quotation import UnableToQuote, counted_metrics, quote_usage
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.validation import validate_plan_document

_ERRORS_SHOWN = 20
_TOLD_BY_OPTIONS = frozenset(["start", "value"])
_OPTIONS = (
    "how a CSV writes is told by --usage-timezone, --date-format, --interval-ending and --decimal-comma"
)


class Command(BaseCommand):
    """What a period of readings would cost."""

    help = "Rate a meter file (NEM12 or long CSV) against a plan document, without a database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The plan, the readings, the period and the form of the answer."""
        parser.add_argument("--plan", required=True, type=Path, metavar="PLAN.json")
        parser.add_argument("--usage", required=True, type=Path, metavar="FILE")
        parser.add_argument("--from", required=True, dest="from_date", metavar="DATE", help="first local day")
        parser.add_argument(
            "--to", required=True, dest="to_date", metavar="DATE", help="first day after the period"
        )
        parser.add_argument(
            "--timezone", default="UTC", metavar="Z", help="of the place of supply; default UTC"
        )
        parser.add_argument("--channel", metavar="C", help="channel, or METRIC=C,METRIC=C")
        parser.add_argument("--format", choices=["table", "json", "pdf"], default="table")
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
        parser.add_argument(
            "--usage-timezone", metavar="Z", help="of CSV times without an offset; default: --timezone"
        )
        parser.add_argument("--date-format", metavar="F", help="of a CSV file, such as %%d/%%m/%%Y %%H:%%M")
        parser.add_argument("--interval-ending", action="store_true", help="CSV times are interval ends")
        parser.add_argument("--decimal-comma", action="store_true", help="CSV values are written as 1,5")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, choose, put together, rate, write."""
        document = self._plan(options["plan"])
        from_date, to_date = _date("--from", options["from_date"]), _date("--to", options["to_date"])
        if to_date <= from_date:
            raise CommandError(
                f"--to {to_date} must be after --from {from_date}; it is the first day not quoted"
            )
        try:
            quote = self._quote(document, from_date, to_date, options)
        except UnknownDateFormat as error:
            raise CommandError(f"--date-format: {error}") from error
        except (UnknownTimeZone, UnableToChooseChannels, UnableToQuote) as error:
            raise CommandError(str(error)) from error
        except (UnableToAssembleSeries, UnitMismatch) as error:
            raise CommandError(f"{options['usage']}: {error}") from error
        self._write(_rendered(quote, options["format"]), options["output"])
        if options["format"] == "table" and options["output"] is None:
            return  # which shows the warnings itself
        for warning in quote["warnings"]:
            self.stderr.write(f"WARNING: {warning}")

    def _plan(self, path: Path) -> dict[str, Any]:
        try:
            document = read_plan_document(path.read_bytes())
            problems = validate_plan_document(document)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}") from error
        except InvalidPlanDocument as error:
            problems = error.problems
        for problem in problems:
            kind = "warning: " if problem.severity is Severity.WARNING else ""
            self.stderr.write(f"{path}: {kind}{problem}")
        if refused(problems):
            raise CommandError(f"{path} is not a valid plan document; nothing was quoted")
        return document

    def _quote(
        self, document: dict[str, Any], from_date: date, to_date: date, options: dict[str, Any]
    ) -> dict[str, Any]:
        TimeTexts(options["date_format"])  # a wrong one is the caller's slip, whatever the file
        zone_name: str = options["timezone"]
        period = LocalCalendar(zone_name).span(from_date, to_date)
        metrics = counted_metrics(document)
        file_zone_name = LocalCalendar(options["usage_timezone"] or zone_name).zone_name
        usage_file = self._usage(
            options["usage"],
            UsageFileOptions(
                file_zone_name, options["date_format"], options["interval_ending"], options["decimal_comma"]
            ),
        )
        chosen = choose_channels(options["channel"], metrics, usage_file.channels())
        usage: dict[str, AssembledSeries] = {
            metric: assemble_series(usage_file.runs_of(channels), period, document["metrics"][metric]["unit"])
            for metric, channels in chosen.items()
        }
        for metric, assembled in usage.items():
            if assembled.missing_by_channel == assembled.intervals_by_channel:
                first, last = usage_file.days_of(chosen[metric], LocalCalendar(zone_name).zone)
                raise CommandError(
                    f"no reading of {metric} lies in the period, so there is nothing to quote: the file has"
                    f" readings from {first} to {last}; check --from and --to"
                )
        quote = quote_usage(document, usage, zone_name, from_date, to_date)
        if usage_file.duplicate_count:
            quote["warnings"].append(
                f"{usage_file.duplicate_count:,} reading(s), or days of NEM12, came twice;"
                " the better or later one counts"
            )
        return quote

    def _usage(self, path: Path, file_options: UsageFileOptions) -> UsageFile:
        try:
            return read_usage_file(path, file_options)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}") from error
        except UnreadableUsage as error:
            for problem in error.problems[:_ERRORS_SHOWN]:
                self.stderr.write(f"{path}: {problem}")
            if len(error.problems) > _ERRORS_SHOWN:
                self.stderr.write(f"{path}: and {len(error.problems) - _ERRORS_SHOWN:,} more problem(s)")
            if any(problem.field in _TOLD_BY_OPTIONS for problem in error.problems):
                self.stderr.write(f"{path}: {_OPTIONS}")
            raise CommandError(f"{path} has {len(error.problems)} problem(s); nothing was quoted") from error

    def _write(self, content: str | bytes, output: Path | None) -> None:
        if output is None:
            if isinstance(content, bytes):
                raise CommandError("a PDF needs a file: add --output FILE")
            self.stdout.write(content, ending="")
            return
        try:
            output.write_bytes(content if isinstance(content, bytes) else content.encode())
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        self.stdout.write(f"the quote is in {output}")


def _date(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{option} {text} is not a date; write it as 2026-01-31") from error


def _rendered(quote: dict[str, Any], form: str) -> str | bytes:
    match form:
        case "json":
            return json.dumps(quote, ensure_ascii=False, indent=2) + "\n"
        case "pdf":
            return _pdf(quote)
        case _:
            return quote_table(quote)


def _pdf(quote: dict[str, Any]) -> bytes:
    # Only this form needs the PDF libraries, which take a second to load.
    from invoicing.documents.quote_pdf import render_quote_pdf

    return render_quote_pdf(quote)
