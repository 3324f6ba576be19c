"""A limit for uploaded files that acts while they arrive: what is too large never fills the disk."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

LARGEST_FILE_BYTES: Final = 200 * 1024 * 1024
_TOO_LARGE: Final = "_files_too_large"


class LargestFile(FileUploadHandler):
    """First of the upload handlers: drops a file once it exceeds LARGEST_FILE_BYTES, and remembers its name."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the handlers that keep it."""
        self._size += len(raw_data)
        if self._size > LARGEST_FILE_BYTES:
            names: list[str] = self.request.__dict__.setdefault(_TOO_LARGE, [])
            names.append(self.file_name or "a file")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Leave the file to the handlers that kept it."""
        return None


def files_too_large(request: HttpRequest) -> list[str]:
    """The names of the files that were dropped from this request."""
    request.FILES  # noqa: B018 - only now is the request read, if it was not before
    names: list[str] = request.__dict__.get(_TOO_LARGE, [])
    return names
