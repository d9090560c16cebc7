"""How sure the office wants to be of its people: who needs a second factor, and what signing needs."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from salter.organisations import queries
from salter.organisations.access import STAFF_ROLES
from salter.organisations.actions.assurance import remove_factors, set_assurance
from salter.organisations.administration.common import AdminForm, deed
from salter.organisations.levels import Level
from salter.organisations.models import Role
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.presence import level_to_sign, roles_with_second_factor


class AssuranceForm(AdminForm):
    """The two rules of the office."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles that need a second factor"),
        required=False,
        choices=[(role.value, role.label) for role in Role if role in STAFF_ROLES],
        widget=forms.CheckboxSelectMultiple,
    )
    to_sign = forms.ChoiceField(
        label=gettext_lazy("Level of assurance that signing an act needs"),
        choices=Level.choices,
        widget=forms.RadioSelect,
    )


class NoForm(AdminForm):
    """A deed without anything to fill in."""


@page(Role.ADMINISTRATOR, fresh=True)
def assurance(request: OfficeRequest) -> HttpResponse:
    """Who needs a second factor, and what signing needs."""
    office = request.organisation
    initial = {"roles": roles_with_second_factor(office), "to_sign": level_to_sign(office)}
    form = AssuranceForm(request.POST or None, initial=initial)

    def do() -> str:
        roles = [Role(role) for role in form.cleaned_data["roles"]]
        set_assurance(request.viewer, roles=roles, to_sign=Level(form.cleaned_data["to_sign"]))
        return _("The rules of signing in are set; they hold from the next sign-in.")

    words = {
        "title": _("Rules of signing in"),
        "button": _("Set the rules"),
        "text": _("Who needs a second factor and has none is led to set it up after the password."),
    }
    return deed(request, form, do, to=reverse("organisations:staff"), here="assurance", **words)


@page(Role.ADMINISTRATOR, fresh=True)
def factors_away(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Remove the second factors of somebody who has lost phone and recovery codes."""
    person = queries.person(request.viewer, staff_id)
    form = NoForm(request.POST or None)

    def do() -> str:
        remove_factors(request.viewer, staff=person)
        return _("The second factors are removed. The password alone opens the door now.")

    words = {
        "title": _("Remove the second factors of %(name)s") % {"name": person.name},
        "button": _("Remove them"),
        "text": _(
            "For who has lost the phone and the recovery codes. Make sure, face to face, that it is that person."
        ),
    }
    return deed(request, form, do, to=reverse("organisations:person", args=[person.pk]), here="staff", **words)
