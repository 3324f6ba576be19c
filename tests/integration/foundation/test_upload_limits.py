"""A file that is too large is dropped while it arrives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from billing_site.foundation import upload_limits as module
from billing_site.foundation.upload_limits import files_too_large


@pytest.fixture
def request_of(monkeypatch):
    """A function that sends files of these sizes; ten bytes are the limit."""
    monkeypatch.setattr(module, "LARGEST_FILE_BYTES", 10)

    def send(*sizes):
        files = [SimpleUploadedFile(f"{size}.csv", b"x" * size) for size in sizes]
        return RequestFactory().post("/", {"files": files, "note": "kept"})

    return send


def test_keeps_what_is_within_the_limit(request_of):
    request = request_of(10, 3)
    assert files_too_large(request) == []
    assert [file.read() for file in request.FILES.getlist("files")] == [b"x" * 10, b"xxx"]


def test_drops_the_file_that_is_not_and_names_it(request_of):
    request = request_of(3, 11, 4)
    assert files_too_large(request) == ["11.csv"]
    assert [file.name for file in request.FILES.getlist("files")] == ["3.csv", "4.csv"]
    assert request.POST["note"] == "kept"


def test_works_for_files_that_go_to_disk(request_of, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    request = request_of(3, 11)
    assert files_too_large(request) == ["11.csv"]
    assert [file.temporary_file_path() != "" for file in request.FILES.getlist("files")] == [True]
