"""The plan and the catalogue carried from office to office: given out, looked at, and brought in as they were seen."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from salter.organisations.importing.tables import LARGEST_FILE
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, plan
from salter.registry.actions.carrying import look
from salter.registry.actions.catalogue import CHANGES
from salter.registry.carrying import files, state
from salter.registry.carrying.difference import CHANGED, GONE, NEW, SAME, WRONG, Change, Difference, File, Line
from salter.registry.forms.catalogue import CarryForm
from salter.registry.views.common import show

SALT = "salter.carry"
A_DAY = 24 * 3600
SHOWN = 300
TONES = {NEW: "active", CHANGED: "waiting", GONE: "closed", WRONG: "action"}
WORDS = {
    NEW: gettext_lazy("new"),
    CHANGED: gettext_lazy("changes"),
    GONE: gettext_lazy("out of use"),
    WRONG: gettext_lazy("wrong"),
}


@page(*CHANGES)
def carry(request: OfficeRequest) -> HttpResponse:
    """Look at a file first; nothing is written before the difference was seen and confirmed."""
    if request.method == "POST" and "kept" in request.POST:
        return _confirmed(request)
    form = CarryForm(request.POST, request.FILES) if request.method == "POST" else CarryForm()
    if request.method == "POST" and form.is_valid():
        table, remove = form.cleaned_data["table"], form.cleaned_data["remove"]
        try:
            return _difference(request, files.read(table.name, table.read(LARGEST_FILE + 1)), remove)
        except ValidationError as error:
            form.add_error("table", error)
    return show(
        request, "registry/carry_catalogue.html", {"form": form, "formats": files.SUFFIXES}, bad=bool(form.errors)
    )


def _difference(request: OfficeRequest, file: File, remove: bool) -> HttpResponse:
    found = look(request.viewer, file=file, remove=remove)
    kept = {"file": asdict(file), "remove": remove, "mark": found.mark}
    context: dict[str, Any] = {
        "counts": found.counts,
        "wrong": _said(found.wrong),
        "changes": _said(found.doing),
        "hidden": max(0, len(found.doing) - SHOWN),
        "same": found.counts[SAME],
        "may": bool(found.doing) and not found.wrong,
        "unknown": ", ".join(file.unknown),
        "mark": found.mark,
        "kept": signing.dumps(kept, salt=SALT, compress=True),
    }
    return show(request, "registry/carry_check.html", context)


def _said(changes: list[Change]) -> list[dict[str, Any]]:
    return [
        {
            "table": change.kind.label,
            "key": " · ".join(
                change.kind.column(name).say(part) if part else _written(change, name)
                for name, part in zip(change.kind.key, change.key, strict=False)
            ),
            "name": change.cells.get("name_cyr") or change.cells.get("name", ""),
            "place": f"{change.line.sheet}, {change.line.number}" if change.line and change.fate == WRONG else "",
            "word": WORDS[change.fate],
            "tone": TONES[change.fate],
            "faults": [str(fault) for fault in change.faults],
            "fields": [
                (column.label, column.say(before), column.say(after))
                for column, before, after in (change.fields() if change.fate == CHANGED else ())
            ],
        }
        for change in changes[:SHOWN]
    ]


def _written(change: Change, column: str) -> str:
    """A part of the key that could not be read, as it was written."""
    return change.line.cells.get(column, "")[:40] if change.line else ""


def _confirmed(request: OfficeRequest) -> HttpResponse:
    """Write what was seen, or give the wrong rows back as a table to mend."""
    try:
        kept = signing.loads(request.POST["kept"], salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        messages.error(request, _("The file was looked at too long ago. Send it once more; nothing was written."))
        return redirect("registry:carry")
    file = _kept_file(kept["file"])
    if request.POST.get("then") == "mend":
        wrong = look(request.viewer, file=file, remove=kept["remove"]).wrong
        return _file(files.write_faults(wrong), files.MEDIA_TYPES["xlsx"], "za-ispravku.xlsx")
    try:
        found = actions.carry(request.viewer, file=file, mark=kept["mark"], remove=kept["remove"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _difference(request, file, kept["remove"])
    messages.success(request, _said_after(found))
    return redirect("registry:catalogue")


def _kept_file(kept: dict[str, Any]) -> File:
    lines = tuple(Line(**line) for line in kept["lines"])
    return File(lines, tuple(kept["kinds"]), tuple(kept["unknown"]))


def _said_after(found: Difference) -> str:
    return _("Written: %(new)s new, %(changed)s changed, %(gone)s out of use.") % found.counts


@require_GET
@page(*plan.READERS)
def give_out(request: OfficeRequest, form: str) -> HttpResponse:
    """The whole plan and catalogue of this office as a file."""
    if form not in files.SUFFIXES:
        raise Http404
    code = request.organisation.code
    data = files.write(state.of_office(request.viewer), form, code)
    return _file(data, files.MEDIA_TYPES[form], f"plan-i-katalog-{code}.{files.SUFFIXES[form]}")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
