"""What the office does for people: the catalogue and the start page of a service."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from salter.calendars import law
from salter.organisations.pages import OfficeRequest, page
from salter.portal import queries, rules
from salter.portal.definition import Definition, ObtainedBy
from salter.registry.models import ConductedIn, Procedure
from salter.ui.templatetags.salter import language, script

ELSEWHERE = {
    ConductedIn.PISARNICA: _("It is conducted in Pisarnica, the state's system. Hand the request in at the counter."),
    ConductedIn.CEOP: _("It is conducted in CEOP, the state's system for building permits, as the law requires."),
    ConductedIn.LPA: _("It is conducted on the portal of the local tax administration (LPA)."),
    ConductedIn.CIVIL_REGISTERS: _("It is conducted in the system of the civil registers, by the registrar."),
    ConductedIn.OTHER: _("By law it is conducted by another body, in another system."),
}


@page(public=True)
def catalogue(request: OfficeRequest) -> HttpResponse:
    """The services by area, with a search in either script."""
    q = request.GET.get("q", "").strip()[:100]
    areas = queries.catalogue(request.viewer, q)
    marks = [not procedure.verified for area in areas for procedure in area.procedures]
    context = {"areas": areas, "q": q, "found": len(marks), "doubtful": any(marks), "all_doubtful": all(marks)}
    return render(request, "portal/catalogue.html", context)


@page(public=True)
def service(request: OfficeRequest, code: str) -> HttpResponse:
    """The start page of a service: who, what is needed, cost, how long, and the button."""
    procedure = queries.procedure(request.viewer, code)
    form = queries.form_of(request.viewer, procedure)
    period = queries.legal_period(request.viewer, procedure)
    context = {
        "procedure": procedure,
        "elsewhere": ELSEWHERE.get(ConductedIn(procedure.conducted_in)),
        "definition": None,
        "period": period,
        "rule": law.cited(period.rule, language()),
        "measured": queries.measured(request.viewer, procedure),
        "enough": rules.ENOUGH_CASES,
        "listed": _listed(procedure, "party", "choice"),
        "obtained": _listed(procedure, "body"),
    }
    if form:
        context |= _words(queries.definition_of(form))
    return render(request, "portal/service.html", context)


def _listed(procedure: Procedure, *obtained_by: str) -> list[str]:
    """The documents of the catalogue that somebody obtains."""
    rows = procedure.required_documents
    return [script(row["name"]) for row in rows if row.get("name") and row.get("by", "party") in obtained_by]


def _words(definition: Definition) -> dict[str, Any]:
    """The definition in the reader's language."""
    chosen = language()
    papers = {
        kind: [
            {
                "name": attachment.name.read(chosen),
                "keeper": attachment.keeper.read(chosen) if attachment.keeper else "",
                "conditional": bool(attachment.show_if),
                "required": attachment.required,
            }
            for attachment in definition.attachments
            if attachment.obtained_by is kind
        ]
        for kind in ObtainedBy
    }
    return {
        "definition": definition,
        "intro": definition.intro.read(chosen),
        "who": {"text": definition.who.text.read(chosen), "fact": definition.who},
        "cost": {"text": definition.cost.text.read(chosen), "fact": definition.cost},
        "afterwards": definition.afterwards.read(chosen),
        "yours": papers[ObtainedBy.PARTY],
        "ours": papers[ObtainedBy.OFFICE],
        "either": papers[ObtainedBy.CHOICE],
    }
