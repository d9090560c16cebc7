"""Somebody signs in, in one step or two, and shows again who they are: what the session knows of it.

The session keeps the level of assurance with its time and method. Each sign-in is journalled in the person's own
organisation, else in the one whose pages were open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.factors import factors_of
from salter.organisations.levels import Level, Method, highest, level_of, reaches
from salter.organisations.models import Account, Organisation, Role, StaffRole
from salter.organisations.recording import record as write_entry
from salter.organisations.tenancy import scope

ASSURANCE, SECOND_STEP, MUST_SET_UP = "assurance", "second_step", "must_set_up_second_factor"
SECOND_STEP_SECONDS = 600
NEED_SECOND_FACTOR = (Role.ADMINISTRATOR.value, Role.SIGNATORY.value)
"""Roles of a real office that need a second factor unless its settings say otherwise."""


@dataclass(frozen=True, slots=True)
class Assurance:
    """How sure the office is of who is signed in, since when, and how it was shown last."""

    level: str = Level.BASIC.value
    method: str = ""
    at: datetime | None = None


def assurance_of(request: HttpRequest) -> Assurance:
    """What the session knows; the lowest level, long ago, when it knows nothing."""
    kept = request.session.get(ASSURANCE)
    if not isinstance(kept, dict):
        return Assurance()
    return Assurance(kept["level"], kept["method"], datetime.fromisoformat(kept["at"]))


def label_of(request: HttpRequest) -> str:
    """The level of the session in words."""
    level = assurance_of(request).level
    return str(Level(level).label) if level in Level.values else level


def subject_of(account: Account) -> tuple[str, UUID]:
    """The account as the subject of a journal entry."""
    return "account", UUID(int=account.pk)


def record(who: tuple[HttpRequest, Account], verb: str, *, body: dict[str, Any] | None = None) -> None:
    """Journal something about the account of who is signing in."""
    request, account = who
    organisation: Organisation | None = account.organisation or getattr(request, "organisation", None)
    if organisation is not None:
        with scope(organisation.pk):
            write_entry(Viewer(organisation, account), verb, subject=subject_of(account), body=body)


def level_by(method: str) -> str:
    """The level of a method by the installation's policy."""
    return level_of(method, settings.SALTER_LEVELS)


def enter(request: HttpRequest, account: Account, method: Method, level: str = "") -> None:
    """Sign somebody in. `level` is given by a provider; else the method decides."""
    level = level or level_by(method)
    must = not reaches(level, Level.SUBSTANTIAL) and must_set_up(account)
    login(request, account)
    request.session.pop(SECOND_STEP, None)
    _keep(request, level, method)
    if must:
        request.session[MUST_SET_UP] = True
    UserSession.objects.create_from_request(request)
    record((request, account), "sign-in.done", body={"method": method.value, "level": level})


def confirm(request: HttpRequest, account: Account, method: Method, level: str = "") -> None:
    """Somebody who is signed in has shown again who they are; the level only rises."""
    level = highest((assurance_of(request).level, level or level_by(method)))
    _keep(request, level, method)
    record((request, account), "sign-in.confirmed", body={"method": method.value, "level": level})


def _keep(request: HttpRequest, level: str, method: Method) -> None:
    request.session[ASSURANCE] = {"level": level, "method": method.value, "at": clock.real_now().isoformat()}


def begin_second_step(request: HttpRequest, account: Account, target: str) -> None:
    """The password was right; the one-time code or passkey is still to come."""
    until = clock.real_now().timestamp() + SECOND_STEP_SECONDS
    request.session[SECOND_STEP] = {"account": account.pk, "until": until, "next": target}


def second_step(request: HttpRequest) -> tuple[Account, str] | None:
    """Who is between the two steps, and where they go; None when nobody is, or too long ago."""
    kept = request.session.get(SECOND_STEP)
    if not isinstance(kept, dict) or kept["until"] < clock.real_now().timestamp():
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    return (account, str(kept["next"])) if account else None


def asks_second_step(account: Account, level: str = Level.BASIC.value) -> bool:
    """Whether a second step follows. Demo accounts are shared by all who try the demo: theirs only raises the level."""
    return not account.demo and not reaches(level, Level.SUBSTANTIAL) and bool(factors_of(account))


def must_set_up(account: Account) -> bool:
    """Whether a role of `account` needs a second factor that is not there yet."""
    organisation = account.organisation
    if organisation is None or account.demo or factors_of(account):
        return False
    needed = roles_with_second_factor(organisation)
    if not needed:
        return False
    with scope(organisation.pk):
        held = StaffRole.objects.filter(staff__account=account, staff__active=True, role__in=needed)
        return held.exists()


def roles_with_second_factor(organisation: Organisation) -> list[str]:
    """The roles that need a second factor: the office's setting; else administrator and signatory of a real office."""
    chosen = organisation.settings.get("second_factor_roles")
    if isinstance(chosen, list):
        return [str(role) for role in chosen]
    return [] if organisation.demo or organisation.practice else list(NEED_SECOND_FACTOR)


def level_to_sign(organisation: Organisation) -> str:
    """The level that signing an act needs: the office's setting; else substantial in a real office, basic in others."""
    chosen = organisation.settings.get("assurance_to_sign")
    if chosen in Level.values:
        return str(chosen)
    return Level.BASIC.value if organisation.demo or organisation.practice else Level.SUBSTANTIAL.value
