"""The scene that tests are set in, built by the same functions that people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from salter.documents.actions import take_in
from salter.documents.models import Document, Source
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import Viewer, viewer_of
from salter.organisations.identifiers import make_test_jmbg, make_test_pib
from salter.organisations.models import Account, AuthorisationKind, Organisation, Party, PartyKind, Role, Staff, Unit
from salter.organisations.tenancy import scope
from salter.portal.founding import founder, furnish
from salter.registry import actions
from salter.registry.models import IntakeChannel, Procedure, Submission
from salter.signatures.actions import issue_test_credentials
from tests.support.copies import Copied, before, copied

OFFICIALS = tuple(role for role in Role if role not in (Role.CITIZEN, Role.COMPANY))


@dataclass
class Office:
    """A founded organisation and its people."""

    organisation: Organisation
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[Role, Staff] = field(default_factory=dict)
    citizen: Account | None = None
    company: Account | None = None

    def account(self, role: Role) -> Account:
        """The account of the person of a role."""
        outside = {Role.CITIZEN: self.citizen, Role.COMPANY: self.company}.get(role)
        if outside is not None:
            return outside
        return self.people[role].account

    def viewer(self, role: Role) -> Viewer:
        """The person of a role, looking at this office; inside its scope."""
        return viewer_of(self.account(role), self.organisation)

    def party(self, name: str = "Мила Ведрић") -> Party:
        """A party entered at the counter."""
        return organisations.enter_party(self.viewer(Role.REGISTRY_CLERK), kind=PartyKind.PERSON, name=name)

    def document(
        self,
        data: bytes = b"%PDF-1.4\n%%EOF\n",
        name: str = "zahtev.txt",
        text: str = "Молим да се одобри заузеће јавне површине.",
    ) -> Document:
        """A text file taken in at the counter."""
        content: BinaryIO = BytesIO(text.encode() if name.endswith(".txt") else data)
        return take_in(self.viewer(Role.REGISTRY_CLERK), name=name, content=content, source=Source.SCAN)

    def ago(self, *, days: int = 0, minutes: int = 0) -> datetime:
        """A moment so many days back by the calendar, and minutes that never reach into another day."""
        now = timezone.localtime(clock.now(self.organisation))
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return max(now - timedelta(minutes=minutes), midnight) - timedelta(days=days)

    def register(self, subject: str = "Захтев за заузеће јавне површине", party: Party | None = None) -> Submission:
        """A case registered at the counter."""
        intake = actions.Intake(
            subject=subject,
            channel=IntakeChannel.COUNTER,
            received_at=self.ago(minutes=5),
            parties=[actions.PartyInput(party or self.party())],
            documents=[self.document()],
            procedure=Procedure.objects.get(organisation=self.organisation, code="P036"),
        )
        return actions.register_case(self.viewer(Role.REGISTRY_CLERK), intake)


_copies: dict[tuple[str, str, str | None], Copied] = {}


def found_office(code: str) -> Office:
    """An office with two units and one person of every role: founded the first time, afterwards the same rows."""
    if not connection.in_atomic_block:
        return _founded(code)
    key = (connection.settings_dict["NAME"], code, get_language())
    if key not in _copies:
        then = before()
        office = _founded(code)
        _copies[key] = copied(then, office.organisation.pk, office)
        return office
    found: Office = _copies[key].laid_in()
    return found


def _founded(code: str) -> Office:
    """Found and furnish an office by the functions that people use."""
    organisation = organisations.found_organisation(
        code=code,
        kind="municipality",
        name_cyr="Општина Ведрово",
        name_lat="Opština Vedrovo",
        name_en="Municipality of Vedrovo",
        body_cyr="Општинска управа општине Ведрово",
        seat_cyr="Ведрово",
        demo=True,
    )
    office = Office(organisation)
    with scope(organisation.pk):
        viewer = founder(organisation)
        office.units["IV"] = organisations.create_unit(viewer, mark="IV", name="Општинска управа")
        office.units["IV-01"] = organisations.create_unit(
            viewer, mark="IV-01", name="Одељење за општу управу", parent=office.units["IV"]
        )
        office.units["IV-02"] = organisations.create_unit(
            viewer, mark="IV-02", name="Одељење за комуналне послове", parent=office.units["IV"]
        )
        furnish(organisation, {"": office.units["IV-02"]})
        for role in OFFICIALS:
            unit = office.units["IV-02" if role in (Role.HANDLER, Role.UNIT_HEAD) else "IV-01"]
            office.people[role] = organisations.add_staff(
                viewer,
                username=f"{code}-{role.value}",
                name=f"Лице {role.value}",
                unit=unit,
                title=str(role.label),
                roles=[role],
            )
        signatory = office.people[Role.SIGNATORY]
        issue_test_credentials(viewer, staff=signatory)
        organisations.give_authorisation(
            viewer,
            staff=signatory,
            kind=AuthorisationKind.DECIDE,
            number="031-1/2026-IV-01",
            issued_on=date(2026, 1, 5),
            valid_from=date(2026, 1, 5),
        )
    office.citizen = organisations.open_account(
        username=f"{code}-citizen",
        name="Мила Ведрић",
        identifier=make_test_jmbg(date(1985, 5, 5), False, 1),
        identifier_kind="jmbg",
    )
    office.company = organisations.open_account(
        username=f"{code}-company",
        name="Гаврило Предузетнић",
        company_name="Ведрина ДОО",
        identifier=make_test_pib(organisation.pk),
        identifier_kind="pib",
    )
    return office
