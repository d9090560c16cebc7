"""The peers: one row by the ORM, and one row with a stored document."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from salter.journal.models import Handled
from salter.ops import health
from salter.organisations.pages import OfficeRequest
from salter.organisations.tenancy import uuid7


def with_token(view: Callable[[OfficeRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse whoever has no token, as the API does."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        office = cast(OfficeRequest, request)
        if office.viewer.account is None:
            return JsonResponse({"status": 401}, status=401)
        return view(office)

    return wrapped


@with_token
def one_row(request: OfficeRequest) -> HttpResponse:
    """Insert one row."""
    return _insert(request, json.loads(request.body)["name"])


@with_token
def document_and_row(request: OfficeRequest) -> HttpResponse:
    """Write the document to the disk, flushed, and insert one row."""
    [sent] = json.loads(request.body)["documents"]
    folder = Path(settings.SALTER_HOME) / "peer"
    folder.mkdir(exist_ok=True)
    with (folder / uuid7().hex).open("xb") as file:
        file.write(base64.b64decode(sent["content_base64"], validate=True))
        file.flush()
        os.fsync(file.fileno())
    return _insert(request, sent["name"])


def _insert(request: OfficeRequest, name: str) -> HttpResponse:
    row = Handled.objects.create(organisation=request.organisation, subscriber=name, entry_id=uuid7())
    return JsonResponse({"id": str(row.pk)}, status=201)


urlpatterns = [
    path("health/ready", health.ready),
    path("api/v1/row", one_row),
    path("api/v1/document", document_and_row),
]
