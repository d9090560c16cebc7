"""Staff: the list, a person with roles, authorisations and invitation."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from salter.organisations import actions, clock, queries
from salter.organisations.actions.accounts import open_links, token_of
from salter.organisations.administration.common import address_of, deed, done, show, site_of
from salter.organisations.administration.forms import (
    AuthorisationForm,
    EndForm,
    InvitationForm,
    PostForm,
    ReasonForm,
    RolesForm,
    StaffForm,
)
from salter.organisations.burdens import burdens
from salter.organisations.models import AuthorisationKind, Role, Staff
from salter.organisations.pages import OfficeRequest, page

SHOWN = 300


def url_of(staff: Staff) -> str:
    """The page of a person."""
    return reverse("organisations:person", args=[staff.pk])


@page(Role.ADMINISTRATOR)
def staff(request: OfficeRequest) -> HttpResponse:
    """Everybody who works here, or worked here."""
    q = request.GET.get("q", "")[:200]
    closed = request.GET.get("state") == "closed"
    people = queries.staff(request.viewer, q, active=not closed)
    states = [{"value": "", "label": _("who work here")}, {"value": "closed", "label": _("whose account is closed")}]
    part = {"label": _("People"), "name": "state", "options": states, "value": "closed" if closed else ""}
    context = {"people": people[:SHOWN], "more": len(people) > SHOWN, "count": len(people), "q": q, "parts": [part]}
    return show(request, "staff", "staff", context)


@page(Role.ADMINISTRATOR)
def new_person(request: OfficeRequest) -> HttpResponse:
    """Add somebody to the staff."""
    form = StaffForm(request.POST or None, viewer=request.viewer)
    made: list[Staff] = []

    def do() -> str:
        given = dict(form.cleaned_data)
        roles = [Role(role) for role in given.pop("roles")]
        made.append(actions.add_staff(request.viewer, roles=roles, **given))
        return _("%(name)s was added. An invitation lets the person set a password.") % {"name": given["name"]}

    words = {"title": _("Add a person"), "button": _("Add the person")}
    return deed(request, form, do, to=reverse("organisations:staff"), here="staff", **words)


@page(Role.ADMINISTRATOR)
def person(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """A person: post, roles with who gave them, authorisations, the open invitation."""
    row = queries.person(request.viewer, staff_id)
    link = next((each for each in open_links(row.account) if each.created_by), None)
    context = {
        "person": row,
        "roles": sorted(row.roles.all(), key=lambda each: each.role),
        "authorisations": sorted(row.authorisations.all(), key=lambda each: each.valid_from, reverse=True),
        "link": link,
        "address": address_of(link, token_of(link)) if link else "",
        "mailed": bool(link and row.account.email and settings.EMAIL_HOST),
        "burdens": burdens(request.organisation, row),
        "today": clock.today(request.organisation),
        "oneself": request.viewer.staff == row,
    }
    return show(request, "person", "staff", context)


@page(Role.ADMINISTRATOR)
def change_post(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Another name, unit, post or e-mail."""
    row = queries.person(request.viewer, staff_id)
    form = PostForm(request.POST or None, viewer=request.viewer, staff=row)

    def do() -> str:
        actions.change_post(request.viewer, staff=row, **form.cleaned_data)
        return _("Saved.")

    words = {"title": row.name, "button": _("Save"), "text": _("Cases that are assigned stay where they are.")}
    return deed(request, form, do, to=url_of(row), here="staff", **words)


@page(Role.ADMINISTRATOR)
def roles(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Give and take roles."""
    row = queries.person(request.viewer, staff_id)
    held = {each.role for each in row.roles.all()}
    form = RolesForm(request.POST if request.method == "POST" else None, held=held)

    def do() -> str:
        wanted = set(form.cleaned_data["roles"])
        for role in sorted(wanted - held):
            actions.grant_role(request.viewer, staff=row, role=Role(role))
        for role in sorted(held - wanted):
            actions.withdraw_role(request.viewer, staff=row, role=Role(role))
        return _("The roles are as you chose.")

    words = {"title": _("Roles of %(name)s") % {"name": row.name}, "button": _("Save the roles")}
    return deed(request, form, do, to=url_of(row), here="staff", **words)


@page(Role.ADMINISTRATOR)
def invite(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """A one-time link for the person, to hand over or to mail."""
    row = queries.person(request.viewer, staff_id)
    form = InvitationForm(request.POST or None)

    def do() -> str:
        actions.invite(request.viewer, staff=row, site=site_of(request), days=form.cleaned_data["days"])
        return _("The link is ready. Only hand it to the person itself: whoever has it sets the password.")

    words = {
        "title": _("Invite %(name)s") % {"name": row.name},
        "button": _("Make the link"),
        "text": _("The person opens the link once and sets a password. A link made earlier stops working."),
    }
    return deed(request, form, do, to=url_of(row), here="staff", **words)


@require_POST
@page(Role.ADMINISTRATOR)
def withdraw_link(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Let the link stop working."""
    row = queries.person(request.viewer, staff_id)

    def do() -> str:
        actions.withdraw_link(request.viewer, staff=row)
        return _("The link no longer works.")

    return done(request, do, to=url_of(row))


@page(Role.ADMINISTRATOR)
def deactivate(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Close an account; what the person leaves behind is said before."""
    row = queries.person(request.viewer, staff_id)
    form = ReasonForm(request.POST or None)

    def do() -> str:
        actions.deactivate_staff(request.viewer, staff=row, reason=form.cleaned_data["reason"])
        return _("The account of %(name)s is closed: sessions, tokens and links ended.") % {"name": row.name}

    left = ", ".join(f"{each.label}: {each.count}" for each in burdens(request.organisation, row))
    words = {
        "title": _("Close the account of %(name)s") % {"name": row.name},
        "button": _("Close the account"),
        "dangerous": True,
        "warning": _("%(name)s still has %(what)s. They stay assigned until the head of the unit gives them to others.")
        % {"name": row.name, "what": left}
        if left
        else "",
        "text": _("Access ends at once. What the person has done stays, under the same name."),
    }
    return deed(request, form, do, to=url_of(row), here="staff", **words)


@require_POST
@page(Role.ADMINISTRATOR)
def reactivate(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Open an account again."""
    row = queries.person(request.viewer, staff_id)

    def do() -> str:
        actions.reactivate_staff(request.viewer, staff=row)
        return _("The account is open again. Invite the person to set a new password.")

    return done(request, do, to=url_of(row))


@page(Role.ADMINISTRATOR)
def authorise(request: OfficeRequest, staff_id: UUID) -> HttpResponse:
    """Enter a written authorisation."""
    row = queries.person(request.viewer, staff_id)
    form = AuthorisationForm(request.POST or None)

    def do() -> str:
        given = dict(form.cleaned_data)
        kind = AuthorisationKind(given.pop("kind"))
        actions.give_authorisation(request.viewer, staff=row, kind=kind, **given)
        return _("The authorisation is entered.")

    words = {"title": _("Authorise %(name)s") % {"name": row.name}, "button": _("Enter the authorisation")}
    return deed(request, form, do, to=url_of(row), here="staff", **words)


@page(Role.ADMINISTRATOR)
def end_authorisation(request: OfficeRequest, authorisation_id: UUID) -> HttpResponse:
    """End an authorisation before its time."""
    row = queries.authorisation(request.viewer, authorisation_id)
    form = EndForm(request.POST or None, initial={"last_day": clock.today(request.organisation)})

    def do() -> str:
        actions.end_authorisation(request.viewer, authorisation=row, **form.cleaned_data)
        return _("The authorisation ends on the day you chose.")

    words = {
        "title": _("End authorisation no. %(number)s") % {"number": row.number},
        "button": _("End the authorisation"),
        "text": _("What was decided under it stays."),
        "dangerous": True,
    }
    return deed(request, form, do, to=url_of(row.staff), here="staff", **words)
