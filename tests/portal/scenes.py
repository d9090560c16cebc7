"""What several tests of the portal begin with."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from salter.organisations.access import Viewer, viewer_of
from salter.organisations.models import Account, Role
from salter.portal import actions, queries
from salter.portal.actions import Upload
from salter.portal.definition import next_question
from salter.portal.models import Draft
from salter.registry.models import Procedure
from tests.support.office import Office

AID: dict[str, Any] = {
    "reason": "illness",
    "story": "Операција и лекови које фонд не плаћа.",
    "members": "3",
    "has-income": "yes",
    "monthly-income": "45.000",
    "aid-before": ["child"],
    "payment": "post",
    "post-address": ["Главна 12", "11000", "Ведрово"],
    "phone": "064 123 4567",
    "income-proof-by": "office",
    "medical": [],
}


def pdf(password: str = "") -> bytes:
    """A small PDF, locked when a password is given."""
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def upload(data: bytes, name: str = "skica.pdf") -> Upload:
    """A file as actions take it."""
    return Upload(name, "application/pdf", BytesIO(data))


def sent_file(data: bytes, name: str = "skica.pdf") -> SimpleUploadedFile:
    """A file as the test client sends it."""
    return SimpleUploadedFile(name, data, "application/pdf")


def procedure(office: Office, code: str) -> Procedure:
    """A procedure of the office."""
    return Procedure.objects.get(organisation=office.organisation, code=code)


def viewer(office: Office, account: Account | None = None) -> Viewer:
    """The citizen, as the next request would see them."""
    return viewer_of(account or office.account(Role.CITIZEN), office.organisation)


def begun(office: Office, code: str = "P050", account: Account | None = None) -> Draft:
    """A request without answers."""
    return actions.start_draft(viewer(office, account), procedure=procedure(office, code))


def filled(office: Office, answers: dict[str, Any] | None = None, account: Account | None = None) -> Draft:
    """A request for aid with every question on its way answered."""
    draft, given = begun(office, "P050", account), {**AID, **(answers or {})}
    definition = queries.definition_of(draft.form)
    while question := next_question(definition, queries.answers(draft, definition, queries.files(draft))):
        actions.answer(viewer(office, account), draft=draft, question=question.code, raw=given[question.code])
        draft.refresh_from_db()
    return draft
