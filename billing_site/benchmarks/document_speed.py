"""Documents per second, laid out in a process apart and stored, against a table that xhtml2pdf lays out alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from time import perf_counter
from typing import Final

from django.db.models import Avg
from django.db.models.functions import Length
from xhtml2pdf import pisa

from billing_site.benchmarks.figures import Figure
from billing_site.benchmarks.sample_world import FROM_DATE, RECEIVED_AT, TO_DATE, SampleWorld
from invoicing.document_values import InvoiceDocument
from invoicing.documents.rendering_apart import Renderer
from invoicing.models import BillRun, Invoice, IssuedDocument
from invoicing.queries.usage_history import load_documents_to_print
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.issue_next_documents import issue_next_documents
from invoicing.use_cases.run_billing import run_billing
from invoicing.use_cases.work_on_next_batch import work_on_next_batch
from metering.use_cases.import_readings import import_readings

_ACTOR: Final = "manage.py benchmark"
_BASELINE_DOCUMENTS: Final = 25


@dataclass(frozen=True, slots=True)
class DocumentFigures:
    """The speed, and how many bytes a document of ours and of the baseline has on average."""

    speed: Figure
    bytes_each: float
    baseline_bytes_each: float


def measure_documents(world: SampleWorld) -> DocumentFigures:
    """Load, lay out and store every invoice of a month, one process at a time; its start is part of it."""
    run = _finalized_run(world)
    started = perf_counter()
    with Renderer() as renderer:
        _work(lambda: issue_next_documents(bill_run_id=run.pk, at=RECEIVED_AT, renderer=renderer))
    seconds = perf_counter() - started
    stored = IssuedDocument.objects.aggregate(bytes_each=Avg(Length("content")))
    invoice_ids = Invoice.objects.order_by("pk").values_list("pk", flat=True)[:_BASELINE_DOCUMENTS]
    documents = load_documents_to_print(list(invoice_ids)).values()
    started = perf_counter()
    plain = [_plain_pdf(document) for document in documents]
    plain_s = perf_counter() - started
    speed = Figure(
        "documents",
        "documents",
        IssuedDocument.objects.count() / seconds,
        "a plain table in xhtml2pdf",
        len(plain) / plain_s,
    )
    return DocumentFigures(speed, float(stored["bytes_each"]), sum(map(len, plain)) / len(plain))


def _finalized_run(world: SampleWorld) -> BillRun:
    import_readings(
        utility=world.utility,
        source=BytesIO(world.nem12),
        source_name="benchmark.csv",
        received_at=RECEIVED_AT,
        actor=_ACTOR,
    )
    run = run_billing(
        billing_cycle=world.cycle,
        from_date=FROM_DATE,
        to_date=TO_DATE,
        started_at=RECEIVED_AT,
        actor=_ACTOR,
    )
    _work(lambda: work_on_next_batch(bill_run_id=run.pk, at=RECEIVED_AT))
    run.refresh_from_db()
    approve_bill_run(bill_run=run, issue_date=TO_DATE, approved_at=RECEIVED_AT, actor=_ACTOR)
    _work(lambda: work_on_next_batch(bill_run_id=run.pk, at=RECEIVED_AT))
    return run


def _work(step: Callable[[], object]) -> None:
    while step():
        pass


def _plain_pdf(document: InvoiceDocument) -> bytes:
    """What anyone would do: the lines as a table of HTML, and nothing else."""
    rows = "".join(
        f"<tr><td>{escape(line.label)}</td><td>{line.quantity:f} {line.unit}</td>"
        f"<td>{line.unit_price:f}</td><td>{line.amount:f}</td></tr>"
        for line in document.lines
    )
    out = BytesIO()
    pisa.CreatePDF(f"<h1>{document.number}</h1><table>{rows}</table><p>{document.total:f}</p>", dest=out)
    return out.getvalue()
