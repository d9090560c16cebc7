"""What comes in: at the counter, through the portal, by the shelf of what nobody stood at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from salter.documents.actions import keep_as_it_came, take_in
from salter.documents.models import Document, Source
from salter.documents.rendering import render
from salter.organisations import clock
from salter.organisations.access import Viewer
from salter.portal import actions as portal
from salter.portal.letters import actions as letters
from salter.portal.models import Draft
from salter.registry import actions, receipts
from salter.registry.actions.access import restrict_case
from salter.registry.incoming import actions as shelf
from salter.registry.minutes.actions import note_inspection
from salter.registry.models import (
    Door,
    Incoming,
    IntakeChannel,
    ScanCheck,
)
from salter.registry.scans import checks
from salter.training import words
from salter.training.deeds.base import deed
from salter.training.offices.world import World


def paper(world: World, by: str, name: str, text: str, source: Source = Source.SCAN) -> Document:
    """A page of words, taken in."""
    return take_in(world.viewer(by), name=f"{name}.txt", content=BytesIO(f"{text}\n".encode()), source=source)


@deed
def register(
    world: World,
    *,
    procedure: str,
    subject: str,
    case: str = "case",
    by: str = "pisarnica",
    channel: str = "counter",
    posted: int = 2,
    class_code: str = "",
    received: int = 0,
    lacks: tuple[str, ...] = (),
    **given: Any,
) -> None:
    """A request is registered. `from` names who it is of, `posted` and `received` how many days ago that was, `lacks`
    the papers that did not come with it."""
    now = clock.now(world.organisation)
    party = world.party(given["from"])
    intake = actions.Intake(
        subject=subject,
        channel=IntakeChannel(channel),
        received_at=now - timedelta(minutes=3, days=received),
        parties=[actions.PartyInput(party)],
        documents=[
            paper(world, by, name, f"{subject}.\n\n{text}")
            for name, text in words.papers(procedure).items()
            if name not in lacks
        ],
        procedure=world.procedure(procedure),
        class_code=class_code,
        posted_on=timezone.localdate(now) - timedelta(days=posted) if channel == "post" else None,
    )
    world.cases[case] = str(actions.register_case(world.viewer(by), intake).case.pk)


@deed
def file_online(world: World, *, procedure: str, by: str, answers: Mapping[str, str], case: str = "case") -> None:
    """A citizen sends a request through the portal."""
    start_online(world, procedure=procedure, by=by)
    answer_online(world, by=by, answers=answers)
    send_online(world, by=by, case=case)


@deed
def start_online(world: World, *, procedure: str, by: str) -> None:
    """A citizen begins a request on the portal."""
    portal.start_draft(world.viewer(by), procedure=world.procedure(procedure))


@deed
def answer_online(world: World, *, by: str, answers: Mapping[str, str]) -> None:
    """The citizen answers questions of the request begun last: `file` adds a file, `+30` is the day in thirty days."""
    citizen, draft = world.viewer(by), _draft_of(world, by)
    for question, raw in answers.items():
        if raw == "file":
            upload = portal.Upload(f"{question}.txt", "text/plain", BytesIO("Скица: 12 m² уз фасаду.\n".encode()))
            portal.attach(citizen, draft=draft, question=question, uploads=[upload])
        elif raw.startswith("+"):
            day = clock.today(world.organisation) + timedelta(days=int(raw))
            portal.answer(citizen, draft=draft, question=question, raw=day.isoformat())
        else:
            portal.answer(citizen, draft=draft, question=question, raw=raw)


@deed
def send_online(world: World, *, by: str, case: str = "case") -> None:
    """The citizen sends the request begun last."""
    world.cases[case] = str(portal.submit(world.viewer(by), draft=_draft_of(world, by)).case.pk)


def _draft_of(world: World, by: str) -> Draft:
    """The request that a citizen began last and has not sent."""
    rows = Draft.objects.filter(organisation=world.organisation, account=world.accounts[by], sent_at=None)
    return rows.select_related("form__procedure").order_by("-created_at", "-pk")[0]


@deed
def supplement_online(world: World, *, text: str, by: str, case: str = "case") -> None:
    """The citizen adds something to an own case through the portal."""
    portal.supplement(world.viewer(by), case=world.case(case), text=text, uploads=[])


@deed
def receipt(world: World, *, by: str, case: str = "case") -> None:
    """The citizen takes the receipt of what was sent."""
    submission = world.case(case).submissions.order_by("sub_number").first()
    assert submission is not None
    receipts.ensure(world.viewer(by), submission)


@deed
def write_letter(world: World, *, by: str, subject: str, text: str) -> None:
    """The citizen writes to the body in free words."""
    citizen = world.viewer(by)
    letters.send(citizen, letter=letters.begin(citizen, words=letters.Words(subject, text)))


@deed
def shelve(
    world: World,
    *,
    door: str,
    name: str,
    text: str,
    subject: str = "",
    sender: str = "",
    address: str = "",
    case: str = "",
    hours: int = 1,
) -> None:
    """A scan or an e-mail lies on the shelf since some hours; `{number}` in its words is that of `case`."""
    office = world.organisation
    now, number = clock.now(office), world.case(case).number if case else ""
    subject, text = subject.format(number=number), text.format(number=number)
    about, lines = subject or name, text.splitlines()
    if door == Door.SCAN:
        page = {"title": lines[0], "note": "Измишљен папир за вежбу", "lines": lines[1:]}
        data, kind, source = render("words_pages", page, at=now), "application/pdf", Source.SCAN
    else:
        head = f"From: {sender} <{address}>\nSubject: {subject}\n\n"
        data, kind, source = f"{head}{text}".encode(), "message/rfc822", Source.EMAIL
    nobody = Viewer(office)
    original = keep_as_it_came(nobody, name=name, content=BytesIO(data), source=source, media_type=kind)
    shelf.take_in(
        nobody,
        door=Door(door),
        source_key=f"{name}#{now.isoformat()}",
        received_at=now - timedelta(hours=hours),
        content=shelf.Content(about, "" if door == Door.SCAN else text, sender, address, {"name": name}),
        files=[shelf.FileInput(original)],
    )


@deed
def take_from_shelf(
    world: World,
    *,
    name: str,
    by: str = "pisarnica",
    into: str = "",
    procedure: str = "",
    subject: str = "",
    case: str = "case",
    channel: str = "post",
    received: str = "",
    **given: Any,
) -> None:
    """What lies on the shelf is registered: as a supplement `into` a case, or as a new case of `from`; received when
    it came, or (`now`) as if only now."""
    row = on_shelf(world, name)
    party = world.party(given["from"]) if "from" in given else world.part(into).party
    intake = actions.Intake(
        subject=subject or row.subject,
        channel=IntakeChannel(channel),
        received_at=actions.NOW if received else row.received_at,
        parties=[actions.PartyInput(party)],
        procedure=world.procedure(procedure) if procedure else None,
    )
    found = world.case(into) if into else None
    made = shelf.register_incoming(world.viewer(by), incoming=row, intake=intake, case=found)
    world.cases[case] = str(made.case.pk)


@deed
def set_aside(world: World, *, name: str, reason: str, by: str = "pisarnica") -> None:
    """What lies on the shelf is not for the office."""
    shelf.set_aside(world.viewer(by), incoming=on_shelf(world, name), reason=reason)


@deed
def take_back(world: World, *, name: str, by: str = "pisarnica") -> None:
    """What was set aside lies on the shelf again."""
    shelf.take_back(world.viewer(by), incoming=on_shelf(world, name))


def on_shelf(world: World, name: str) -> Incoming:
    """The newest that came in under a name of its original."""
    rows = Incoming.objects.filter(organisation=world.organisation, facts__name=name)
    return rows.order_by("-id")[0]


@deed
def check_scan(world: World, *, name: str, by: str, refuse: str = "") -> None:
    """A second person has viewed a scan and confirms it, or sends it back."""
    viewer = world.viewer(by)
    rows = ScanCheck.objects.filter(organisation=world.organisation, document__name=name)
    check = rows.select_related("document").order_by("-id")[0]
    checks.view(viewer, check=check, document=check.document)
    if refuse:
        checks.refuse(viewer, check=check, reason=refuse)
    else:
        checks.confirm(viewer, check=check)


@deed
def supplement(
    world: World, *, text: str, case: str = "case", by: str = "pisarnica", subject: str = "", channel: str = "counter"
) -> None:
    """A paper comes in for a case that is there."""
    found = world.case(case)
    intake = actions.Intake(
        subject=subject or f"Допуна: {found.subject}"[:200],
        channel=IntakeChannel(channel),
        received_at=clock.now(world.organisation) - timedelta(minutes=2),
        parties=[actions.PartyInput(world.part(case).party)],
        documents=[paper(world, by, "Допуна", text)],
    )
    actions.add_supplement(world.viewer(by), case=found, intake=intake)


@deed
def cancel(world: World, *, reason: str, case: str = "case", by: str = "sef-pisarnice") -> None:
    """A wrong entry is cancelled."""
    actions.cancel_case(world.viewer(by), case=world.case(case), reason=reason)


@deed
def external(world: World, *, number: str, status: str = "у обради", case: str = "case", by: str = "") -> None:
    """The number that the state's system gave is noted."""
    now = clock.now(world.organisation)
    actions.note_external(
        world.worker(case, by), case=world.case(case), system="pisarnica", number=number, status=status, at=now
    )


@deed
def inspect(world: World, *, who: str, right: str, what: str, case: str = "case", by: str = "pisarnica") -> None:
    """Somebody looked into the file at the office."""
    today = clock.today(world.organisation)
    note_inspection(world.viewer(by), case=world.case(case), person=who, right=right, on=today, what=what)


@deed
def restrict(world: World, *, reason: str, case: str = "case", by: str = "sef-pisarnice") -> None:
    """Only the handler and the party see the case from now on."""
    restrict_case(world.viewer(by), case=world.case(case), staff=[], reason=reason)
