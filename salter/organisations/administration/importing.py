"""Units and staff from a table: the template, the upload, what each row would do, and doing it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from salter.organisations import actions
from salter.organisations.administration.common import AdminForm, show
from salter.organisations.importing.plan import CHANGED, NEW, SAME, WRONG, Judged, counts, judge, legend
from salter.organisations.importing.tables import LARGEST_FILE, Row, read, write
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "salter.import"
SHOWN = 500
TONES = {NEW: "active", CHANGED: "waiting", SAME: "done", WRONG: "action"}
WORDS = {
    NEW: gettext_lazy("new"),
    CHANGED: gettext_lazy("changes"),
    SAME: gettext_lazy("stays"),
    WRONG: gettext_lazy("wrong"),
}


class TableForm(AdminForm):
    """A table to look at."""

    table = forms.FileField(
        label=gettext_lazy("The table (XLSX or CSV)"),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        error_messages={"required": gettext_lazy("Choose the table.")},
    )


@page(Role.ADMINISTRATOR)
def import_people(request: OfficeRequest) -> HttpResponse:
    """Look at a table first; nothing is written before it is confirmed."""
    if request.method == "POST" and "rows" in request.POST:
        return _confirmed(request)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if request.method == "POST" and form.is_valid():
        table = form.cleaned_data["table"]
        try:
            return _looked_at(request, read(table.name, table.read(LARGEST_FILE + 1)))
        except ValidationError as error:
            form.refuse(ValidationError(error.messages, code="table"))
    return show(request, "import", "staff", {"form": form}, bad=bool(form.errors))


def _looked_at(request: OfficeRequest, rows: list[Row]) -> HttpResponse:
    judged = judge(request.viewer, rows)
    found = counts(judged)
    context: dict[str, Any] = {
        "lines": _lines(judged)[:SHOWN],
        "hidden": max(0, len(judged) - SHOWN),
        "counts": found,
        "good": found[NEW] + found[CHANGED],
        "rows": signing.dumps([asdict(row) for row in rows], salt=SALT, compress=True),
    }
    return show(request, "import_check", "staff", context)


def _lines(judged: list[Judged]) -> list[dict[str, Any]]:
    """Wrong rows first: they are what is to be looked at."""
    lines = [
        {
            "place": f"{each.row.sheet}, {each.row.number}",
            "who": each["name"] or each["username"] or each["mark"],
            "what": each["unit"] if each.row.kind == "staff" else each["mark"],
            "fate": each.fate,
            "word": WORDS[each.fate],
            "tone": TONES[each.fate],
            "faults": each.faults,
        }
        for each in judged
    ]
    return sorted(lines, key=lambda line: line["fate"] != WRONG)


def _confirmed(request: OfficeRequest) -> HttpResponse:
    """Write the good rows, or give the wrong ones back as a table to mend."""
    try:
        kept = signing.loads(request.POST["rows"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        messages.error(request, _("The table was looked at too long ago. Send it once more; nothing was written."))
        return redirect("organisations:import")
    rows = [Row(**row) for row in kept]
    if request.POST.get("then") == "mend":
        wrong = [(each.row, "; ".join(each.faults)) for each in judge(request.viewer, rows) if each.fate == WRONG]
        return _file(write(wrong, legend()), "za-ispravku.xlsx")
    found = counts(actions.import_people(request.viewer, rows=rows))
    messages.success(
        request,
        _("Written: %(new)s new, %(changed)s changed. Left out: %(wrong)s. Now invite the people.")
        % {"new": found[NEW], "changed": found[CHANGED], "wrong": found[WRONG]},
    )
    return redirect("organisations:staff")


@require_GET
@page(Role.ADMINISTRATOR)
def template(request: OfficeRequest) -> HttpResponse:
    """The table to fill in: units, staff, and the names of the roles."""
    return _file(write([], legend()), "jedinice-i-zaposleni.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
