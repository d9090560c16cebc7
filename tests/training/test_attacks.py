"""A trainee tries to get out of the practice office: every line of `attacks` is refused, and nothing leaks in refusing.

How many there are stands in the manual (docs/manual/practice.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from salter.documents.actions import take_in
from salter.documents.models import Source
from salter.journal import heads
from salter.journal.models import Entry, Head, Log
from salter.journal.tasks import relay, run_everything
from salter.mailbox.models import Delivery
from salter.organisations import clock
from salter.organisations.access import viewer_of
from salter.organisations.actions import issue_token
from salter.organisations.models import Account, KeptForm, Organisation, Party, Role, Staff, TokenScope, Unit
from salter.organisations.tenancy import scope
from salter.registry import actions as registry
from salter.registry.models import Case, IntakeChannel, Procedure
from salter.training import deeds
from salter.training.classes.actions import Plan, close, make_class
from salter.training.editing.actions import begin_writing, keep_draft
from salter.training.exercises.format import digest_of
from salter.training.exercises.library import exercises
from salter.training.models import Mode, Seat
from salter.training.offices.world import World
from tests.support.office import Office
from tests.support.scene import came_in, citizen, letter, signed
from tests.training.attacks import ATTACKS, EXAM, NOBODY, Attack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_town")]
REAL, THEIRS, WRITTEN = "крчедин", "меденац", "тајнакључ"
"""Words of the real office, of another trainee, and of an exercise that the trainer writes."""


@dataclass
class Scene:
    """What attacks name, by its name in braces, and a browser for each who attacks."""

    names: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)


def registered(office: Organisation, viewer: Any, party: Party, word: str) -> Any:
    """A case whose every word may be known again."""
    text = BytesIO(f"{word}ска исправа".encode())
    paper = take_in(viewer, name=f"{word}.txt", content=text, source=Source.SCAN)
    intake = registry.Intake(
        subject=f"{word.title()}ски захтев",
        channel=IntakeChannel.COUNTER,
        received_at=clock.now(office) - timedelta(minutes=5),
        parties=[registry.PartyInput(party)],
        documents=[paper],
        procedure=Procedure.objects.get(organisation=office, code="P036"),
    )
    return registry.register_case(viewer, intake)


def of_case(prefix: str, submission: Any) -> dict[str, str]:
    """The names of a case."""
    case = Case.objects.get(pk=submission.case_id)
    return {
        f"{prefix}_case": str(case.pk),
        f"{prefix}_number": case.number,
        f"{prefix}_submission": str(submission.pk),
        f"{prefix}_receipt": submission.submission_number,
        f"{prefix}_document": str(submission.attachments.all()[0].document_id),
        f"{prefix}_hash": submission.attachments.all()[0].document.sha256,
        f"{prefix}_party": str(case.parties.all()[0].party_id),
    }


def real_office(office: Office, scene: Scene) -> None:
    """A case decided and sent to its citizen, a letter, a mail, a kept form, an exercise that the trainer writes."""
    submission = registered(office.organisation, office.viewer(Role.REGISTRY_CLERK), citizen(office), REAL)
    submission.case = registry.assign(
        office.viewer(Role.UNIT_HEAD),
        case=submission.case,
        unit=office.units["IV-02"],
        staff=office.people[Role.HANDLER],
    )
    Party.objects.filter(pk=submission.case.parties.get().party_id).update(name=f"Милица {REAL.title()}ац")
    act = signed(office, submission.case)
    [delivery] = registry.dispatch_act(office.viewer(Role.REGISTRY_CLERK), act=act)
    account = office.account(Role.HANDLER)
    now = clock.real_now()
    kept = KeptForm.objects.create(
        account=account, kept_at=now, expires_at=now + timedelta(days=1), sealed=REAL.encode()
    )
    own = begin_writing(office.viewer(Role.TRAINER), code="nasa", title="Наша", source="salter")
    text = own.text.replace("Понедељак је ујутру.", f"Понедељак је ујутру, {WRITTEN}.")
    keep_draft(office.viewer(Role.TRAINER), exercise=own, text=text, was=digest_of(own.text))
    scene.names |= of_case("real", submission) | {
        "real_act": str(act.pk),
        "real_delivery": str(delivery.pk),
        "real_letter": str(letter(office, REAL).pk),
        "real_incoming": str(came_in(office, REAL).pk),
        "real_kept": str(kept.pk),
        "real_staff": str(office.people[Role.HANDLER].pk),
        "real_unit": str(office.units["IV-02"].pk),
        "real_org": str(office.organisation.pk),
        "real_register": submission.case.register.code,
        "real_year": str(submission.case.register.year),
        "real_entry": str(Entry.objects.filter(case_id=submission.case_id).latest("pk").pk),
        "written": str(own.pk),
    }


def in_class(office: Office, name: str, mode: Mode = Mode.LEARNING) -> list[Seat]:
    """A class with two places."""
    live = make_class(
        office.viewer(Role.TRAINER), plan=Plan(name=name, exercise="salter", mode=mode, names=["Ана", "Бојан"])
    )
    return list(Seat.objects.filter(in_class=live).select_related("in_class").order_by("number"))


def joined(seat: Seat, post: str = "pisarnica") -> Client:
    """A browser that came in by a slip, and goes on as somebody of its office."""
    client = Client()
    assert client.post(f"/join/{seat.code}/").status_code == 302
    if post != "pisarnica":
        assert client.post(f"/practice/as/{post}/").status_code == 302, post
    return client


def office_of(seat: Seat) -> Organisation:
    """The practice office of a place."""
    found = Seat.objects.select_related("practice").get(pk=seat.pk).practice
    assert found is not None
    return found


def with_session(client: Client) -> Client:
    """Another browser with a copy of the cookie that this one has now."""
    copy = Client()
    copy.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return copy


def practised(scene: Scene, prefix: str, seat: Seat, word: str) -> Organisation:
    """A case in the practice office of a place, and what attacks name of it."""
    office = office_of(seat)
    with scope(office.pk):
        world = World.of(office)
        submission = registered(office, world.viewer("pisarnica"), world.party("gradjanin1"), word)
        scene.names |= of_case(prefix, submission) | {
            f"{prefix}_seat": str(seat.pk),
            f"{prefix}_code": office.code,
            f"{prefix}_unit": str(Unit.objects.filter(organisation=office)[0].pk),
            f"{prefix}_staff": str(Staff.objects.filter(organisation=office)[0].pk),
        }
    return office


@pytest.fixture
def scene(office: Office) -> Scene:
    """The real office at work, two trainees of one class, one in an exam, and their browsers."""
    found = Scene()
    real_office(office, found)
    own, their = in_class(office, "Обука")
    browsers = {post: joined(own, post) for post in sorted(BROWSERS)}
    joined(their)
    practice = practised(found, "own", own, "проба")
    practised(found, "their", their, THEIRS)
    [shut, _other] = in_class(office, "Затворена")
    assert shut.in_class
    close(office.viewer(Role.TRAINER), live=shut.in_class)
    browsers[EXAM] = joined(in_class(office, "Испит", Mode.EXAM)[0])
    official = Client()
    official.force_login(office.account(Role.HANDLER))
    browsers["before"] = with_session(official)
    assert official.post("/practice/take/").status_code == 302
    browsers["left"] = with_session(official)
    assert official.post("/practice/leave/").status_code == 302
    with scope(practice.pk):
        clerk = Account.objects.get(username=f"{practice.code}.pisarnica")
        token = issue_token(viewer_of(clerk, practice), account=clerk, role=Role.REGISTRY_CLERK, scopes=[*TokenScope])
    while relay():  # every entry is in the log, with its proof
        pass
    heads.make(Log.OFFICES)
    found.browsers = browsers | {NOBODY: Client(), "token": Client(headers={"Authorization": f"Bearer {token}"})}
    found.names |= {
        "live": str(own.in_class_id),
        "closed_code": shut.code,
        "own_cookie": browsers["pisarnica"].cookies[settings.SESSION_COOKIE_NAME].OutputString(),
        "real_log_size": str(max([100_000, *Head.objects.filter(log_id=0).values_list("size", flat=True)])),
    }
    return found


BROWSERS = {attack.by for attacks in ATTACKS.values() for attack in attacks} - {NOBODY, EXAM, "token", "before", "left"}


def answered(scene: Scene, attack: Attack) -> tuple[int, str]:
    """What the attack comes to; what it wrote is forgotten."""
    browser, address = scene.browsers[attack.by], attack.address.format(**scene.names)
    headers = {name: value.format(**scene.names) for name, value in attack.headers.items()}
    with transaction.atomic():
        if attack.sent is None:
            response: Any = browser.get(address, headers=headers)
        else:
            sent = {name: value.format(**scene.names) for name, value in attack.sent.items()}
            response = browser.post(address, sent, headers=headers)
        transaction.set_rollback(True)
    body = response.content if isinstance(response, HttpResponse) else b"".join(response)
    return response.status_code, body.decode(errors="replace")


def leaks(attack: Attack, body: str) -> list[str]:
    """Words in an answer that the trainee may not have; what was typed is shown again."""
    typed = attack.address.casefold()
    return [word for word in (REAL, THEIRS, WRITTEN, *hidden()) if word in body.casefold() and word not in typed]


def hidden() -> list[str]:
    """What an exercise keeps to itself until it is earned or made: hints and mistakes."""
    exercise = exercises()["salter"]
    hints = [hint for step in exercise.steps for hint in step.hints]
    return [text.casefold()[:60] for text in (*hints, *(one.says for one in exercise.mistakes))]


def test_every_attack_is_refused_and_shows_nothing(scene: Scene, settings: LazySettings) -> None:
    settings.EMAIL_HOST, settings.ALLOWED_HOSTS = "mail.example", ["*"]
    Organisation.objects.filter(code="vedrovo").update(hostname="vedrovo.example")
    broken = []
    for attack in (attack for attacks in ATTACKS.values() for attack in attacks):
        status, body = answered(scene, attack)
        if status != attack.status:
            broken.append(f"{attack.name}: {status}, not {attack.status}")
        broken += [f"{attack.name}: shows {word}" for word in leaks(attack, body)]
    assert not broken, "\n".join(broken)
    assert mail.outbox == []


def test_an_attack_that_is_not_refused_is_seen(scene: Scene) -> None:
    """The same attacks from the real office succeed, and the table notices each: status and words."""
    official = Client()
    official.force_login(Account.objects.get(username="vedrovo-handler"))
    scene.browsers |= dict.fromkeys(BROWSERS, official)
    seen = ATTACKS["the real office"][0]
    status, body = answered(scene, seen)
    assert status == 200 != seen.status
    assert leaks(seen, body) == [REAL]


def test_nothing_leaves_a_practice_office(scene: Scene, settings: LazySettings) -> None:
    """A decision is sent in every way that the office has, also by the state's mailbox with a notice by e-mail."""
    settings.EMAIL_HOST = "mail.example"
    office = Organisation.objects.get(code=scene.names["own_code"])
    with scope(office.pk):
        world = World.of(office)
        deeds.play(world, [("dispatch", {"case": "basta", "channel": "mailbox"})])
        Delivery.objects.update(note="stvarna@example.com")
    clerk, [delivery] = scene.browsers["pisarnica"], _newest_of(office)
    clerk.post(f"/office/dispatch/email/{delivery.pk}/", {"email": "stvarna@example.com", "how": "ours"})
    clerk.post("/password/", {"username": f"{office.code}.pisarnica"})
    run_everything()
    assert mail.outbox == []


def _newest_of(office: Organisation) -> list[Delivery]:
    with scope(office.pk):
        return list(Delivery.objects.order_by("-id")[:1])


def test_the_manual_says_how_many() -> None:
    """How many attacks are tried, and by which test, stands where officials read what practising is."""
    count = sum(map(len, ATTACKS.values()))
    page = (Path(__file__).parents[2] / "docs" / "manual" / "practice.md").read_text("utf-8")
    assert f"{count} attempts" in page
    assert "tests/training/test_attacks.py" in page
