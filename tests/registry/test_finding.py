"""Finding on a real database: by what cases are found, by whom, and that nothing else is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from salter.documents.actions import keep_rendition
from salter.documents.models import RenditionKind
from salter.journal.tasks import run_everything
from salter.ops.benchmarks import crowd
from salter.organisations import clock
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.portal.founding import founder
from salter.registry import actions
from salter.registry import queries as registry
from salter.registry.desk import Narrow
from salter.registry.finding import indexing, queries, tasks
from salter.registry.finding.queries import Found, find
from salter.registry.finding.words import terms_of, words_of
from salter.registry.models import Case, CaseWords, IntakeChannel, KnownWord, WordsWalk
from tests.ops.api import caller
from tests.support.office import Office, found_office

SignIn = Callable[[Role], Client]
ALL = Narrow(status="all")


def told(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content.decode()
    return json.loads(response.content)


def registered(office: Office, subject: str, name: str = "Мила Ведрић", text: str = "", reference: str = "") -> Case:
    """A case with one paper; the readers have not run."""
    intake = actions.Intake(
        subject=subject,
        channel=IntakeChannel.POST,
        received_at=office.ago(minutes=5),
        parties=[actions.PartyInput(office.party(name))],
        documents=[office.document(text=text)] if text else [],
        class_code="352",
        sender_reference=reference,
        unit=office.units["IV-02"],
    )
    return actions.register_case(office.viewer(Role.REGISTRY_CLERK), intake).case


def hits(office: Office, typed: str, role: Role = Role.REGISTRY_CLERK, narrow: Narrow = ALL) -> list[UUID]:
    return [hit.line.pk for hit in find(office.viewer(role), typed, narrow).hits]


def marks(found: Found) -> list[str]:
    """What is marked on a page."""
    return [
        text
        for hit in found.hits
        for part in (hit.subject, hit.party, *(piece for place in hit.excerpts for piece in (place.name, place.words)))
        for text, searched in part
        if searched
    ]


@pytest.fixture
def tree(office: Office) -> Case:
    """A case whose paper speaks of what its subject does not."""
    case = registered(office, "Захтев за сечу стабала", "Стојан Ђурђевић", "Оглас о јавном увиду у кестенов дрворед.")
    registered(office, "Zahtev za uverenje", "Ana Nešić", "Molim da mi izdate uverenje.")
    run_everything()
    return case


@pytest.mark.parametrize(
    "typed",
    [
        *["кестенов", "kestenov", "KESTENOVOG", "дрвореди", "drvored ogla", "„кестенов дрворед“", "за кестенов"],
        *["сеча стабала", "seca stabala", "Ђурђевић", "Đurđevića", "djurdjevic", "durdevic", "стојан дрворед"],
    ],
)
def test_words_of_papers_names_and_subjects_are_found_together_in_any_script(
    office: Office, tree: Case, typed: str
) -> None:
    assert hits(office, typed) == [tree.pk]


def test_a_word_of_a_paper_is_shown_where_it_stands_in_its_script(office: Office, tree: Case) -> None:
    found = find(office.viewer(Role.HANDLER), "kestenovog drvoreda stabla", ALL)
    [hit] = found.hits
    [place] = hit.excerpts
    assert place.document == tree.attachments.get().document_id
    assert [text for text, searched in place.words if searched] == ["кестенов", "дрворед"]
    assert [text for text, searched in hit.subject if searched] == ["стабала"]


def test_what_was_just_registered_is_found_before_any_reader_ran(office: Office) -> None:
    case = registered(office, "Пријава буке", "Радмила Тихић")
    assert not CaseWords.objects.filter(case=case).exists()
    assert hits(office, "prijava tihic") == [case.pk]
    run_everything()
    assert hits(office, "prijava tihic") == [case.pk]


@pytest.mark.parametrize("typed", ["Уп-77/2025-IV", "уп 77/25-ив", "UP-77/2025", "77/2025"])
def test_the_senders_number_is_found_in_any_spelling(office: Office, typed: str) -> None:
    case = registered(office, "Допис", reference="УП-77/2025-ИВ")
    run_everything()
    found = find(office.viewer(Role.REGISTRY_CLERK), typed, ALL)
    assert [hit.line.pk for hit in found.hits] == [case.pk]
    assert found.hits[0].number == "УП-77/2025-ИВ"
    assert hits(office, "78/2025") == []


@pytest.mark.parametrize("typed", ["1234/12", "КП 1234/12", "KP 1234/12", "zakon 18/2016", "Закону 18/2016"])
def test_what_only_looks_like_a_number_is_found_as_words(office: Office, client_as: SignIn, typed: str) -> None:
    """A parcel, an issue of the gazette: no case bears it, and the page says so."""
    registered(office, "Захтев", text="Парцела 4321/12, закон из 2016.")
    case = registered(office, "Захтев", text="КП 1234/12 КО Врачар; по Закону (18/2016)")
    run_everything()
    found = find(office.viewer(Role.REGISTRY_CLERK), typed, ALL)
    assert ([hit.line.pk for hit in found.hits], found.how) == ([case.pk], "words")
    text = client_as(Role.REGISTRY_CLERK).get(reverse("registry:find"), {"q": typed}).content.decode()
    assert "нема овај број" in text


def test_a_number_that_a_case_bears_is_no_words(office: Office, client_as: SignIn) -> None:
    registered(office, "Захтев", text="По броју 77/2025.")
    case = registered(office, "Допис", reference="77/2025")
    run_everything()
    found = find(office.viewer(Role.REGISTRY_CLERK), "77/2025", ALL)
    assert ([hit.line.pk for hit in found.hits], found.how) == ([case.pk], "number")
    text = client_as(Role.REGISTRY_CLERK).get(reverse("registry:find"), {"q": "77/2025"}).content.decode()
    assert "нема овај број" not in text


@pytest.mark.parametrize("typed", ["5/12", "352-5/2026-IV-02"])
def test_a_number_whose_digits_are_not_all_kept_is_not_tried_as_words(office: Office, typed: str) -> None:
    """Single digits are no words: the rest of the number would find what bears another one."""
    registered(office, "Захтев", text="Парцела 7/12, 352-9/2026-IV-02")
    run_everything()
    assert hits(office, typed) == []


def test_numbers_of_supplements_receipts_and_of_the_state_are_found(office: Office) -> None:
    case = registered(office, "Захтев")
    supplement = actions.Intake(
        subject="Допуна",
        channel=IntakeChannel.POST,
        received_at=clock.now(office.organisation),
        sender_reference="Бр. 12-8/2024",
    )
    actions.add_supplement(office.viewer(Role.REGISTRY_CLERK), case=case, intake=supplement)
    actions.note_external(
        office.viewer(Role.REGISTRY_CLERK),
        case=case,
        system="Писарница",
        number="000012345 2026 10520 002 003 000",
        status="",
        at=clock.now(office.organisation),
    )
    run_everything()
    for typed in (
        "12-8/24",
        case.submissions.get(sub_number=0).submission_number,
        case.number,
        "12345-2026-10520-002-003-000",
    ):
        assert hits(office, typed) == [case.pk], typed


def test_the_very_number_stands_before_others_of_its_ordinal(office: Office) -> None:
    case = registered(office, "Први")
    other = registered(office, "Други", reference=f"999-{case.ordinal}/{case.year}")
    run_everything()
    assert hits(office, case.number) == [case.pk, other.pk]


def test_a_mistyped_word_finds_what_was_meant_and_says_so(office: Office, tree: Case) -> None:
    found = find(office.viewer(Role.REGISTRY_CLERK), "kestneov", ALL)
    assert ([hit.line.pk for hit in found.hits], found.how, found.meant) == ([tree.pk], "near", ["кестенов"])
    assert marks(found) == ["кестенов"]
    assert hits(office, "ђурђевћ дрвроед") == [tree.pk]
    assert hits(office, "kvxyzq") == []


def test_a_word_of_a_restricted_case_is_told_to_nobody(office: Office, tree: Case) -> None:
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.assign(head, case=tree, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    actions.restrict_case(head, case=tree, staff=[], reason="подаци о здрављу")
    assert KnownWord.objects.filter(word="kestenov").exists()
    for role in office.people:
        expected = [tree.pk] if role == Role.HANDLER else []
        for typed in ("кестенов", "kestneov", "ђурђевић", "сеча стабала", tree.number):
            found = find(office.viewer(role), typed, ALL)
            assert [hit.line.pk for hit in found.hits] == expected, (role, typed)
            assert bool(found.meant) is (bool(expected) and found.how == "near")


def test_text_of_papers_is_shown_only_where_not_every_look_counts(
    office: Office, client_as: SignIn, tree: Case
) -> None:
    """A restricted case, and any for an inspector: it is found, its papers are read in it, where that is noted."""
    words = find(office.viewer(Role.HANDLER), "kestenov", ALL)
    assert [len(hit.excerpts) for hit in words.hits] == [1]
    for typed in ("kestenov", "kestneov"):
        [hit] = find(office.viewer(Role.INSPECTOR), typed, ALL).hits
        assert (hit.line.pk, hit.excerpts, hit.inside) == (tree.pk, [], True)
    [item] = told(caller(office, Role.INSPECTOR).get("/search?q=kestenov"), 200)["items"]
    assert (item["id"], item["places"]) == (str(tree.pk), [])
    assert find(office.viewer(Role.INSPECTOR), "kestneov", ALL).meant == ["кестенов"]
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.assign(head, case=tree, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    actions.restrict_case(head, case=tree, staff=[], reason="подаци о здрављу")
    [hit] = find(office.viewer(Role.HANDLER), "kestenov", ALL).hits
    assert (hit.line.pk, hit.excerpts, hit.inside) == (tree.pk, [], True)
    [item] = told(caller(office, Role.HANDLER).get("/search?q=kestenov"), 200)["items"]
    assert (item["id"], item["places"]) == (str(tree.pk), [])
    text = client_as(Role.HANDLER).get(reverse("registry:find"), {"q": "kestenov"}).content.decode()
    assert tree.number in text
    assert "дрворед" not in text
    assert "Речи стоје у његовим папирима." in text
    [hit] = find(office.viewer(Role.HANDLER), "стабала", ALL).hits
    assert not hit.inside  # it stands in the line, where it is marked


def test_a_near_word_of_a_hidden_case_is_not_named_beside_a_seen_one(office: Office, tree: Case) -> None:
    """Both are near to what was typed; only the one that stands in what is shown is said."""
    registered(office, "Захтев", text="Кастенов пут")
    run_everything()
    head = office.viewer(Role.REGISTRY_HEAD)
    actions.assign(head, case=tree, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    actions.restrict_case(head, case=tree, staff=[], reason="подаци о здрављу")
    found = find(office.viewer(Role.REGISTRY_CLERK), "kistenov", ALL)
    assert (len(found.hits), found.meant) == (1, ["кастенов"])


def test_another_office_finds_nothing_of_it(office: Office, tree: Case) -> None:
    other = found_office("drugo")
    with scope(other.organisation.pk):
        for typed in ("кестенов", "kestneov", tree.number, "стабала"):
            assert find(other.viewer(Role.REGISTRY_HEAD), typed, ALL).hits == []


def test_the_filters_narrow_what_is_found(office: Office, tree: Case) -> None:
    viewer = office.viewer(Role.HANDLER)
    assert hits(office, "kestenov", Role.HANDLER, Narrow(status="formed")) == [tree.pk]
    assert hits(office, "kestenov", Role.HANDLER, Narrow(status="archived")) == []
    assert hits(office, tree.number, Role.HANDLER, Narrow(status="archived")) == []
    assert hits(office, "kestenov", Role.HANDLER, Narrow(who="me", status="all")) == []
    actions.assign(office.viewer(Role.REGISTRY_CLERK), case=tree, unit=office.units["IV-02"], staff=viewer.staff)
    assert hits(office, "kestenov", Role.HANDLER, Narrow(who="me", status="all")) == [tree.pk]


def test_the_filters_narrow_what_is_found_by_a_number_of_the_sender(office: Office) -> None:
    """The chosen list is looked through, however many newer cases outside of it bear the number."""
    clerk, handler = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.HANDLER)
    mine = [registered(office, "Допис", reference="УП-77/2025") for _case in range(2)]
    for case in mine:
        actions.assign(clerk, case=case, unit=office.units["IV-02"], staff=handler.staff)
    for _case in range(queries.PAGE + 2):
        registered(office, "Допис", reference="УП-77/2025")
    run_everything()
    narrow = Narrow(who="me", status="all")
    found = find(handler, "77/2025", narrow)
    assert [hit.line.pk for hit in found.hits] == [case.pk for case in mine[::-1]]
    assert (found.how, found.following) == ("number", "")
    assert [hit.number for hit in found.hits] == ["УП-77/2025"] * 2
    assert len(hits(office, "77/2025")) == queries.PAGE


def test_words_are_tried_where_a_number_of_the_sender_is_not_in_the_chosen_list(office: Office) -> None:
    case = registered(office, "Допис", text="На ваш број 77/2025.")
    actions.assign(
        office.viewer(Role.REGISTRY_CLERK), case=case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER]
    )
    for _case in range(queries.PAGE + 2):
        registered(office, "Допис", reference="УП-77/2025")
    run_everything()
    found = find(office.viewer(Role.HANDLER), "77/2025", Narrow(who="me", status="all"))
    assert ([hit.line.pk for hit in found.hits], found.how) == ([case.pk], "words")
    body = told(caller(office, Role.HANDLER).get("/search?q=77/2025&status=archived"), 200)
    assert (body["items"], body["next"]) == ([], None)


def test_what_was_read_from_a_scan_and_what_an_act_says_are_words_of_the_case(office: Office) -> None:
    case = registered(office, "Захтев", text="слика без слова")
    keep_rendition(
        office.viewer(Role.REGISTRY_CLERK),
        original=case.attachments.get().document,
        kind=RenditionKind.SEARCHABLE,
        name="skenirano.txt",
        data="Прочитано: лимарска радионица".encode(),
        media_type="text/plain",
    )
    run_everything()
    [hit] = find(office.viewer(Role.REGISTRY_CLERK), "limarska", ALL).hits
    assert "лимарска радионица" in "".join(text for text, _searched in hit.excerpts[0].words)


def test_a_page_with_nothing_says_how_many_papers_nobody_has_read_yet(office: Office, client_as: SignIn) -> None:
    """Right after a start the readers work on; what was only not read yet must not look as if it were not there."""
    registered(office, "Захтев", text="Кестенов дрворед.")
    clerk, url = client_as(Role.REGISTRY_CLERK), reverse("registry:find")
    words = "1 папир се још чита."
    assert words in clerk.get(url, {"q": "дрворед"}).content.decode()
    assert words not in clerk.get(url, {"q": "захтев"}).content.decode()
    run_everything()
    text = clerk.get(url, {"q": "багрем"}).content.decode()
    assert "Ништа није нађено" in text
    assert words not in text


def test_pages_of_a_search_join_up(office: Office) -> None:
    made = [registered(office, f"Захтев {number}").pk for number in range(45)]
    run_everything()
    viewer, seen, before = office.viewer(Role.REGISTRY_CLERK), [], None
    for _page in range(3):
        found = find(viewer, "захтеви", ALL, before=before, how="words" if before else "")
        seen += [hit.line.pk for hit in found.hits]
        before = UUID(found.following) if found.following else None
    assert seen == made[::-1]
    assert before is None


def test_reading_the_entries_again_changes_nothing(office: Office, tree: Case) -> None:
    before = CaseWords.objects.values().get(case=tree)
    indexing.index_cases(office.organisation, [tree.pk])
    assert CaseWords.objects.values().get(case=tree) == before
    assert CaseWords.objects.filter(case=tree).count() == 1


def test_cases_of_before_get_their_words_by_stretches_that_go_on_where_they_stopped(
    office: Office, tree: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        registered(office, f"Старо {number}")
    CaseWords.objects.all().delete()
    monkeypatch.setattr(indexing, "STRETCH", 3)
    assert indexing.walk_on(office.organisation)
    walk = queries.still_walking(office.viewer(Role.REGISTRY_CLERK))
    assert walk
    assert (walk.passed, walk.total, CaseWords.objects.count()) == (3, 7, 3)
    assert hits(office, "кестенов") == []
    monkeypatch.setattr(indexing, "index_cases", _stops)
    with pytest.raises(RuntimeError):
        indexing.walk_on(office.organisation)
    monkeypatch.undo()
    monkeypatch.setattr(indexing, "STRETCH", 3)
    assert indexing.walk_on(office.organisation)
    assert not indexing.walk_on(office.organisation)
    assert not indexing.walk_on(office.organisation)
    assert (WordsWalk.objects.get().passed, CaseWords.objects.count()) == (7, 7)
    assert queries.still_walking(office.viewer(Role.REGISTRY_CLERK)) is None
    assert hits(office, "кестенов") == [tree.pk]


def _stops(*_args: object) -> int:
    raise RuntimeError("power")


def test_the_clock_walks_through_every_office(office: Office, tree: Case) -> None:
    CaseWords.objects.all().delete()
    assert tasks.walk(timestamp=0) >= 1
    assert CaseWords.objects.count() == 2


def test_of_a_case_with_very_many_words_some_are_kept_and_it_is_noted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(f"реч{number}" for number in range(60_000))
    case = registered(office, "Велики спис", text=text)
    run_everything()
    row = CaseWords.objects.get(case=case)
    assert row.cut
    assert len(str(row.words)) < 1 << 20
    assert hits(office, "велики спис") == [case.pk]


def test_words_beyond_the_bytes_that_postgresql_counts_are_left_out_and_it_is_noted(office: Office) -> None:
    """30,000 words of 40 letters are more than a megabyte; behind it the database takes one word for another."""
    text = " ".join(f"{number:05}{'x' * 35}" for number in range(indexing.MOST_WORDS - 100))
    case = registered(office, "Велики спис", text=text)
    run_everything()
    assert CaseWords.objects.get(case=case).cut
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(words) FROM registry_casewords WHERE case_id = %s", [case.pk])
        [[kept]] = cursor.fetchall()
    receipt = case.submissions.get().submission_number
    assert {*kept} <= words_of([text, receipt, case.subject, case.number, case.search])
    assert len(kept) > 20_000
    assert sum(len(word.encode()) for word in kept) <= 1_000_000
    assert hits(office, "велики спис") == [case.pk]
    assert hits(office, f"{20_000}{'x' * 35}") == [case.pk]


COUNT = 900
"""More than the newest ones that are looked through word by word."""


@pytest.fixture
def long_office(office: Office) -> Office:
    given = crowd.given_of(
        founder(office.organisation), COUNT, [office.people[Role.HANDLER], office.people[Role.ARCHIVIST]]
    )
    crowd.fill(given | {"first": 1, "last": COUNT})
    while indexing.walk_on(office.organisation):
        pass
    return office


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.HANDLER])
@pytest.mark.parametrize("typed", ["zahtev", "ponude", "zalba poreza", "1"])
def test_frequent_and_rare_words_are_found_newest_first_over_all_edges(
    long_office: Office, role: Role, typed: str
) -> None:
    """Page by page the same as every case looked at one by one."""
    viewer = long_office.viewer(role)
    if typed == "1":  # a surname with its number, of the oldest cases
        typed = " ".join(registry.cases(viewer).reverse()[30].search.split()[-2:])
    terms = terms_of(typed)
    every = [
        case.pk
        for case in registry.cases(viewer)
        if all(any(term.takes(word) for word in case.search.split()) for term in terms)
    ]
    seen: list[UUID] = []
    before, how = None, "words"
    while True:
        found = find(viewer, typed, ALL, before=before, how=how)
        seen += [hit.line.pk for hit in found.hits]
        if not found.following:
            break
        before = UUID(found.following)
    assert every
    assert seen == every


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        *[("x" * 2000, 422), ('"""\'\'', 422), ("., !", 422), ("и за", 422), ("ke\0stenov", 400), ("", 200)],
        *[
            ("%_\\", 422),
            ("'); DROP TABLE x; --", 200),
            ("а:* & б | !ц", 422),
            ("\ud83d\ude00", 422),
        ],
    ],
)
def test_bad_input_gets_a_clear_answer(client_as: SignIn, tree: Case, typed: str, status: int) -> None:
    typed = typed.encode("utf-16", "surrogatepass").decode("utf-16")
    response = client_as(Role.HANDLER).get(reverse("registry:find"), {"q": typed})
    assert response.status_code == status
    assert ("find-problem" in response.content.decode()) is (status == 422)


def test_the_page_shows_marks_filters_and_the_next_page(client_as: SignIn, office: Office, tree: Case) -> None:
    client = client_as(Role.REGISTRY_CLERK)
    text = client.get(reverse("registry:find"), {"q": "kestenov"}).content.decode()
    assert "<mark>кестенов</mark>" in text
    assert reverse("registry:document", args=[tree.pk, tree.attachments.get().document_id]) in text
    text = client.get(reverse("registry:find"), {"q": "kestneov"}).content.decode()
    assert "кестенов." in text
    text = client.get(reverse("registry:find"), {"q": "kestenov", "status": "archived"}).content.decode()
    assert "q=kestenov&amp;status=all" in text
    text = client.get(reverse("registry:find"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text


def test_the_api_gives_marks_as_places_in_the_text(office: Office, tree: Case) -> None:
    body = told(caller(office, Role.HANDLER).get("/search?q=kestenov"), 200)
    [item] = body["items"]
    [place] = item["places"]
    [[begin, end]] = place["words"]["marks"]
    assert place["words"]["text"][begin:end] == "кестенов"
    assert (item["id"], item["number"], body["by"], body["next"]) == (str(tree.pk), tree.number, "words", None)
    near = told(caller(office, Role.HANDLER).get("/search?q=kestneov"), 200)
    assert (near["by"], near["meant"]) == ("near", ["кестенов"])


@pytest.mark.parametrize("typed", ["x" * 2000, "%22%22%22", ".,", "", "x" * 20_000, "%00"])
def test_the_api_says_what_is_wrong_with_a_search(office: Office, typed: str) -> None:
    response = caller(office, Role.HANDLER).get(f"/search?q={typed}")
    assert response.status_code in (400, 422)
    if typed != "%00":
        assert told(response, 422)["errors"][0]["field"] == "q"


def test_pages_of_the_api_join_up(office: Office) -> None:
    made = [registered(office, f"Захтев {number}").pk for number in range(21)]
    run_everything()
    api = caller(office, Role.REGISTRY_CLERK)
    first = told(api.get("/search?q=zahtevi"), 200)
    second = told(api.get(f"/search?q=zahtevi&cursor={first['next']}"), 200)
    assert [row["id"] for row in [*first["items"], *second["items"]]] == [str(case) for case in made[::-1]]
    assert second["next"] is None
