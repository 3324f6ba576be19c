"""Invoices and credit notes as PDF, laid out in a process of their own whose memory and time are limited.

What comes back is the same as from `render_invoice_pdf` and `render_credit_note_pdf`. Whatever a document does to its renderer (it dies, hangs
or takes all memory), the process that asked goes on, and is told in words.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from threading import BoundedSemaphore, Timer
from types import TracebackType
from typing import Final, Self

from django.template import engines

from billing_site.foundation.process_apart import OUT_OF_MEMORY, start_process_apart
from invoicing.document_values import CreditNoteDocument, InvoiceDocument
from invoicing.documents.answer_frames import RENDERED, BrokenAnswer, read_answer

_PROCESS: Final = "invoicing.documents.rendering_process"
_AT_ONCE: Final = 2
_PATIENCE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class RenderingLimits:
    """What laying out may take: address space, processor time of a process's life, and time for one document.

    After so many documents a process is replaced.
    """

    memory_bytes: int = 1 << 29
    cpu_s: int = 120
    document_s: float = 30.0
    documents: int = 500


DEFAULT_LIMITS: Final = RenderingLimits()


class UnableToRender(Exception):
    """There is no PDF, and nothing else is touched; the message says why, in words for our own people."""


class Renderer:
    """Renders one document after the other in a process that lives as long as it can; a context manager.

    For one thread. The process is started with the first document, and again after one that killed it.
    """

    def __init__(self, limits: RenderingLimits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._rendered = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def render(self, document: InvoiceDocument | CreditNoteDocument) -> bytes:
        """The PDF. Raises UnableToRender; the next document may do better.

        A process that has rendered others before may have died of them: the document gets a fresh one.
        """
        if self._rendered >= self._limits.documents:
            self._end()
        is_fresh = self._rendered == 0
        try:
            return self._render(document)
        except _Died as death:
            if is_fresh:
                raise UnableToRender(str(death)) from death
        try:
            return self._render(document)
        except _Died as death:
            raise UnableToRender(str(death)) from death

    def _render(self, document: InvoiceDocument | CreditNoteDocument) -> bytes:
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        alarm = Timer(self._limits.document_s, process.kill)
        alarm.start()
        try:
            with suppress(BrokenPipeError):  # it died: its exit code will tell
                process.stdin.write(pickle.dumps(document))
                process.stdin.flush()
            kind, payload = read_answer(process.stdout)
        except BrokenAnswer as error:
            raise _Died(self._obituary(process)) from error
        finally:
            alarm.cancel()
        self._rendered += 1
        if kind == RENDERED:
            return payload
        raise UnableToRender(payload.decode(errors="replace"))

    def _started(self) -> subprocess.Popen[bytes]:
        process = start_process_apart(
            _PROCESS,
            None,
            self._limits.memory_bytes,
            self._limits.cpu_s,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None
        directories = [str(directory) for directory in engines["django"].template_dirs]
        with suppress(BrokenPipeError):
            process.stdin.write(pickle.dumps(directories))
            process.stdin.flush()
        return process

    def _obituary(self, process: subprocess.Popen[bytes]) -> str:
        """Why the process died; it is gone afterwards."""
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        code = process.poll()
        self._end()
        if code == OUT_OF_MEMORY:
            return f"it takes more memory than {self._limits.memory_bytes >> 20:,} MB"
        if code == -signal.SIGXCPU:
            return f"it takes more processor time than {self._limits.cpu_s} s"
        if code == -signal.SIGKILL:
            return f"it was ended from outside, or took longer than {self._limits.document_s:g} s"
        return "its process talked nonsense" if code is None else f"its process ended with {code}"

    def _end(self) -> None:
        process, self._process, self._rendered = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


class _Died(Exception):
    pass


# Whoever asks for a document while others are waiting for theirs must not bring the host down.
_turns = BoundedSemaphore(_AT_ONCE)


def render_apart(
    document: InvoiceDocument | CreditNoteDocument,
    *,
    limits: RenderingLimits = DEFAULT_LIMITS,
    patience_s: float = _PATIENCE_S,
) -> bytes:
    """The PDF, for somebody who waits for it. Only a few are made at once by a process of ours.

    Raises UnableToRender, also if it is nobody's turn in time.
    """
    if not _turns.acquire(timeout=patience_s):
        raise UnableToRender("too many documents are being made at once")
    try:
        with Renderer(limits) as renderer:
            return renderer.render(document)
    finally:
        _turns.release()
