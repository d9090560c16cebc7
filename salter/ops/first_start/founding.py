"""From the answers of the set-up to an office: all of it, or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from salter.ops.first_start import code
from salter.ops.models import SetUp
from salter.organisations import actions as organisations
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Account, Function, Mode, Organisation, Role, Unit
from salter.organisations.tenancy import scope
from salter.portal import founding
from salter.signatures.actions import issue_test_credentials
from salter.ui.script import fold, to_latin

Answers = dict[str, Any]
LOCK = 7_352_001
"""Advisory lock: two who found at the same moment found one office."""
ADMINISTRATOR_ROLES = (Role.ADMINISTRATOR,)


def needed() -> bool:
    """Whether this installation has no office yet."""
    return not Organisation.objects.exists()


def found(answers: Answers) -> Organisation:
    """Found the office of complete answers (steps.missing is empty); the set-up and its code are gone afterwards.

    Raises NotAllowed when there is an office already, ValidationError for answers that no longer hold.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not needed():
            raise NotAllowed(_("The office is founded already. Sign in."))
        organisation = organisations.found_organisation(**_body(answers))
        with scope(organisation.pk):
            _furnish(founding.founder(organisation), answers)
        SetUp.objects.all().delete()
    code.forget(settings.SALTER_HOME)
    return organisation


def _body(answers: Answers) -> dict[str, Any]:
    body, contact = answers["name"], answers["contact"]
    return {
        "code": "-".join(fold(body["name_lat"]).split())[:40],
        "kind": answers["place"]["kind"],
        "municipality_code": answers["place"].get("code", ""),
        "registration_number": answers["place"].get("registration_number", ""),
        "tax_number": answers["place"].get("tax_number", ""),
        "name_cyr": body["name_cyr"],
        "name_lat": body["name_lat"] or to_latin(body["name_cyr"]),
        "body_cyr": body["body_cyr"],
        "seat_cyr": body["seat_cyr"],
        "address_cyr": contact["address_cyr"],
        "email": contact["email"],
        "phone": contact["phone"],
        "number_format": answers["numbers"]["number_format"],
    }


def _furnish(viewer: Viewer, answers: Answers) -> None:
    units = _units(viewer, answers["units"]["rows"])
    first = next(iter(units.values()))
    founding.add_contents(viewer, {"": first})
    for function in Function:
        _mode(viewer, function, answers[f"mode-{function.value}"])
    _administrator(viewer, first, answers["administrator"])
    if settings.SALTER_MODE != "production":  # production has no use for TEST keys; real ones are connected later
        issue_test_credentials(viewer, staff=None)


def _units(viewer: Viewer, rows: list[dict[str, str]]) -> dict[str, Unit]:
    """The units by mark; a row may stand under any row before it."""
    made: dict[str, Unit] = {}
    for row in rows:
        parent = made.get(row["under"])
        made[row["mark"]] = organisations.create_unit(viewer, mark=row["mark"], name=row["name"], parent=parent)
    return made


def _mode(viewer: Viewer, function: Function, answer: dict[str, str]) -> None:
    decided = answer.get("decided_on", "")
    organisations.set_mode(
        viewer,
        function=function,
        mode=Mode(answer["mode"]),
        decision=answer.get("decision", ""),
        ground=answer.get("ground", ""),
        decided_on=date.fromisoformat(decided) if decided else None,
    )


def _administrator(viewer: Viewer, unit: Unit, answer: dict[str, str]) -> None:
    staff = organisations.add_staff(
        viewer,
        username=answer["username"],
        name=answer["name"],
        unit=unit,
        title=answer["title"],
        roles=ADMINISTRATOR_ROLES,
        email=answer["email"],
    )
    Account.objects.filter(pk=staff.account_id).update(password=answer["password"])  # hashed when it was typed
