"""Expired cases are listed, reviewed by a second person, approved in writing, destroyed, and recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from salter.archive import actions as archive
from salter.archive import ocfl
from salter.archive.disposal import actions, destroying, holders, papers, queries
from salter.archive.disposal.actions import Approval
from salter.archive.disposal.rules import Hold
from salter.archive.models import ArchiveUnit, BookLine, Disposal, DisposalState
from salter.archive.tasks import check_oldest
from salter.documents import blobs, leftovers
from salter.documents.actions import storage
from salter.documents.models import Document, Leftover
from salter.documents.storage import Destroyed
from salter.journal.models import Entry
from salter.ops import doctor_files
from salter.ops.gone import Gone
from salter.ops.recovery import destroyed
from salter.ops.recovery.backup import DOCUMENTS, OBJECTS
from salter.ops.recovery.database import View
from salter.ops.recovery.folder import Folder
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry.models import Act, Attachment, Case, CaseLink, CaseWords, LinkKind
from salter.registry.shelves import actions as shelves
from salter.registry.shelves import loans
from tests.archive.test_actions import closed
from tests.ops.api import caller
from tests.portal.scenes import pdf
from tests.registry.scenes import SignIn
from tests.registry.test_layout_word import text_of
from tests.support.office import Office
from tests.support.scene.disposal import expire
from tests.support.scene.dossiers import filed
from tests.support.stores import own_store


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path) -> Iterator[None]:
    """Bytes go here, and the other tests of the worker need theirs."""
    with own_store(tmp_path / "own"):
        yield


def archived(office: Office) -> ArchiveUnit:
    """An archived case whose time was over yesterday."""
    return expire(office, archive.archive_case(office.viewer(Role.ARCHIVIST), case=closed(office)))


def accepted(office: Office) -> Disposal:
    """A list of all that is over its time, which the commission has accepted."""
    row = actions.propose(office.viewer(Role.ARCHIVIST))
    row = actions.send(office.viewer(Role.ARCHIVIST), disposal=row)
    return actions.accept(office.viewer(Role.REGISTRY_HEAD), disposal=row)


def approved(office: Office) -> Disposal:
    """The same with the approval of the public archive, which the archivist has entered."""
    paper = office.document(name="saglasnost.txt", text="Одобрава се уништење.")
    told = Approval("123/2040", clock.today(office.organisation), "Историјски архив", paper)
    return actions.approve(office.viewer(Role.ARCHIVIST), disposal=accepted(office), approval=told)


def bytes_go(office: Office) -> None:
    """A day goes by, in which nobody makes a backup."""
    Leftover.objects.update(since=clock.real_now() - timedelta(days=3))
    leftovers.remove_noted(clock.real_now() + timedelta(days=1))


def copied(query: str) -> list[str]:
    """What a backup of this moment would copy."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def test_what_has_expired_is_listed_and_what_is_held_back_says_why(office: Office, client_as: SignIn) -> None:
    archivist, today = office.viewer(Role.ARCHIVIST), clock.today(office.organisation)
    unit = archive.archive_case(archivist, case=closed(office))
    for kept_on in (None, today):
        ArchiveUnit.objects.update(keep_until=kept_on)
        assert queries.groups(archivist) == [], "kept permanently, or on its last day"
    expire(office, unit)
    [row] = queries.groups(archivist)
    assert (row.line.pk, row.units, row.bytes) == (unit.line_id, 1, unit.size)
    assert queries.held(archivist) == []

    client = client_as(Role.ARCHIVIST)
    assert row.line.class_code in client.get(reverse("archive:disposal")).content.decode()
    printed = client.get(reverse("archive:disposal-pdf")).content
    assert papers.NOTE.split(";")[0] in " ".join(text_of(printed).split())
    sheet = load_workbook(BytesIO(client.get(reverse("archive:disposal-table")).content)).worksheets[0]
    [_head, line] = [[cell.value for cell in cells] for cells in sheet.iter_rows()]
    assert (line[0], line[2], line[5], line[7]) == (1, row.line.class_code, 1, row.line.ordinal)

    filed(office, unit.case, "Парцела")
    shelf = shelves.add_shelf(office.viewer(Role.REGISTRY_CLERK), parent=None, code="Депо")
    box = shelves.add_box(office.viewer(Role.REGISTRY_CLERK), shelf=shelf, code="К-1")
    shelves.put_in(office.viewer(Role.REGISTRY_CLERK), cases=[unit.case], box=box)
    loans.lend(office.viewer(Role.REGISTRY_CLERK), case=unit.case, to="Слободан Ковач", until_on=today)
    CaseLink.objects.create(
        organisation=office.organisation,
        case=office.register().case,
        other=unit.case,
        kind=LinkKind.EARLIER,
        at=clock.now(office.organisation),
    )
    assert queries.groups(archivist) == []
    [held] = queries.held(archivist)
    assert (held.unit.pk, held.why) == (unit.pk, [Hold.LENT, Hold.FILED, Hold.LINKED])
    assert unit.case.number in client.get(reverse("archive:disposal")).content.decode()
    with pytest.raises(NotAllowed):
        queries.groups(office.viewer(Role.HANDLER))


def test_a_list_goes_from_the_proposal_to_the_record(office: Office, client_as: SignIn) -> None:
    """GEMMA Zaken 349, 371: what may be destroyed is listed, destroyed and reported."""
    gone, spared = archived(office), archived(office)
    archivist, head = client_as(Role.ARCHIVIST), client_as(Role.REGISTRY_HEAD)
    archivist.post(reverse("archive:disposal-new"), {"note": "Године до 2034."})
    row = Disposal.objects.get()
    at = [row.pk]
    item = row.items.get(archive_unit=spared)
    archivist.post(reverse("archive:disposal-exclude", args=[*at, item.pk]), {"why": "Тече парница."})
    archivist.post(reverse("archive:disposal-send", args=at), {"form_key": str(uuid4())})
    assert archivist.post(reverse("archive:disposal-review", args=at), {"found": "accept"}).status_code == 422
    head.post(reverse("archive:disposal-review", args=at), {"found": "return", "comment": "Шта је са спором?"})
    assert "Шта је са спором?" in archivist.get(reverse("archive:disposal-list", args=at)).content.decode()
    archivist.post(reverse("archive:disposal-send", args=at), {"form_key": str(uuid4())})
    head.post(reverse("archive:disposal-review", args=at), {"found": "accept"})
    request = " ".join(text_of(archivist.get(reverse("archive:disposal-list-pdf", args=at)).content).split())
    assert papers.REQUEST[:40] in request
    paper = SimpleUploadedFile("saglasnost.pdf", pdf(), "application/pdf")
    form = {"by": "Историјски архив", "number": "123/2040", "on": str(clock.today(office.organisation))}
    without = archivist.post(reverse("archive:disposal-approve", args=at), form)
    assert without.status_code == 422, "nothing goes without the approval itself"
    archivist.post(reverse("archive:disposal-approve", args=at), {**form, "file": paper})
    assert archivist.post(reverse("archive:disposal-destroy", args=at), {"number": "1"}).status_code == 422
    own = archivist.post(reverse("archive:disposal-destroy", args=at), {"number": row.number})
    assert own.status_code == 422, "who entered the approval does not order"
    head.post(reverse("archive:disposal-destroy", args=at), {"number": row.number})
    row.refresh_from_db()
    assert row.state == DisposalState.DESTROYING

    document = Act.objects.get(case=gone.case).document
    assert document
    sha256 = document.sha256
    assert destroying.go_on(office.organisation, row.pk)
    document.refresh_from_db()
    assert (document.sha256, document.text, bool(document.destroyed_at)) == ("", "", True)
    shown = head.get(reverse("archive:disposal-list", args=at)).content.decode()
    assert "govuk-inset-text" in shown
    destroying.go_on(office.organisation, row.pk)
    assert not storage().exists(f"{ocfl.object_prefix(gone.object_id)}/inventory.json")
    row.refresh_from_db()
    assert row.state == DisposalState.DESTROYING, "the bytes have still their day"
    assert blobs.verify(storage(), sha256)
    bytes_go(office)
    destroying.go_on(office.organisation, row.pk)
    row.refresh_from_db()
    assert row.state == DisposalState.DESTROYED
    assert not blobs.verify(storage(), sha256)

    record = " ".join(text_of(archivist.get(reverse("archive:disposal-record", args=at)).getvalue()).split())
    for said in (gone.case.number, spared.case.number, "Тече парница.", "123/2040", row.ordered_name):
        assert said in record, said
    assert row.number in BookLine.objects.get(pk=gone.line_id).record_of_disposal
    case = Case.objects.get(pk=gone.case_id)
    assert (case.number, case.subject) == (gone.case.number, gone.case.subject)
    [entry] = Entry.objects.filter(verb="case.destroyed")
    assert (entry.case_id, entry.body["approval"], sha256 in entry.body["files"]) == (case.pk, "123/2040", True)
    assert archive.check_fixity(office.viewer(Role.ARCHIVIST), unit=spared).sound
    assert [item.excluded_why for item in row.items.exclude(excluded_why="")] == ["Тече парница."]


def test_who_asks_for_a_destroyed_document_is_told_so_and_nobody_misses_it(office: Office, client_as: SignIn) -> None:
    unit = archived(office)
    act = Act.objects.get(case=unit.case)
    row = actions.order(office.viewer(Role.REGISTRY_HEAD), disposal=approved(office))
    destroying.go_on(office.organisation, row.pk)
    document = Attachment.objects.filter(case=unit.case)[0].document
    client = client_as(Role.ARCHIVIST)
    asked = client.get(reverse("registry:document", args=[unit.case_id, document.pk]))
    assert (asked.status_code, "410" in asked.content.decode()) == (410, True)
    page = client.get(reverse("registry:case", args=[unit.case_id]), {"paper": str(document.pk)})
    assert page.status_code == 200
    assert client.get(reverse("registry:act", args=[unit.case_id, act.pk])).status_code in (200, 410)
    assert client.get(reverse("archive:unit", args=[unit.pk])).status_code == 200
    assert client.get(reverse("archive:sip", args=[unit.pk])).status_code == 410
    [told] = json.loads(caller(office, Role.ARCHIVIST).get(f"/cases/{unit.case_id}").content)["documents"]
    assert (told["name"], told["sha256"], bool(told["destroyed_at"])) == (document.name, "", True)
    asking = RequestFactory().get("/api/v1/anything")
    answer = Gone(lambda request: HttpResponse()).process_exception(asking, Destroyed("x"))
    assert answer
    assert (answer.status_code, json.loads(answer.content)["code"]) == (410, "document-destroyed")
    unit.refresh_from_db()
    with pytest.raises(Destroyed):
        archive.check_fixity(office.viewer(Role.ARCHIVIST), unit=unit)
    act.refresh_from_db()
    assert act.content == {}
    words = CaseWords.objects.get(case=unit.case)
    assert "молим" not in str(words.words)
    assert "" not in {*doctor_files._documents(True)}
    assert unit.object_id not in {*doctor_files._objects(True)}
    assert check_oldest(0) == 0
    assert unit.object_id not in {*copied(OBJECTS)}
    assert "" not in {*copied(DOCUMENTS)}
    assert not Document.objects.filter(destroyed_at=None, sha256="").exists()


def test_a_case_that_something_needs_by_now_is_spared(office: Office) -> None:
    unit = archived(office)
    row = actions.order(office.viewer(Role.REGISTRY_HEAD), disposal=approved(office))
    filed(office, unit.case, "Парцела")
    while destroying.go_on(office.organisation, row.pk):
        pass
    item = row.items.get()
    assert item.excluded_why == papers.held_words([Hold.FILED])
    assert not Document.objects.exclude(destroyed_at=None).exists()
    row.refresh_from_db()
    assert row.state == DisposalState.DESTROYED


def test_bytes_that_something_else_names_stay(office: Office) -> None:
    unit = archived(office)
    [attached] = Attachment.objects.filter(case=unit.case, submission__isnull=False)
    other = office.register().case
    Attachment.objects.create(organisation=office.organisation, case=other, document=attached.document, position=9)
    same = [row for row in Attachment.objects.filter(case=unit.case) if row.document_id != attached.document_id]
    row = actions.order(office.viewer(Role.REGISTRY_HEAD), disposal=approved(office))
    destroying.go_on(office.organisation, row.pk)
    bytes_go(office)
    attached.document.refresh_from_db()
    assert attached.document.destroyed_at is None
    assert blobs.verify(storage(), attached.document.sha256)
    for one in same:
        one.document.refresh_from_db()
        assert one.document.destroyed_at
    holders.documents_of(other).get(pk=attached.document_id)  # the last case that names it takes it along


class Moment:
    """The database of this test, as a backup reads it."""

    def rows(self, query: str) -> list[tuple[str, Any]]:
        """The rows of a query."""
        with connection.cursor() as cursor:
            cursor.execute(query)
            return [(object_id, json.loads(told)) for object_id, told in cursor.fetchall()]


def test_an_older_backup_brings_nothing_back_that_was_destroyed(office: Office, tmp_path: Path) -> None:
    unit = archived(office)
    row = actions.order(office.viewer(Role.REGISTRY_HEAD), disposal=approved(office))
    folder = Folder(tmp_path / "backups")
    folder.prepare()
    older = transaction.savepoint()
    destroying.go_on(office.organisation, row.pk)
    for _backup in range(2):
        destroyed.keep(folder, cast(View, Moment()))
    transaction.savepoint_rollback(older)
    unit.refresh_from_db()
    assert unit.destroyed_at is None, "as it was before"
    assert destroyed.again(folder.root) == 1
    unit.refresh_from_db()
    assert unit.destroyed_at
    assert unit.destroyed_by["approval"] == "123/2040"
    assert not storage().exists(f"{ocfl.object_prefix(unit.object_id)}/inventory.json")
    assert Entry.objects.filter(verb="case.destroyed", case_id=unit.case_id).count() == 1
    assert destroyed.again(folder.root) == 0
    destroying.go_on(office.organisation, row.pk)
    assert row.items.get().destroyed_at, "the list that the backup brought back goes on"


def test_steps_are_refused_out_of_turn(office: Office) -> None:
    unit = archived(office)
    with pytest.raises(NotAllowed):
        actions.propose(office.viewer(Role.HANDLER))
    archivist, head = office.viewer(Role.ARCHIVIST), office.viewer(Role.REGISTRY_HEAD)
    row = actions.propose(archivist)
    today, paper = clock.today(office.organisation), office.document(name="s.txt", text="Одобрава се.")

    def refused(code: str, do: object) -> None:
        with pytest.raises(ValidationError) as found:
            do()  # type: ignore[operator]
        assert found.value.code == code

    refused("none", lambda: actions.propose(head))  # it stands on a list already
    refused("state", lambda: actions.accept(head, disposal=row))
    refused("why", lambda: actions.exclude(head, item=row.items.get(), why=" "))
    refused("why", lambda: actions.withdraw(head, disposal=row, why=""))
    actions.send(archivist, disposal=row)
    refused("own", lambda: actions.accept(archivist, disposal=row))
    refused("comment", lambda: actions.give_back(head, disposal=row, comment=""))
    actions.accept(head, disposal=row)
    for wrong, code in (
        (Approval("", today, "Архив", paper), "number"),
        (Approval("1", today, "", paper), "by"),
        (Approval("1", today + timedelta(days=1), "Архив", paper), "on"),
    ):
        refused(code, lambda wrong=wrong: actions.approve(archivist, disposal=row, approval=wrong))
    refused("state", lambda: actions.order(head, disposal=row))
    actions.exclude(archivist, item=row.items.get(), why="Архив није одобрио.")
    refused("empty", lambda: actions.approve(archivist, disposal=row, approval=Approval("1", today, "Архив", paper)))
    actions.withdraw(head, disposal=row, why="Ништа није остало.")
    again = actions.propose(head)
    assert again.items.get().archive_unit_id == unit.pk
    assert (again.ordinal, row.ordinal) == (2, 1)
