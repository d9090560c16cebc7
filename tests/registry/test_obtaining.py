"""Data ex officio: consent kept as data, asked, late, asked again, come, ended; and the party that is not asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from salter.archive.actions import archive_case
from salter.archive.ocfl import object_prefix
from salter.documents.actions import content, storage
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.models import Role
from salter.portal import actions as portal
from salter.portal import queries as portal_queries
from salter.portal.views.common import timeline
from salter.registry import actions as registry
from salter.registry import desk
from salter.registry.carrying.columns import PROCEDURES
from salter.registry.history import sentence
from salter.registry.models import (
    ActKind,
    Case,
    CaseParty,
    DataBasis,
    DataEnd,
    DataRequest,
    DataState,
    DataWay,
    PartyRole,
    WaitEnd,
    WaitKind,
)
from salter.registry.obtaining import queries, rules
from salter.registry.obtaining.actions import Needed, ask, ask_by_connector, end, look_up, note_needed, receive
from salter.registry.obtaining.connectors import usable
from salter.registry.obtaining.connectors.files import read_answer
from salter.registry.obtaining.rules import Proposal
from salter.registry.papers.listing import PaperKind, papers_of
from salter.registry.waiting.actions import begin_wait
from salter.ui.script import fold
from tests.calendars import independent_dates as other
from tests.documents.test_rendering import text_of
from tests.portal.scenes import filled, pdf, upload, viewer
from tests.registry.scenes import SignIn, assigned
from tests.registry.test_clocks import older
from tests.support.office import Office
from tests.support.scene import citizen, closed, registered

LAND = Needed("Лист непокретности", DataBasis.RULE, keeper="Републички геодетски завод", register="Катастар")
TAX = Needed("Уверење о измиреном порезу", DataBasis.RULE, keeper="Пореска управа")
NOBODY: frozenset[date] = frozenset()


def today(office: Office) -> date:
    return clock.today(office.organisation)


def noted(office: Office, case: Case, one: Needed = LAND) -> DataRequest:
    [row] = note_needed(office.viewer(Role.HANDLER), case=case, needed=[one])
    return row


def asked(office: Office, case: Case, one: Needed = LAND, *, ago: int = 0, way: DataWay = DataWay.EZUP) -> DataRequest:
    on = today(office) - timedelta(days=ago)
    return ask(office.viewer(Role.HANDLER), data=noted(office, case, one), way=way, on=on)


def sent(office: Office, by: str) -> Case:
    """A request for aid in which the party chose who obtains the proof of income."""
    draft, party = filled(office), viewer(office)
    if by == "party":
        portal.answer(party, draft=draft, question="income-proof-by", raw=by)
        portal.attach(party, draft=draft, question="income-proof", uploads=[upload(pdf())])
    submission = portal.submit(party, draft=draft)
    return registry.assign(
        office.viewer(Role.UNIT_HEAD),
        case=submission.case,
        unit=office.units["IV-02"],
        staff=office.people[Role.HANDLER],
    )


def test_what_the_party_chose_in_its_form_is_kept_as_data_and_proposed(office: Office, client_as: SignIn) -> None:
    case = sent(office, "office")
    [submission] = case.submissions.all()
    kept = {row["basis"]: row for row in submission.answers["ex_officio"]}
    assert kept.keys() == {"consent", "rule"}
    assert kept["consent"]["keeper"].startswith("Пореска управа")
    needs = queries.needs(office.viewer(Role.HANDLER), case, [])
    assert [one.basis for one in needs.proposals] == [row["basis"] for row in submission.answers["ex_officio"]]
    browser, place = client_as(Role.HANDLER), reverse("registry:data", args=[case.pk])
    assert "сам прибавља 2 податка" in browser.get(reverse("registry:case", args=[case.pk])).content.decode()
    names = [one.what for one in needs.proposals]
    for _again in range(2):
        assert browser.post(place, {"chosen": names, "form_key": "a"}).status_code == 302
    rows = DataRequest.objects.filter(case=case)
    agreed = rows.get(basis=DataBasis.CONSENT)
    assert (agreed.consent_on, agreed.submission) == (timezone.localdate(submission.received_at), submission)
    assert rows.get(basis=DataBasis.RULE).consent_on is None
    assert queries.needs(office.viewer(Role.HANDLER), case, [row.what for row in rows]).proposals == []


def test_what_the_party_wished_to_bring_is_no_duty_of_the_body(office: Office) -> None:
    case = sent(office, "party")
    [wish] = [one for one in queries.needs(office.viewer(Role.HANDLER), case, []).proposals if one.basis == "wish"]
    row = noted(office, case, Needed(wish.what, DataBasis.WISH, keeper=wish.keeper))
    assert wish.what not in queries.own(office.viewer(Role.HANDLER), case)
    with pytest.raises(ValidationError) as refused:
        ask(office.viewer(Role.HANDLER), data=row, way=DataWay.EZUP, on=today(office))
    assert refused.value.code == "basis"
    receive(office.viewer(Role.HANDLER), data=row, on=today(office), answer="Донела је потврду.")
    row.refresh_from_db()
    assert (row.state, row.times, row.deadline) == (DataState.GOT, 0, None)


def test_the_catalogue_names_what_the_body_obtains_in_the_revision_of_the_case(office: Office) -> None:
    head, before = office.viewer(Role.REGISTRY_HEAD), registered(office, "Пре", office.party()).case
    documents = "Извод из матичне књиге | body\nСкица | party\nПотврда о приходу | choice"
    given_ = {"code": "P036", "required_documents": documents}
    registry.write_row(head, kind=PROCEDURES, given=given_, reason="нови списак")
    after = registered(office, "После", office.party()).case
    handler = office.viewer(Role.HANDLER)
    assert queries.needs(handler, Case.objects.get(pk=before.pk), []).proposals == []
    found = queries.needs(handler, Case.objects.get(pk=after.pk), []).proposals
    assert [(one.what, one.basis) for one in found] == [("Извод из матичне књиге", "rule"), ("Потврда о приходу", "")]
    assert queries.own(handler, Case.objects.get(pk=after.pk)) == ["Извод из матичне књиге"]


def test_the_keepers_period_runs_and_the_case_waits_until_the_last_answer(office: Office) -> None:
    case, handler, day = older(office), office.viewer(Role.HANDLER), today(office) - timedelta(days=4)
    land, tax = asked(office, case, ago=4), asked(office, case, TAX, ago=4)
    assert land.deadline
    assert land.deadline.due_on == other.ends(day, other.TABLE["ex-officio.reply"], NOBODY)
    [wait] = case.waits.filter(kind=WaitKind.DATA)
    assert (wait.interrupts, wait.ended_at) == (False, None)
    receive(handler, data=land, on=today(office), answer="Власник је странка.")
    wait.refresh_from_db()
    land.deadline.refresh_from_db()
    assert (land.deadline.met_on, wait.ended_at) == (today(office), None)
    receive(handler, data=tax, on=today(office), answer="Порез је измирен.")
    wait.refresh_from_db()
    assert wait.end == WaitEnd.ANSWERED
    told = [sentence(entry) for entry in Entry.objects.filter(case_id=case.pk, verb="data.got").order_by("id")]
    assert len(told) == 2
    assert "Лист непокретности" in told[0]


def test_what_is_obtained_is_told_to_its_party_alone_and_never_by_a_number(office: Office) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    applicant, other = case.parties.get(), office.party("Сава Сусед")
    neighbour = CaseParty.objects.create(
        organisation=office.organisation, case=case, party=other, role=PartyRole.INTERESTED, name=other.name
    )
    look_up(handler, data=noted(office, case), on=today(office), answer="Без терета.")
    his = Needed("Извод за Саву С., ЈМБГ 0101990710006", DataBasis.RULE, keeper="Матичар", party=neighbour)
    receive(handler, data=asked(office, case, his), on=today(office), answer="Уредан.")
    end(handler, data=noted(office, case, TAX), why=DataEnd.NOT_NEEDED, note="Син каже да није потребно.")

    def told(party: UUID, *, anonymous: bool = False) -> str:
        found = portal_queries.progress(
            Viewer(office.organisation), case, portal_queries.Whose.of_party(frozenset({party}))
        )
        return " ".join(said["title"] for said in timeline(found.entries, anonymous=anonymous))

    assert "Лист непокретности" in told(applicant.party_id)
    assert "Саву" not in told(applicant.party_id)
    assert "Извод за Саву С." in told(other.pk)
    assert "Лист непокретности" not in told(other.pk)
    for party in (applicant.party_id, other.pk):
        assert "прибавили" not in told(party, anonymous=True)
        assert "Лист" not in told(party, anonymous=True)
        assert "Саву" not in told(party, anonymous=True)
    entries = list(Entry.objects.filter(case_id=case.pk, verb__startswith="data."))
    assert {entry.verb for entry in entries} == {"data.noted", "data.asked", "data.got", "data.ended"}
    assert not [entry for entry in entries if "Сав" in str(entry.body) or "Син" in str(entry.body)]


def test_what_a_person_noted_that_the_case_waits_for_is_not_ended(office: Office) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    own = begin_wait(handler, case=case, kind=WaitKind.DATA, note="мишљење завода")
    receive(handler, data=asked(office, case), on=today(office), answer="Власник је странка.")
    own.refresh_from_db()
    assert own.ended_at is None


def test_a_register_that_does_not_answer_is_seen_asked_again_and_ended(office: Office, client_as: SignIn) -> None:
    case, handler, browser = older(office), office.viewer(Role.HANDLER), client_as(Role.HANDLER)
    row = asked(office, case, ago=20)
    first = row.deadline
    assert first
    assert (queries.counts(handler).late, queries.counts(handler).soon) == (1, 0)
    assert "касни" in browser.get(reverse("registry:data-open")).content.decode()
    assert "одговора који касне: 1" in browser.get(reverse("registry:home")).content.decode()
    row = ask(handler, data=row, way=DataWay.LETTER, on=today(office))
    first.refresh_from_db()
    assert (row.times, first.end, first.met_on) == (2, "затражено поново", None)
    assert row.deadline
    assert row.deadline.due_on == other.ends(today(office), 15, NOBODY)
    assert queries.counts(handler).late == 0
    end(handler, data=row, why=DataEnd.SILENT, note="Орган не одговара; чињеница се утврђује увиђајем.")
    row.refresh_from_db()
    row.deadline.refresh_from_db()
    assert (row.state, row.deadline.ended_on) == (DataState.WITHOUT, today(office))
    assert case.waits.get(kind=WaitKind.DATA).end == WaitEnd.EXPIRED
    assert not queries.counts(handler).any


def test_the_letter_names_the_datum_the_day_and_the_person_and_is_a_paper_of_the_case(office: Office) -> None:
    case = older(office)
    party = case.parties.get()
    one = Needed(LAND.what, DataBasis.CONSENT, keeper=LAND.keeper, party=party, consent_on=today(office))
    row = asked(office, case, one, way=DataWay.LETTER)
    run_everything()
    assert row.letter
    row.letter.refresh_from_db()
    words = " ".join(row.letter.text.split())
    for said in (LAND.what, LAND.keeper, party.name, case.number, "уз пристанак странке", "бесплатно"):
        assert said in words, said
    listed = papers_of(desk.case_file(office.viewer(Role.HANDLER), case.pk))
    assert [paper.document for paper in listed if paper.kind is PaperKind.OFFICE] == [row.letter]


def test_a_look_into_the_record_makes_an_official_note(office: Office) -> None:
    case = older(office)
    row = look_up(
        office.viewer(Role.HANDLER), data=noted(office, case), on=today(office), answer="Без терета.\nУпис 12/2020."
    )
    run_everything()
    assert row.document
    row.document.refresh_from_db()
    assert "Без терета." in row.document.text
    assert "Увид извршио" in row.document.text
    assert (row.state, row.way, row.asked_by) == (DataState.GOT, DataWay.SEEN, office.people[Role.HANDLER].name)
    assert not case.waits.exists()


def test_what_was_obtained_goes_into_the_package_of_the_archive(office: Office) -> None:
    case = registered(office, "Са податком", citizen(office)).case
    look_up(office.viewer(Role.HANDLER), data=noted(office, case), on=today(office), answer="Без терета.")
    kept, _delivery = closed(office, case)
    unit = archive_case(office.viewer(Role.ARCHIVIST), case=kept)
    names = storage().list(object_prefix(unit.object_id))
    assert any("beleska-o-uvidu" in name for name in names)


def test_consent_can_be_withdrawn_before_the_data_came_and_not_after(office: Office) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    agreed = Needed(LAND.what, DataBasis.CONSENT, keeper=LAND.keeper, consent_on=today(office))
    row = asked(office, case, agreed)
    end(handler, data=row, why=DataEnd.CONSENT_GONE, note="Изјава странке од данас.")
    assert DataRequest.objects.get(pk=row.pk).end == DataEnd.CONSENT_GONE
    came = asked(office, case, Needed(TAX.what, DataBasis.CONSENT, consent_on=today(office)))
    receive(handler, data=came, on=today(office), answer="Порез је измирен.")
    for row_, code in ((came, "state"), (noted(office, case, Needed("Извод", DataBasis.RULE)), "consent")):
        with pytest.raises(ValidationError) as refused:
            end(handler, data=row_, why=DataEnd.CONSENT_GONE, note="Изјава.")
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "one"),
    [
        ("what", Needed(" ", DataBasis.RULE)),
        ("consent", Needed("Извод", DataBasis.CONSENT)),
        ("consent", Needed("Извод", DataBasis.CONSENT, consent_on=date(2099, 1, 1))),
        ("known", LAND),
    ],
)
def test_what_cannot_be_noted(office: Office, code: str, one: Needed) -> None:
    case = older(office)
    noted(office, case)
    with pytest.raises(ValidationError) as refused:
        noted(office, case, one)
    assert refused.value.code == code


def test_what_is_refused_when_asking_and_receiving(office: Office) -> None:
    case, handler, now = older(office), office.viewer(Role.HANDLER), today(office)
    row, late = noted(office, case), asked(office, case, TAX, ago=2)
    nameless = noted(office, case, Needed("Извод", DataBasis.RULE))
    before = now - timedelta(days=3)
    deeds: list[tuple[str, Callable[[], object]]] = [
        ("on", lambda: ask(handler, data=row, way=DataWay.EZUP, on=now + timedelta(days=1))),
        ("on", lambda: ask(handler, data=row, way=DataWay.EZUP, on=now - timedelta(days=41))),
        ("on", lambda: ask(handler, data=late, way=DataWay.EZUP, on=before)),
        ("way", lambda: ask(handler, data=row, way=DataWay.SEEN, on=now)),
        ("keeper", lambda: ask(handler, data=nameless, way=DataWay.LETTER, on=now)),
        ("state", lambda: receive(handler, data=row, on=now, answer="x")),
        ("on", lambda: receive(handler, data=late, on=before, answer="x")),
        ("answer", lambda: receive(handler, data=late, on=now, answer=" ")),
        ("answer", lambda: look_up(handler, data=row, on=now, answer=" ")),
        ("note", lambda: end(handler, data=row, why=DataEnd.NOT_NEEDED, note=" ")),
        ("state", lambda: end(handler, data=row, why=DataEnd.SILENT, note="x")),
    ]
    for code, deed in deeds:
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == code
    row.refresh_from_db()
    assert row.state == DataState.NEEDED


def test_only_who_handles_the_case_does_it(office: Office) -> None:
    case, now = older(office), today(office)
    row = asked(office, case)
    deeds: list[Callable[[Viewer], object]] = [
        lambda viewer: note_needed(viewer, case=case, needed=[TAX]),
        lambda viewer: ask(viewer, data=row, way=DataWay.EZUP, on=now),
        lambda viewer: receive(viewer, data=row, on=now, answer="x"),
        lambda viewer: look_up(viewer, data=row, on=now, answer="x"),
        lambda viewer: end(viewer, data=row, why=DataEnd.NOT_NEEDED, note="x"),
    ]
    for role in (Role.REGISTRY_CLERK, Role.SIGNATORY, Role.INSPECTOR):
        for deed in deeds:
            with pytest.raises(NotAllowed):
                deed(office.viewer(role))


@pytest.mark.law("ex-officio.duty", "ex-officio.ask")
def test_asking_the_party_for_what_the_body_obtains_warns_with_the_article(office: Office, client_as: SignIn) -> None:
    case, browser = assigned(office), client_as(Role.HANDLER)
    noted(office, case)
    place = reverse("registry:act-new", args=[case.pk]) + "?kind=request-to-correct"
    page = browser.get(place).content.decode()
    assert "Лист непокретности" in page
    assert "чл. 9. ст. 4." in page
    texts = {"asks": "Доставите:\nлиста непокретности за парцелу", "other": "Доставите:\nскицу простора"}
    for name, text in texts.items():
        act = registry.draft_act(
            office.viewer(Role.HANDLER),
            case=case,
            kind=ActKind.REQUEST_TO_CORRECT,
            title="Позив",
            content={"text": text},
        )
        said = "тражи од странке" in browser.get(reverse("registry:act", args=[case.pk, act.pk])).content.decode()
        assert said is (name == "asks")


def test_the_pages_note_ask_and_take_what_came_once(office: Office, client_as: SignIn) -> None:
    case, browser = older(office), client_as(Role.HANDLER)
    new = reverse("registry:data-new", args=[case.pk])
    wrong = browser.post(new, {"what": "Извод", "basis": "consent"})
    assert (wrong.status_code, "Упишите ког дана" in wrong.content.decode()) == (422, True)
    filled_in = {"what": "Извод", "basis": "rule", "keeper": "Матичар", "form_key": "n"}
    assert [browser.post(new, filled_in).status_code for _again in range(2)] == [302, 302]
    [row] = DataRequest.objects.all()
    on = f"{today(office):%d.%m.%Y}"
    place = reverse("registry:data-ask", args=[case.pk, row.pk])
    assert browser.post(place, {"way": "letter", "on": on, "form_key": "q"}).status_code == 302
    came = reverse("registry:data-came", args=[case.pk, row.pk])
    nothing = browser.post(came, {"on": on, "answer": ""})
    assert (nothing.status_code, "додајте датотеку" in nothing.content.decode()) == (422, True)
    file = SimpleUploadedFile("izvod.pdf", pdf(), "application/pdf")
    assert browser.post(came, {"on": on, "document": file, "form_key": "c"}).status_code == 302
    row.refresh_from_db()
    assert row.document
    assert row.document.name == "izvod.pdf"
    shown = browser.get(reverse("registry:document", args=[case.pk, row.document.pk]))
    assert shown.status_code == 200
    page = browser.get(reverse("registry:data", args=[case.pk])).content.decode()
    assert all(words in page for words in ("izvod.pdf", "Матичар", "прибављено"))


def test_the_list_of_open_data_goes_page_by_page_the_most_urgent_first(office: Office) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    rows = [asked(office, case, Needed(f"Податак {one}", DataBasis.RULE), ago=one % 7) for one in range(45)]
    first, mark = queries.open_data(handler, queries.Narrow())
    second, last = queries.open_data(handler, queries.Narrow(after=mark))
    assert (len(first), len(second), last) == (40, 5, "")
    due = [row.deadline.due_on for row in (*first, *second) if row.deadline]
    assert due == sorted(due)
    assert {row.pk for row in (*first, *second)} == {row.pk for row in rows}
    assert len(queries.open_data(handler, queries.Narrow(after="nonsense"))[0]) == 40
    assert queries.open_data(office.viewer(Role.SIGNATORY), queries.Narrow("me"))[0] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Доставите извод из матичне књиге рођених.", True),
        ("Dostavite izvoda iz matičnih knjiga rođenih", True),
        ("Доставите извод.", False),
        ("", False),
    ],
)
def test_a_text_asks_for_a_datum_in_either_script_and_with_any_ending(text: str, found: bool) -> None:
    name = "Извод из матичне књиге рођених"
    assert rules.asked_of_party(text, [name, "ДА"]) == ([name] if found else [])


@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=6))
def test_nothing_that_is_noted_is_proposed_and_nothing_twice(names: list[str], known: list[str]) -> None:
    proposals = [Proposal(name, "rule") for name in names]
    found = [one.what for one in rules.proposed(proposals, proposals, known, by_form=False)]
    assert not {fold(name) for name in known} & {fold(name) for name in found}
    assert len({fold(name) for name in found}) == len(found)


@pytest.mark.law("ex-officio.access-decision", "ex-officio.access-grant")
def test_the_request_for_access_is_made_of_the_catalogue(office: Office, client_as: SignIn) -> None:
    browser, place = client_as(Role.REGISTRY_HEAD), reverse("registry:data-access")
    assert "Каталог не наводи" in browser.get(place).content.decode()
    given_ = {"code": "P036", "required_documents": "Извод из катастра | body\nСкица | party\nИзвод из АПР | choice"}
    registry.write_row(office.viewer(Role.REGISTRY_HEAD), kind=PROCEDURES, given=given_, reason="нови списак")
    page = browser.get(place).content.decode()
    assert all(words in page for words in ("P036", "Извод из катастра; Извод из АПР"))
    assert "Скица" not in page
    assert browser.post(place, {"recipient": " "}).status_code == 422
    answer = browser.post(place, {"recipient": "Канцеларија за ИТ\nБеоград", "number": "031-7/2026"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(BytesIO(answer.content)) as made:
        assert str(made.docinfo["/Title"]).startswith("Захтев за приступ подацима")
    assert "у року од 8 радних дана" in text_of(answer.content)
    assert "од 3 радна дана" in text_of(answer.content)
    told = Entry.objects.get(verb="data-access.requested")
    assert told.body == {"matters": 1, "codes": "P036"}
    assert client_as(Role.HANDLER).get(place).status_code == 403


def practice(office: Office) -> None:
    """As a practice office says of itself; the database keeps what an office was founded as."""
    office.organisation.practice = True


def test_a_simulated_record_answers_in_a_practice_office_only(office: Office) -> None:
    case, handler = older(office), office.viewer(Role.HANDLER)
    assert [one.code for one in usable(office.organisation)] == ["file"]
    with pytest.raises(ValidationError) as refused:
        ask_by_connector(handler, data=noted(office, case), connector="simulated")
    assert refused.value.code == "way"
    practice(office)
    case, handler = older(office), office.viewer(Role.HANDLER)
    assert [one.code for one in usable(office.organisation)] == ["file", "simulated"]
    seen: dict[str, DataRequest] = {}
    for one in range(60):
        row = noted(office, case, Needed(f"Податак {one}", DataBasis.RULE, keeper="Завод"))
        if len(seen) < 3:
            row = ask_by_connector(handler, data=row, connector="simulated")
            seen.setdefault(row.state, row)
    found, empty, silent = seen[DataState.GOT], seen[DataState.WITHOUT], seen[DataState.ASKED]
    run_everything()
    assert found.document
    found.document.refresh_from_db()
    assert "измишљен податак" in found.answer
    assert "ВЕЖБА" in found.document.text
    assert (empty.end, empty.answer_data) == (DataEnd.NO_RECORD, {"found": False, "facts": []})
    assert "не одговара" in silent.note
    assert silent.deadline
    silent.deadline.refresh_from_db()
    assert (silent.deadline.met_on, silent.deadline.ended_on) == (None, None)


def test_a_question_goes_out_as_a_file_and_its_answer_comes_back_once(office: Office, client_as: SignIn) -> None:
    case, browser = older(office), client_as(Role.HANDLER)
    row = noted(office, case)
    place = reverse("registry:data-ask", args=[case.pk, row.pk])
    on = f"{today(office):%d.%m.%Y}"
    assert browser.post(place, {"way": "connector:file", "on": on, "form_key": "a"}).status_code == 302
    row.refresh_from_db()
    assert row.letter
    asked_ = json.loads(content(row.letter))
    assert (asked_["format"], asked_["question"]["id"]) == ("salter-data-request-1", str(row.pk))
    assert asked_["question"]["what"] == LAND.what
    good = {"format": "salter-data-answer-1", "question": str(row.pk), "found": True}
    good["facts"] = [{"label": "Власник", "value": "Мила Ведрић"}]
    wrong: list[object] = [
        b"\xff\xfe", b"[" * 100_000, "[]", "{}", {**good, "question": str(case.pk)}, {**good, "found": "yes"},
        {**good, "facts": []}, {**good, "facts": [{"label": "x"}]}, {**good, "facts": [{"label": "x", "value": 1}]},
    ]  # fmt: skip
    bring = reverse("registry:data-answer", args=[case.pk, row.pk])
    for one in wrong:
        assert browser.post(bring, {"file": as_file(one)}).status_code == 422, one
    row.refresh_from_db()
    assert (row.state, row.document) == (DataState.ASKED, None)
    for _again in range(2):
        assert browser.post(bring, {"file": as_file(good), "form_key": "b"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer) == (DataState.GOT, "Власник: Мила Ведрић")
    assert row.answer_data == {"found": True, "facts": [["Власник", "Мила Ведрић"]]}
    assert row.document
    assert json.loads(content(row.document)) == good


def as_file(said: object) -> SimpleUploadedFile:
    data = said if isinstance(said, bytes) else said.encode() if isinstance(said, str) else json.dumps(said).encode()
    return SimpleUploadedFile("odgovor.json", data, "application/json")


@given(st.binary(max_size=200) | st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5).map(str))
def test_nothing_but_an_answer_is_taken_for_one(said: bytes | str) -> None:
    data = said if isinstance(said, bytes) else said.encode()
    with pytest.raises(ValidationError) as refused:
        read_answer(data, "1")
    assert refused.value.code == "file"
