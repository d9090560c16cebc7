"""Dossiers with cases in them."""

from __future__ import annotations

from uuid import UUID

from salter.organisations.models import Role
from salter.registry.filing.actions import About, close_dossier, open_dossier, put_in
from salter.registry.models import Case, Dossier, DossierCase, DossierKind
from tests.support.office import Office


def dossier(office: Office, about: str) -> Dossier:
    """A dossier of the handler's unit."""
    unit, keeper = office.units["IV-02"], office.people[Role.HANDLER]
    return open_dossier(office.viewer(Role.HANDLER), about=About(DossierKind.PARCEL, about, unit, keeper))


def filed(office: Office, case: Case, about: str) -> DossierCase:
    """The case lies in a dossier."""
    [row] = put_in(office.viewer(Role.HANDLER), dossier=dossier(office, about), cases=[case])
    return row


def put_by(office: Office, about: str) -> UUID:
    """A closed dossier."""
    return close_dossier(office.viewer(Role.HANDLER), dossier=dossier(office, about), why="Парцела је спојена.").pk
