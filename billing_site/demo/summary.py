"""What the demo says at the end: what came in, what was billed, whether the books hold, and where to look."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from django.db.models import Count, Sum
from django.utils import timezone

from billing_site.demo.history import Played, accounts_held, readings_stored
from invoicing.models import BillHold, BillRun, BillRunException, Invoice, Payment
from invoicing.queries.book_audit import audit_books
from invoicing.queries.open_items import with_open_amounts
from invoicing.use_cases.issue_document import issue_document
from metering.models import ReadingBatch, ReadingFinding, ReadingUpload
from pricing.money import minor_unit_scale


class BooksDoNotHold(Exception):
    """An invariant of the books is broken; the message names it."""


def summary_lines(played: Played, directory: Path) -> list[str]:
    """The summary, line by line; the invoice's PDF is written on the way.

    Raises BooksDoNotHold when the audit finds anything.
    """
    return [
        _row("Readings", f"{readings_stored():,} imported", _speed(played.readings, played.import_s)),
        _row("Findings", _findings()),
        _row("Estimated", _estimated()),
        _row("Invoices", _invoices(played), _speed(played.invoices, played.billing_s)),
        _row("Not billed", _exceptions(played)),
        _row("Billed", _billed()),
        _row("Paid", _paid()),
        _row("Waiting", _waiting(played)),
        _row("Books", _audited()),
        _row("PDF", str(_write_pdf(directory))),
    ]


def _row(title: str, text: str, speed: str = "") -> str:
    return f"  {title:<11} {text}{f', {speed}' if speed else ''}"


def _speed(count: int, seconds: float) -> str:
    return f"{count / seconds:,.0f} a second" if count else "all of them by an earlier call"


def _findings() -> str:
    by_rule = Counter(ReadingFinding.objects.filter(state="OPEN").values_list("rule", flat=True))
    shown = ", ".join(f"{count} {rule.lower()}" for rule, count in by_rule.most_common())
    return f"{sum(by_rule.values()):,} open ({shown})"


def _estimated() -> str:
    batches = ReadingBatch.objects.filter(
        origin=ReadingBatch.Origin.ESTIMATION, state=ReadingBatch.State.STORED
    )
    counts = batches.aggregate(readings=Sum("reading_count"), batches=Count("pk"))
    return (
        f"{counts['readings'] or 0:,} readings in {counts['batches']} batches, so that gaps do not stop bills"
    )


def _invoices(played: Played) -> str:
    runs = BillRun.objects.filter(pk__in=[run.pk for run in played.runs], state=BillRun.State.FINALIZED)
    count = Invoice.objects.filter(batch__bill_run__in=runs).count()
    return f"{count:,} finalized in {runs.count()} bill runs"


def _exceptions(played: Played) -> str:
    codes = BillRunException.objects.filter(batch__bill_run__in=played.runs).values_list("code", flat=True)
    labels = dict(BillRunException.Code.choices)
    shown = ", ".join(f"{count} {labels[code]}" for code, count in Counter(codes).most_common())
    held = accounts_held(played.runs)
    return f"{held} ({shown}): exceptions with a reason, not bills of zero" if held else "none"


def _billed() -> str:
    totals = (
        Invoice.objects.filter(state=Invoice.State.FINALIZED)
        .values("currency")
        .annotate(sum=Sum("total"))
        .order_by("currency")
        .values_list("currency", "sum")
    )
    return " + ".join(f"{currency} {_amount(total, currency)}" for currency, total in totals)


def _paid() -> str:
    invoices = Invoice.objects.filter(state=Invoice.State.FINALIZED)
    unpaid = with_open_amounts(invoices).filter(open_amount__gt=0)
    return f"{Payment.objects.count():,} payments; {unpaid.count():,} invoices are still to be paid"


def _waiting(played: Played) -> str:
    """What somebody who looks around finds to do."""
    drafts = Invoice.objects.filter(batch__bill_run__in=played.runs, state=Invoice.State.DRAFT)
    held = BillHold.objects.filter(invoice__in=drafts, released_at=None).count()
    files = ReadingUpload.objects.filter(state__in=ReadingUpload.UNDECIDED).count()
    return f"{drafts.count()} bills in review, {held} of them held; {files} files of readings to decide on"


def _amount(total: Decimal, currency: str) -> str:
    return f"{total:,.{minor_unit_scale(currency)}f}"


def _audited() -> str:
    audited = audit_books()
    broken = [one for one in audited if not one.holds]
    if broken:
        raise BooksDoNotHold("; ".join(f"{one.code} {one.sentence} {one.examples[0]}" for one in broken))
    return f"ledger balanced, all {len(audited)} invariants hold"


def _write_pdf(directory: Path) -> Path:
    """The bill with the most lines among the latest ones of a home with solar panels."""
    invoice = (
        Invoice.objects.filter(state=Invoice.State.FINALIZED, lines__charge_code="SOLAR")
        .annotate(line_count=Count("lines"))
        .order_by("-from_date", "-line_count", "pk")[0]
    )
    path = directory / f"{invoice.number}.pdf"
    path.write_bytes(issue_document(invoice_id=invoice.pk, at=timezone.now()).content)
    return path
