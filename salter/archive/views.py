"""Pages of the archive: what waits, what is kept, the archive book."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import structlog
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from salter.archive import actions, ocfl, queries
from salter.archive.disposal.queries import COMMISSION
from salter.archive.queries import READERS
from salter.documents.actions import storage
from salter.documents.storage import StorageError
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, number_of, page
from salter.registry import queries as registry
from salter.registry.looks import look_at_case

log = structlog.get_logger()

PAGE = 40
KEEPERS = (Role.ARCHIVIST, Role.REGISTRY_HEAD)
CHECKERS = (*KEEPERS, Role.PUBLIC_ARCHIVIST)


@require_GET
@page(*READERS)
def units(request: OfficeRequest) -> HttpResponse:
    """Archived cases, newest first."""
    before = request.GET.get("before", "")
    rows = list(queries.units(request.viewer, before=_identifier(before))[: PAGE + 1])
    shown = rows[:PAGE]
    following = f"{reverse('archive:units')}?before={shown[-1].pk}" if len(rows) > PAGE else ""
    waits = queries.waiting(request.viewer)[:100].count() if request.viewer.has(*KEEPERS) else None
    context = {"units": shown, "next_url": following, "waits": waits, "disposes": request.viewer.has(*COMMISSION)}
    return render(request, "archive/units.html", context)


@require_GET
@page(*KEEPERS)
def waiting(request: OfficeRequest) -> HttpResponse:
    """Closed cases that wait to be archived."""
    return render(request, "archive/waiting.html", {"cases": queries.waiting(request.viewer)[:PAGE]})


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def keep(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """Say what archiving does, then do it."""
    case = registry.case(request.viewer, case_id)
    problem = ""
    if request.method == "POST":
        try:
            unit = actions.archive_case(request.viewer, case=case)
        except ValidationError as refused:
            problem = " ".join(refused.messages)
        else:
            messages.success(request, _("Case %(number)s is in the archive.") % {"number": case.number})
            return redirect("archive:unit", unit.pk)
    return render(request, "archive/keep.html", {"case": case, "problem": problem}, status=422 if problem else 200)


@require_GET
@page(*READERS)
def unit(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """One archived case: its facts, its files as they are kept, its checks."""
    found = queries.unit(request.viewer, unit_id)
    look_at_case(request.viewer, found.case_id)
    files: list[str] = []
    try:
        if not found.destroyed_at:
            files = sorted(ocfl.logical_files(ocfl.read_inventory(storage(), found.object_id)))
    except (StorageError, ocfl.OcflError) as error:
        log.error("archive unit cannot be read", unit=str(found.pk), error=str(error))
        messages.error(request, _("What is kept cannot be read. Check fixity, and restore it from the backup."))
    checks = found.checks.order_by("-id")[:10]
    context = {
        "unit": found,
        "case": found.case,
        "files": files,
        "checks": checks,
        "may_check": request.viewer.has(*CHECKERS) and not found.destroyed_at,
    }
    return render(request, "archive/unit.html", context)


@require_POST
@page(*CHECKERS)
def check(request: OfficeRequest, unit_id: UUID) -> HttpResponse:
    """Hash everything again."""
    result = actions.check_fixity(request.viewer, unit=queries.unit(request.viewer, unit_id))
    if result.sound:
        messages.success(request, _("Every file is what it was when it was archived."))
    else:
        messages.error(request, _("Something is not as it was. See the list of problems and restore from the backup."))
    return redirect("archive:unit", unit_id)


@require_GET
@page(*CHECKERS)
def sip(request: OfficeRequest, unit_id: UUID) -> HttpResponse | FileResponse:
    """The transfer package (E-ARK SIP) as a zip file, made now."""
    found = queries.unit(request.viewer, unit_id)
    with tempfile.TemporaryDirectory(prefix="salter-sip-") as folder:
        written = actions.export_sip(request.viewer, unit=found, folder=Path(folder))
        files = (
            (path.relative_to(folder).as_posix(), path.read_bytes())
            for path in sorted(written.rglob("*"))
            if path.is_file()
        )
        return _zip(files, f"sip-{found.case.ordinal}-{found.case.year}.zip")


@require_GET
@page(*CHECKERS)
def aip(request: OfficeRequest, unit_id: UUID) -> HttpResponse | FileResponse:
    """The case as it is kept: its OCFL object as a zip file."""
    found = queries.unit(request.viewer, unit_id)
    actions.refuse_destroyed(found)
    prefix = ocfl.object_prefix(found.object_id)
    keys = sorted(storage().list(prefix + "/"))
    name = f"aip-{found.case.ordinal}-{found.case.year}"
    return _zip(((name + key.removeprefix(prefix), storage().get(key)) for key in keys), f"{name}.zip")


def _zip(files: Iterable[tuple[str, bytes]], name: str) -> FileResponse:
    target: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # FileResponse closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files:
            archive.writestr(path, data)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")


@require_GET
@page(*READERS)
def book(request: OfficeRequest) -> HttpResponse:
    """The archive book, form AK, in order of its numbers."""
    after = number_of(request.GET.get("after", ""))
    lines = list(queries.book(request.viewer, after=after)[: PAGE + 1])
    shown = lines[:PAGE]
    following = f"{reverse('archive:book')}?after={shown[-1].ordinal}" if len(lines) > PAGE else ""
    return render(request, "archive/book.html", {"lines": shown, "next_url": following})


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
