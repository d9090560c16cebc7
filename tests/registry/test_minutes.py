"""Official notes, and the log of who inspected the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.archive.actions import archive_case
from salter.archive.ocfl import object_prefix
from salter.documents.actions import storage
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import desk
from salter.registry.history import sentence
from salter.registry.minutes.actions import note_inspection, write_note
from salter.registry.models import Inspection
from salter.registry.papers.cover import KINDS
from salter.registry.papers.listing import PaperKind, papers_of
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office
from tests.support.scene import citizen, closed, registered

TEXT = "Странка је позвала телефоном.\nРечено јој је да је предмет у обради."


def today(office: Office) -> date:
    return clock.today(office.organisation)


def test_an_official_note_is_a_paper_of_the_case_and_of_its_package(office: Office) -> None:
    case, handler = registered(office, "Захтев", citizen(office)).case, office.viewer(Role.HANDLER)
    document = write_note(handler, case=case, about="разговор са странком", text=TEXT)
    run_everything()
    document.refresh_from_db()
    for said in ("разговор са странком", "Речено јој је", case.number, handler.name):
        assert said in " ".join(document.text.split()), said
    listed = papers_of(desk.case_file(handler, case.pk))
    assert [paper.document for paper in listed if paper.kind is PaperKind.OFFICE] == [document]
    kept, _delivery = closed(office, case)
    unit = archive_case(office.viewer(Role.ARCHIVIST), case=kept)
    assert any("sluzbena-beleska" in name for name in storage().list(object_prefix(unit.object_id)))


def test_an_inspection_stands_in_the_log_and_in_the_history_also_of_a_closed_case(office: Office) -> None:
    case, clerk = registered(office, "Захтев", citizen(office)).case, office.viewer(Role.REGISTRY_CLERK)
    kept, _delivery = closed(office, case)
    note_inspection(
        clerk, case=kept, person="Адв. Мира Мирић", right="Пуномоћје од 1. 11. 2026.", on=today(office),
        what="цео спис", copies=3, party=kept.parties.get(),
    )  # fmt: skip
    told = sentence(Entry.objects.get(case_id=case.pk, verb="file.inspected"))
    assert all(words in told for words in ("Адв. Мира Мирић", "цео спис", "3"))


def test_what_is_refused(office: Office) -> None:
    case, handler, now = assigned(office), office.viewer(Role.HANDLER), today(office)
    given: dict[str, Any] = {"person": "Мира", "right": "странка", "on": now, "what": "цео спис"}
    deeds: list[tuple[str, Callable[[], object]]] = [
        ("about", lambda: write_note(handler, case=case, about=" ", text="x")),
        ("text", lambda: write_note(handler, case=case, about="x", text=" ")),
        ("party", lambda: note_inspection(handler, case=case, party=assigned(office).parties.get(), **given)),
    ]
    bad: dict[str, Any] = {"person": " ", "right": "", "what": " ", "on": now + timedelta(days=1)}
    deeds += [(name, partial(note_inspection, handler, case=case, **given | {name: bad[name]})) for name in bad]
    for code, deed in deeds:
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == code
    assert not Inspection.objects.exists()
    for role in (Role.SIGNATORY, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            write_note(office.viewer(role), case=case, about="x", text="x")
        with pytest.raises(NotAllowed):
            note_inspection(office.viewer(role), case=case, **given)


def test_the_pages_write_and_note_once(office: Office, client_as: SignIn) -> None:
    case, browser = assigned(office), client_as(Role.HANDLER)
    place = reverse("registry:official-note", args=[case.pk])
    assert browser.post(place, {"about": "x", "text": ""}).status_code == 422
    written = {"about": "разговор", "text": TEXT, "form_key": "one"}
    assert [browser.post(place, written).status_code for _again in range(2)] == [302, 302]
    assert "Службена белешка: разговор" in browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert case.attachments.filter(submission=None).count() == 1
    log = reverse("registry:inspections", args=[case.pk])
    filled = {"person": "Мира Мирић", "right": "странка", "on": f"{today(office):%d.%m.%Y}", "what": "цео спис"}
    wrong = browser.post(log, {**filled, "copies": "-1"})
    assert (wrong.status_code, "0 ако ниједна" in wrong.content.decode()) == (422, True)
    assert browser.post(log, {**filled, "copies": "0", "form_key": "two"}).status_code == 302
    assert "Мира Мирић" in client_as(Role.REGISTRY_CLERK).get(log).content.decode()


def test_the_cover_and_the_whole_case_know_every_kind_of_paper() -> None:
    assert {kind.value for kind in PaperKind} == KINDS.keys()
