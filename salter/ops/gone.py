"""A document that was destroyed is gone for good, and whoever asks for it is told so."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from salter.documents.storage import Destroyed
from salter.ops.problems import is_api, problem

Handler = Callable[[HttpRequest], HttpResponse]


class Gone:
    """What was asked for was destroyed when its time of keeping was over: 410, a page or a problem document."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a document that names no bytes any more."""
        if not isinstance(exception, Destroyed):
            return None
        if is_api(request):
            return problem(410, "document-destroyed", _("This document was destroyed: its time of keeping is over."))
        return HttpResponse(render_to_string("410.html", request=request), status=410)
