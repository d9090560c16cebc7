"""The office itself: founding it, its data, the mode of each function."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from salter.organisations.access import Viewer, require
from salter.organisations.languages import LANGUAGES
from salter.organisations.models import Function, FunctionMode, Mode, Organisation, Role
from salter.organisations.recording import record
from salter.organisations.tenancy import scope, uuid7


def found_organisation(*, code: str, **fields: Any) -> Organisation:
    """Create an office; `fields` are columns of Organisation. Gives the office.

    Raises django.db.IntegrityError when the code is taken.
    """
    with transaction.atomic():
        organisation = Organisation.objects.create(code=code, **fields)
        with scope(organisation.pk):
            record(Viewer(organisation), "organisation.founded", subject=("organisation", uuid7()), body={"code": code})
    return organisation


@transaction.atomic
def change_office(
    viewer: Viewer,
    *,
    name_cyr: str,
    name_lat: str,
    body_cyr: str,
    seat_cyr: str,
    address_cyr: str,
    email: str,
    phone: str,
    hostname: str,
    name_en: str = "",
) -> Organisation:
    """Change name, address and contact of the office, and the host name that its pages answer to.

    Raises NotAllowed, and ValidationError (code `hostname`) when another office answers to that name.
    """
    require(viewer, Role.ADMINISTRATOR)
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    hostname = hostname.strip().lower()
    if hostname and Organisation.objects.filter(hostname=hostname).exclude(pk=office.pk).exists():
        raise ValidationError(_("Another office here already answers to this host name."), code="hostname")
    given = {
        "name_cyr": name_cyr,
        "name_lat": name_lat,
        "name_en": name_en,
        "body_cyr": body_cyr,
        "seat_cyr": seat_cyr,
        "address_cyr": address_cyr,
        "email": email,
        "phone": phone,
        "hostname": hostname,
    }
    changed = sorted(name for name, value in given.items() if getattr(office, name) != value)
    if changed:
        for name in changed:
            setattr(office, name, given[name])
        office.save(update_fields=changed)
        record(
            viewer,
            "organisation.changed",
            subject=("organisation", uuid7()),
            body={"fields": ", ".join(changed), "name": office.name_cyr},
        )
    return office


@transaction.atomic
def set_mode(
    viewer: Viewer,
    *,
    function: Function,
    mode: Mode,
    decision: str = "",
    ground: str = "",
    decided_on: date | None = None,
) -> FunctionMode:
    """Set the mode of a function; `own` needs the head's decision, its ground and its date (house.md, section 4).

    Raises NotAllowed, ValidationError when `own` lacks them.
    """
    require(viewer, Role.ADMINISTRATOR)
    if mode == Mode.OWN and not (decision and ground and decided_on):
        raise ValidationError(
            _("Own mode needs the decision of the head, its legal ground and its date."), code="ground"
        )
    row, _created = FunctionMode.objects.update_or_create(
        organisation=viewer.organisation,
        function=function,
        defaults={"mode": mode, "decision": decision, "ground": ground, "decided_on": decided_on},
    )
    record(viewer, "mode.set", subject=("mode", row.pk), body={"function": function.value, "mode": mode.value})
    return row


@transaction.atomic
def use_language(viewer: Viewer, *, code: str, ground: str, name: str, body: str, seat: str) -> Organisation:
    """Note that a language is in official use, by which act, and what the office is called in it; again: other words.

    Raises NotAllowed, and ValidationError with codes `language` (nothing is written in it here), `ground`, `name`,
    `body`, `seat` (empty).
    """
    require(viewer, Role.ADMINISTRATOR)
    if code not in LANGUAGES:
        raise ValidationError(_("Šalter has no words in this language."), code="language")
    given = {"ground": ground.strip(), "name": name.strip(), "body": body.strip(), "seat": seat.strip()}
    for part, words in given.items():
        if not words:
            raise ValidationError(_("Write this too: papers and pages in the language need it."), code=part)
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    if office.languages.get(code) != given:
        office.languages = {**office.languages, code: given}
        office.save(update_fields=["languages"])
        _record_language(viewer, "language.used", code, ground=given["ground"])
    return office


@transaction.atomic
def end_language(viewer: Viewer, *, code: str) -> Organisation:
    """A language is no longer in official use: no case is begun in it; those that are conducted in it stay so.

    Raises NotAllowed.
    """
    require(viewer, Role.ADMINISTRATOR)
    office = Organisation.objects.select_for_update().get(pk=viewer.organisation.pk)
    if code in office.languages:
        office.languages = {key: words for key, words in office.languages.items() if key != code}
        office.save(update_fields=["languages"])
        _record_language(viewer, "language.ended", code)
    return office


def _record_language(viewer: Viewer, verb: str, code: str, **body: str) -> None:
    record(viewer, verb, subject=("organisation", uuid7()), body={"spoken": code, **body})
