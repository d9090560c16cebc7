"""What comes in, and from whom."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from salter.documents.actions import keep_as_it_came
from salter.documents.models import Source
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.organisations.models import Role
from salter.portal.letters import actions as letters
from salter.portal.models import Letter
from salter.registry import actions
from salter.registry.incoming import actions as shelf
from salter.registry.incoming import reasons
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.mail.actions import keep_account
from salter.registry.models import Case, Door, Incoming, IntakeChannel, Procedure, Reception, ScanCheck
from salter.registry.scans import checks
from tests.portal.scenes import pdf, upload, viewer
from tests.support.office import Office


def came_in(office: Office, about: str, *, key: str = "1", unclear: Unclear | None = None) -> Incoming:
    """A letter that came by e-mail and waits for a clerk."""
    original, attached = office.document(text=f"{about} {key}"), office.document(text=f"Прилог: {about} {key}")
    row, _fresh = shelf.take_in(
        Viewer(office.organisation),
        door=Door.EMAIL,
        source_key=key,
        received_at=clock.now(office.organisation),
        content=Content(
            subject=about,
            text="Молим вас да ми доставите извод.",
            sender_name="Мила Ведрић",
            sender_address="mila@primer.rs",
            unclear=unclear,
        ),
        files=[FileInput(original), FileInput(attached, [{"code": reasons.NOT_CHECKED}])],
    )
    return row


def scanned(office: Office, about: str, *, key: str = "1") -> ScanCheck:
    """A paper that came by the scanner, was registered by the clerk and given to the handler, and is to be checked."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    original = keep_as_it_came(
        clerk, name=f"sken-{key}.pdf", content=BytesIO(pdf()), source=Source.SCAN, media_type="application/pdf"
    )
    row, _fresh = shelf.take_in(
        Viewer(office.organisation),
        door=Door.SCAN,
        source_key=key,
        received_at=clock.now(office.organisation),
        content=Content(subject=about),
        files=[FileInput(original)],
    )
    intake = actions.Intake(
        subject=about,
        channel=IntakeChannel.POST,
        received_at=row.received_at,
        parties=[actions.PartyInput(office.party())],
        procedure=Procedure.objects.get(organisation=office.organisation, code="P036"),
    )
    submission = shelf.register_incoming(clerk, incoming=row, intake=intake)
    head, units = office.viewer(Role.UNIT_HEAD), office.units
    actions.assign(head, case=submission.case, unit=units["IV-02"], staff=office.people[Role.HANDLER])
    return submission.scans.get()


def letter_box(office: Office) -> UUID:
    """A mailbox of the office, which is not asked."""
    row = keep_account(
        office.viewer(Role.ADMINISTRATOR),
        password="tajna",
        name="Писарница",
        host="mail.primer.rs",
        port=993,
        security="tls",
        username="pisarnica",
        folder="INBOX",
        afterwards="seen",
        moved_to="",
        confirms=False,
        active=False,
    )
    return row.pk


def letter(office: Office, about: str) -> Letter:
    """A letter of the citizen to the body, with a file, that is not sent."""
    words = letters.Words(about, "Молим да се погледа.")
    return letters.begin(viewer(office), words=words, uploads=[upload(pdf(), "slika.pdf")])


def sampled(office: Office) -> UUID:
    """A batch that the head of the registry office has drawn."""
    head = office.viewer(Role.REGISTRY_HEAD)
    return checks.draw(head, checks=list(ScanCheck.objects.all())).pk


def taken(office: Office, about: str, how: actions.How) -> UUID:
    """The reception of something handed in at the counter in that manner."""
    intake = actions.Intake(
        subject=about,
        channel=IntakeChannel.COUNTER,
        received_at=office.ago(minutes=5),
        parties=[actions.PartyInput(office.party("Стојан Пешић"))],
        class_code="352",
    )
    submission = actions.take_paper(office.viewer(Role.REGISTRY_CLERK), intake=intake, how=how)
    return Reception.objects.get(submission=submission).pk


def on_paper(office: Office, case: Case) -> UUID:
    """What the open case has on paper only."""
    clerk = office.viewer(Role.REGISTRY_CLERK)
    return actions.note_paper(clerk, case=case, title="Копија плана", sheets=2, place="соба 4").pk


def twins(office: Office) -> tuple[UUID, UUID]:
    """Two entries that may be one."""
    return office.party("Петра Двапут").pk, office.party("Petra Dvaput").pk


def merged(office: Office) -> UUID:
    """Two entries of which one stands for the other."""
    kept, other = office.party("Сава Једном"), office.party("Sava Jednom")
    head = office.viewer(Role.REGISTRY_HEAD)
    return actions.merge_parties(head, kept=kept, other=other, reason="Иста лична карта.").pk
