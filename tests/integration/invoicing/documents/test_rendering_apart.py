"""Documents laid out in a process of their own, and what becomes of those that kill it."""

import os
import subprocess
import sys
from threading import BoundedSemaphore

import pytest

from invoicing.documents import rendering_apart
from invoicing.documents.invoice_pdf import render_invoice_pdf
from invoicing.documents.rendering_apart import Renderer, RenderingLimits, UnableToRender, render_apart
from tests.factories.documents import deadly, endless, greedy, senseless
from tests.integration.invoicing.documents.sample_documents import invoice_document


def process_of(renderer):
    return renderer._process.pid


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_gives_the_same_bytes_as_the_renderer_itself():
    assert render_apart(invoice_document()) == render_invoice_pdf(invoice_document())


def test_renders_many_in_one_process_and_leaves_none_behind():
    with Renderer() as renderer:
        renderer.render(invoice_document())
        first = process_of(renderer)
        renderer.render(invoice_document(language="de"))
        assert process_of(renderer) == first
    assert not is_running(first)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (deadly(), "its process ended with 9"),
        (greedy(), "it takes more memory than 512 MB"),
        (senseless(), "TypeError: "),
    ],
    ids=["dies", "memory", "fails"],
)
def test_tells_why_a_document_cannot_be_made_and_makes_the_next(document, why):
    with Renderer() as renderer:
        renderer.render(invoice_document())
        with pytest.raises(UnableToRender, match=why):
            renderer.render(document)
        assert renderer.render(invoice_document()).startswith(b"%PDF-")


def test_ends_a_process_that_hangs():
    with Renderer(RenderingLimits(document_s=2.0)) as renderer:
        with pytest.raises(UnableToRender, match="took longer than 2 s"):
            renderer.render(endless())
        assert renderer._process is None


def test_gives_a_document_a_fresh_process_where_others_have_used_one_up():
    with Renderer() as renderer:
        renderer.render(invoice_document())
        used = process_of(renderer)
        renderer._process.kill()
        assert renderer.render(invoice_document()).startswith(b"%PDF-")
        assert process_of(renderer) != used


def test_replaces_a_process_after_so_many_documents():
    with Renderer(RenderingLimits(documents=1)) as renderer:
        renderer.render(invoice_document())
        first = process_of(renderer)
        renderer.render(invoice_document())
        assert process_of(renderer) != first
    assert not is_running(first)


def test_lets_nobody_wait_for_a_turn_for_ever(monkeypatch):
    monkeypatch.setattr(rendering_apart, "_turns", BoundedSemaphore(1))
    rendering_apart._turns.acquire()
    with pytest.raises(UnableToRender, match="too many documents"):
        render_apart(invoice_document(), patience_s=0.01)
    rendering_apart._turns.release()
    with pytest.raises(UnableToRender):
        render_apart(deadly())
    assert render_apart(invoice_document(), patience_s=0.01).startswith(b"%PDF-")


def test_the_process_needs_neither_database_nor_secret():
    modules = "import invoicing.documents.rendering_process, invoicing.documents.invoice_pdf, sys;"
    code = modules + "print([name for name in sys.modules if name.split('.')[0] in {'psycopg', 'django_q'}])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
