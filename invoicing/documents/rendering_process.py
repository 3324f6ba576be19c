"""A process that lays out documents and nothing else; started by `rendering_apart` only.

`python -m …rendering_process MEMORY_BYTES CPU_S`: on standard input come a list of template directories and then,
one after the other, documents; each is answered on standard output before the next is read. Memory, processor
time and open files are limited, there is neither a secret nor a database, and it can write nowhere.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

import django
from django.conf import settings

from billing_site.foundation.process_apart import OUT_OF_MEMORY, limit_this_process
from invoicing.documents.answer_frames import FAILED, RENDERED, write_answer

_ROOT: Final = Path(__file__).resolve().parents[2]


def main(memory_bytes: int, cpu_s: int) -> int:
    """Answer until nobody asks any more; returns the exit code."""
    limit_this_process(memory_bytes=memory_bytes, cpu_s=cpu_s)
    # What is printed must not get between the answers.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        _answer_all(sys.stdin.buffer, answers)
    except MemoryError:
        return OUT_OF_MEMORY
    except BrokenPipeError:
        return 1  # nobody wants the rest
    return 0


def _answer_all(requests: BinaryIO, answers: BinaryIO) -> None:
    # Only our own processes start this one: what they send is as good as our own code.
    _set_up(pickle.load(requests))
    from invoicing.document_values import CreditNoteDocument
    from invoicing.documents.credit_note_pdf import render_credit_note_pdf
    from invoicing.documents.invoice_pdf import render_invoice_pdf

    while True:
        try:
            document = pickle.load(requests)
        except EOFError:
            return
        try:
            is_note = isinstance(document, CreditNoteDocument)
            kind, payload = RENDERED, (render_credit_note_pdf if is_note else render_invoice_pdf)(document)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the next one may do better
            kind, payload = FAILED, f"{type(error).__name__}: {error}".encode()[:2_000]
        write_answer(answers, kind, payload)


def _set_up(template_directories: list[str]) -> None:
    engine: dict[str, Any] = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": template_directories,
    }
    settings.configure(BASE_DIR=_ROOT, TEMPLATES=[engine])
    django.setup()


if __name__ == "__main__":
    code = main(*map(int, sys.argv[1:3]))
    sys.stdout.flush()
    os._exit(code)
