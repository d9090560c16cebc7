"""What needs a key that the office does not have."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from salter.signatures.actions import NoCredential

Handler = Callable[[HttpRequest], HttpResponse]


class KeysMissing:
    """What needs a key that the office does not have becomes a page that says which: nothing was made or lost."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409, as a problem document for the API and a page for people."""
        if not isinstance(exception, NoCredential):
            return None
        words = exception.messages[0]
        if request.path.startswith("/api/"):
            problem = {"type": "urn:salter:error:no-key", "title": words, "status": 409, "code": "no-key"}
            return JsonResponse(problem, status=409, content_type="application/problem+json")
        return HttpResponse(render_to_string("ops/no_key.html", {"words": words}, request=request), status=409)
