"""The turn of the year: what becomes of unfinished cases. And the line of a case in UP-1 or UP-2."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.registry import actions, queries
from salter.registry.actions import over
from salter.registry.actions.remedies import note_remedies
from salter.registry.books.over_work import carry_batch
from salter.registry.forms.year import CarryForm, RemediesForm
from salter.registry.models import Remedies
from salter.registry.navigation import CLERKS
from salter.registry.views.common import case_step, do_form, show

HOLDERS = (*CLERKS, Role.HANDLER, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION)


@page(Role.REGISTRY_HEAD)
def carry(request: OfficeRequest, code: str, year: int) -> HttpResponse:
    """Whether unfinished cases keep their number in the next year; and giving them new ones, when they do not."""
    viewer = request.viewer
    register = queries.register(viewer, code, year)
    form = CarryForm(request.POST or None, initial={"rule": over.rule_of(request.organisation)})
    here = reverse("registry:book", args=[code, year])

    def do() -> tuple[str, str]:
        rule = actions.Carrying(form.cleaned_data["rule"])
        if rule is not over.rule_of(request.organisation):
            actions.set_carrying(viewer, rule=rule)
        if rule is actions.Carrying.KEEP:
            return here, _("Set: unfinished cases go on under their numbers.")
        try:
            over.may_carry(viewer, register)
        except ValidationError as error:
            return here, " ".join(error.messages)
        assert viewer.account is not None
        carry_batch.defer(organisation=request.organisation.pk, account=viewer.account.pk, register=str(register.pk))
        return here, _("The unfinished cases are being carried over; each gets its new number in a moment.")

    context = {"register": register, "form": form, "count": over.still_open(viewer, register)}
    return do_form(request, form, do) or show(request, "registry/carry.html", context, bad=bool(form.errors))


@page(*HOLDERS)
def remedies(request: OfficeRequest, case_id: UUID) -> HttpResponse:
    """The line of a case in the register of administrative cases."""
    case = queries.case(request.viewer, case_id)
    known = Remedies.objects.filter(organisation=request.organisation, case=case).first() or Remedies()
    names = ("ex_officio", "dispute", "enforcement")
    initial: dict[str, Any] = {name: getattr(known, name) for name in names}
    form = RemediesForm(request.POST or None, initial={**initial, "instance": case.instance or ""})

    def do() -> str:
        given = {name: form.cleaned_data[name] for name in names}
        instance = form.cleaned_data["instance"]
        note_remedies(request.viewer, case=case, instance=int(instance) if instance else None, **given)
        return _("It stands so in the register of administrative cases.")

    words = {"title": _("Register of administrative cases"), "button": _("Enter it")}
    text = _("What was appealed stands there by itself: enter it under Appeals and clauses.")
    return case_step(request, case, form, do, text=text, **words)
