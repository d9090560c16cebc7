"""The incoming shelf: taken in once, seen by the registry office only, registered, set aside, taken back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from salter.documents.actions import content, keep_as_it_came
from salter.documents.models import Source
from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import numbering
from salter.registry.actions import Intake, give_access, restrict_case
from salter.registry.history import sentence
from salter.registry.incoming import actions, queries, reasons
from salter.registry.incoming.actions import Content, FileInput, Unclear
from salter.registry.models import Case, CaseLook, Door, Incoming, IncomingState, IntakeChannel, Submission
from tests.support.office import Office
from tests.support.scene import came_in

SignIn = Callable[[Role], Client]
CLERK = Role.REGISTRY_CLERK


def intake(office: Office, **more: Any) -> Intake:
    """What the clerk's form says."""
    values = {"subject": "Допис", "channel": IntakeChannel.EMAIL, "received_at": clock.now(office.organisation)}
    return Intake(**{**values, "class_code": "350", **more})


def verbs(row: Incoming) -> list[str]:
    """What the journal says of it, in order."""
    return list(Entry.objects.filter(subject_id=row.pk).order_by("id").values_list("verb", flat=True))


def test_taking_in_twice_gives_the_first_one_back(office: Office) -> None:
    first = came_in(office, "Допис", key="a")
    again, fresh = actions.take_in(
        Viewer(office.organisation),
        door=Door.EMAIL,
        source_key="a",
        received_at=clock.now(office.organisation),
        content=Content(subject="Друго"),
        files=[],
    )
    other = came_in(office, "Допис", key="b")
    assert (again.pk, fresh, again.subject) == (first.pk, False, "Допис")
    assert other.pk != first.pk
    assert verbs(first) == ["incoming.taken"]
    assert [file.original for file in queries.files(first)] == [True, False]


def test_only_the_registry_office_sees_it(office: Office, other_office: Office) -> None:
    row = came_in(office, "Допис")
    assert queries.one(office.viewer(CLERK), row.pk).subject == "Допис"
    for role in (Role.HANDLER, Role.MAYOR, Role.ADMINISTRATOR, Role.CITIZEN):
        with pytest.raises(Incoming.DoesNotExist):
            queries.one(office.viewer(role), row.pk)
        with pytest.raises(NotAllowed):
            actions.set_aside(office.viewer(role), incoming=row, reason="није за нас")
    with scope(other_office.organisation.pk), pytest.raises(Incoming.DoesNotExist):
        queries.one(other_office.viewer(CLERK), row.pk)


def test_a_new_case_gets_all_its_documents(office: Office) -> None:
    row = came_in(office, "Допис")
    submission = actions.register_incoming(office.viewer(CLERK), incoming=row, intake=intake(office))
    row.refresh_from_db()
    documents = [file.document_id for file in queries.files(row)]
    assert (row.state, row.submission_id) == (IncomingState.REGISTERED, submission.pk)
    assert list(submission.attachments.values_list("document_id", flat=True)) == documents
    assert verbs(row)[-1] == "incoming.registered"


def test_a_supplement_goes_to_its_case(office: Office) -> None:
    case = office.register().case
    row = came_in(office, "Допуна")
    submission = actions.register_incoming(office.viewer(CLERK), incoming=row, intake=intake(office), case=case)
    assert (submission.case_id, submission.sub_number) == (case.pk, 1)
    assert Case.objects.count() == 1


def test_two_clerks_register_it_once(office: Office) -> None:
    row = came_in(office, "Допис")
    actions.register_incoming(office.viewer(CLERK), incoming=row, intake=intake(office))
    with pytest.raises(ValidationError, match="бржи|faster"):
        actions.register_incoming(office.viewer(Role.REGISTRY_HEAD), incoming=row, intake=intake(office))
    assert Case.objects.count() == 1


def test_set_aside_is_kept_and_can_be_taken_back(office: Office) -> None:
    clerk = office.viewer(CLERK)
    row = came_in(office, "Реклама", unclear=Unclear(reasons.UNKNOWN))
    with pytest.raises(ValidationError) as refused:
        actions.set_aside(clerk, incoming=row, reason=" ")
    assert refused.value.code == "reason"
    row = actions.set_aside(clerk, incoming=row, reason="реклама")
    assert (row.state, row.set_aside_reason) == (IncomingState.SET_ASIDE, "реклама")
    row = actions.take_back(clerk, incoming=row)
    assert (row.state, row.set_aside_reason, row.settled_at) == (IncomingState.UNCLEAR, "", None)
    with pytest.raises(ValidationError):
        actions.take_back(clerk, incoming=row)
    assert verbs(row) == ["incoming.taken", "incoming.set_aside", "incoming.taken_back"]
    files = [file.document.sha256 for file in queries.files(row)]
    told = Entry.objects.get(verb="incoming.set_aside")
    assert told.body == {"door": row.door, "number": "", "documents": files, "reason": "реклама"}
    assert sentence(told) == "Пристигло „Реклама“ остављено је по страни: реклама"
    assert sentence(Entry.objects.get(verb="incoming.taken_back")) == "Остављено по страни, „Реклама“, враћено је."


def test_read_again_replaces_what_was_understood_but_not_what_a_clerk_did(office: Office) -> None:
    door = Viewer(office.organisation)
    row = came_in(office, "?", unclear=Unclear(reasons.UNKNOWN))
    original = queries.files(row)[0].document_id
    better, paper = Content(subject="Молба", sender_address="a@primer.rs"), office.document()
    row = actions.read_again(door, incoming=row, content=better, files=[FileInput(paper)])
    assert (row.state, row.subject, row.reason) == (IncomingState.WAITING, "Молба", "")
    assert [file.document_id for file in queries.files(row)] == [original, paper.pk]
    actions.set_aside(office.viewer(CLERK), incoming=row, reason="није за нас")
    after = actions.read_again(door, incoming=row, content=Content(subject="Треће"), files=[])
    assert (after.state, after.subject) == (IncomingState.SET_ASIDE, "Молба")


@pytest.mark.parametrize(
    ("subject", "right"),
    [
        ("Допуна уз {number}", True),
        ("Re: vaš broj {number}.", True),
        ("Потврда {submission}", True),
        ("Извод за 2025/2026. годину", False),
        ("Позив 011 334 22 11", False),
        ("Молба за сечу стабла, Липова 1", False),
    ],
)
def test_our_number_in_the_subject_is_found(office: Office, subject: str, right: bool) -> None:
    submission = office.register()
    words = {"number": submission.case.number, "submission": submission.submission_number}
    row = came_in(office, subject.format(**words))
    found = queries.likely_case(office.viewer(CLERK), row)
    assert found == (submission.case if right else None)


def test_the_number_of_a_submission_is_found_also_without_a_digit(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "receipt_number", lambda: "ZAWS-VWBB-TJRK")
    case = office.register().case
    row = came_in(office, "Потврда ZAWS-VWBB-TJRK")
    assert queries.likely_case(office.viewer(CLERK), row) == case


def test_what_may_not_be_refused_is_kept_as_it_came(office: Office) -> None:
    data = b"MZ no program may come in, but the letter that brings it is kept"
    kept = keep_as_it_came(
        Viewer(office.organisation),
        name="pismo.eml",
        content=BytesIO(data),
        source=Source.EMAIL,
        media_type="message/rfc822",
    )
    assert content(kept) == data
    assert kept.media_type == "message/rfc822"


def test_the_list_shows_each_state_with_its_reason(office: Office, client_as: SignIn) -> None:
    came_in(office, "Чека", key="1")
    came_in(office, "Нејасно", key="2", unclear=Unclear(reasons.UNKNOWN))
    client = client_as(CLERK)
    waiting = client.get(reverse("registry:incoming")).content.decode()
    unclear = client.get(reverse("registry:incoming") + "?state=unclear&door=email").content.decode()
    scans = client.get(reverse("registry:incoming") + "?state=unclear&door=scan").content.decode()
    assert "Чека" in waiting
    assert "Нејасно" not in waiting
    assert "Нејасно" in unclear
    assert "unknown" in unclear
    assert "Нејасно" not in scans


def test_keyset_pages_show_each_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    rows = [came_in(office, f"Допис {key}", key=str(key)) for key in range(5)]
    viewer, seen, mark = office.viewer(CLERK), [], ""
    for _page in range(3):
        page, mark = queries.shelf(viewer, queries.Shelf(), mark)
        seen += [row.pk for row in page]
    assert seen == [row.pk for row in reversed(rows)]
    assert mark == ""


def test_a_clerk_registers_it_from_the_prefilled_form(office: Office, client_as: SignIn) -> None:
    client, row = client_as(CLERK), came_in(office, "Молба за извод")
    one = client.get(reverse("registry:incoming-one", args=[row.pk])).content.decode()
    assert reverse("registry:intake") + f"?incoming={row.pk}" in one
    address = reverse("registry:register") + f"?incoming={row.pk}"
    form = client.get(address)
    shown = form.content.decode()
    assert 'value="Молба за извод"' in shown
    assert 'value="mila@primer.rs"' in shown
    fields = {
        "matter": "350",
        "subject": "Молба за извод",
        "channel": "email",
        "received_at": form.context["form"]["received_at"].value().strftime("%d. %m. %Y. %H:%M"),
        "party-0-name": "Мила Ведрић",
        "party-0-email": "mila@primer.rs",
        "form_key": "k1",
    }
    sent = client.post(address, fields)
    assert sent.status_code == 302, sent.content.decode()[:4000]
    row.refresh_from_db()
    assert row.state == IncomingState.REGISTERED
    submission = Submission.objects.get(incoming=row)
    assert (submission.channel, submission.attachments.count()) == (IntakeChannel.EMAIL, 2)
    assert client.post(address, {**fields, "form_key": "k2"}).status_code == 422


def test_our_number_makes_the_supplement_the_main_thing_to_do(office: Office, client_as: SignIn) -> None:
    case = office.register().case
    client, row = client_as(CLERK), came_in(office, f"Допуна {case.number}")
    address = reverse("registry:supplement", args=[case.pk]) + f"?incoming={row.pk}"
    assert address in client.get(reverse("registry:incoming-one", args=[row.pk])).content.decode()
    form = client.get(address)
    moment = form.context["form"]["received_at"].value().strftime("%d. %m. %Y. %H:%M")
    sent = client.post(address, {"subject": "Допуна", "channel": "email", "received_at": moment, "form_key": "k"})
    assert sent.status_code == 302
    assert case.submissions.filter(sub_number=1, channel="email").exists()


def test_setting_aside_and_taking_back_by_page(office: Office, client_as: SignIn) -> None:
    client, row = client_as(CLERK), came_in(office, "Реклама")
    aside = reverse("registry:incoming-aside", args=[row.pk])
    assert client.post(aside, {"reason": ""}).status_code == 422
    assert client.post(aside, {"reason": "реклама", "form_key": "k"}).status_code == 302
    page = client.get(reverse("registry:incoming-one", args=[row.pk])).content.decode()
    assert "реклама" in page
    client.post(reverse("registry:incoming-back", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == IncomingState.WAITING


def test_the_shelf_is_no_side_door_to_a_restricted_case(office: Office, client_as: SignIn) -> None:
    row, clerk, head = came_in(office, "Тајновит допис"), office.viewer(CLERK), office.viewer(Role.REGISTRY_HEAD)
    case = actions.register_incoming(clerk, incoming=row, intake=intake(office)).case
    client, page = client_as(CLERK), reverse("registry:incoming-one", args=[row.pk])
    paper = reverse("registry:incoming-file", args=[row.pk, queries.files(row)[0].pk])
    shelf = reverse("registry:incoming") + "?state=registered"
    assert [client.get(place).status_code for place in (page, paper)] == [200, 200]
    assert CaseLook.objects.get(case=case, account=clerk.account).times == 2
    restrict_case(head, case=case, staff=[], reason="подаци о здрављу")
    assert [client.get(place).status_code for place in (page, paper)] == [404, 404]
    body = client.get(shelf).content.decode()
    assert "Тајновит" not in body
    assert case.number not in body
    give_access(head, case=case, staff=office.people[CLERK], reason="води књигу")
    assert client.get(page).status_code == 200
    assert "Тајновит" in client.get(shelf).content.decode()
