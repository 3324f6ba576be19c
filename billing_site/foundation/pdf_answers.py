"""PDFs as answers: with the tag that says whether they have changed, or a plain page where there is none."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

BACK_IN_S: Final = 60


def pdf_response(
    request: HttpRequest,
    content: bytes | memoryview,
    name: str,
    *,
    sha256: str = "",
    is_download: bool = False,
) -> HttpResponse:
    """The PDF under a name without its ending; with its SHA-256 as ETag, and 304 for who has that already."""
    response = HttpResponse(content, content_type="application/pdf")
    place = "attachment" if is_download else "inline"
    response["Content-Disposition"] = f'{place}; filename="{name}.pdf"'
    # Whoever has it may keep it, but asks each time, and shares it with nobody.
    response["Cache-Control"] = "private, no-cache" if sha256 else "no-store"
    if not sha256:
        return response
    response["ETag"] = f'"{sha256}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)
    return answer


def no_pdf_page(request: HttpRequest) -> HttpResponse:
    """Tells a person that the document could not be made just now, and what to do."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(BACK_IN_S)
    return response
