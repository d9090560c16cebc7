"""A case conducted in Hungarian: asked for, changed, taken back; its acts in both languages, and found by both."""

from __future__ import annotations

from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.documents.actions import content
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Organisation, Role
from salter.registry import actions, acts, receipts, wording_second
from salter.registry.desk import Narrow
from salter.registry.drafting.layouts.actions import approve_layout, lay_out, write_layout
from salter.registry.finding.queries import find
from salter.registry.models import Act, ActKind, Case, LanguageChoice
from salter.registry.speaking.actions import asked_with_the_request, conduct_in, take_back
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.support.office import Office

COUNTER = "/cases/new/form/"
SAID = {
    "ground": "члан 6. Статута",
    "name": "Vedrovo község",
    "body": "Vedrovo Községi Közigazgatási Hivatal",
    "seat": "Vedrovo",
}
HUNGARIAN = {
    "title_hu": "Határozat: közterület-foglalás",
    "legal_basis_hu": "Az általános közigazgatási eljárásról szóló törvény 136. szakasza alapján meghozza",
    "disposition_hu": "A kérelemnek helyt ad: Szűcs Ödön a járdát elfoglalhatja.",
    "reasoning_hu": "A kérelem megalapozott.",
    "remedy_hu": "Fellebbezés 15 napon belül.",
}


@pytest.fixture
def vedrovo(office: Office) -> Office:
    """The office with Hungarian in official use."""
    organisations.use_language(office.viewer(Role.ADMINISTRATOR), code="hu", **SAID)
    office.organisation = Organisation.objects.get(pk=office.organisation.pk)
    return office


def conducted(office: Office, case: Case | None = None, language: str = "hu") -> Case:
    case = case or assigned(office)
    today = clock.today(office.organisation)
    conduct_in(office.viewer(Role.HANDLER), case=case, language=language, on=today, note="Усмено на шалтеру.")
    return Case.objects.get(pk=case.pk)


def drafted(office: Office, case: Case, **texts: str) -> Act:
    return actions.draft_act(
        office.viewer(Role.HANDLER),
        case=case,
        kind=ActKind.DECISION,
        title="Решење",
        content={**TEXTS, **HUNGARIAN, **texts},
        outcome="granted",
    )


def signed(office: Office, act: Act) -> Act:
    act = actions.submit_act(office.viewer(Role.HANDLER), act=act)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def text_of(pdf: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(" ".join(pages).replace("\xa0", " ").split())


# --- languages of the office ---


def test_the_administrator_enters_what_is_in_official_use_and_by_which_act(office: Office, client_as: SignIn) -> None:
    admin = client_as(Role.ADMINISTRATOR)
    at = reverse("organisations:change-language", args=["hu"])
    assert admin.post(at, {**SAID, "ground": " "}).status_code == 422
    assert admin.post(at, SAID).status_code == 302
    page = admin.get(reverse("organisations:languages")).content.decode()
    assert SAID["ground"] in page
    assert SAID["body"] in page
    assert admin.get(reverse("organisations:change-language", args=["de"])).status_code == 404
    assert admin.post(reverse("organisations:end-language", args=["hu"])).status_code == 302
    assert Organisation.objects.get(pk=office.organisation.pk).languages == {}
    verbs = Entry.objects.filter(organisation=office.organisation, verb__startswith="language.").order_by("id")
    assert [row.verb for row in verbs] == ["language.used", "language.ended"]
    with pytest.raises(NotAllowed):
        organisations.use_language(office.viewer(Role.HANDLER), code="hu", **SAID)
    with pytest.raises(ValidationError) as refused:
        organisations.use_language(office.viewer(Role.ADMINISTRATOR), code="de", **SAID)
    assert refused.value.code == "language"


# --- the language of a case ---


def test_it_is_asked_for_changed_and_taken_back_and_drafts_follow(vedrovo: Office) -> None:
    handler, case = vedrovo.viewer(Role.HANDLER), assigned(vedrovo)
    before = actions.draft_act(handler, case=case, kind=ActKind.DECISION, title="Решење", content=TEXTS)
    assert (case.language, before.language) == (None, None)
    case = conducted(vedrovo, case)
    before.refresh_from_db()
    assert (case.language, before.language) == ("hu", "hu")
    first = LanguageChoice.objects.get()
    assert (first.before, first.language, first.note) == ("", "hu", "Усмено на шалтеру.")

    take_back(handler, choice=first)
    case.refresh_from_db()
    before.refresh_from_db()
    assert (case.language, before.language) == (None, None)
    with pytest.raises(ValidationError) as twice:
        take_back(handler, choice=first)
    assert twice.value.code == "known"
    verbs = Entry.objects.filter(case_id=case.pk, verb__startswith="case.language").order_by("id")
    assert [(row.verb, row.body["spoken"]) for row in verbs] == [
        ("case.language-set", "hu"),
        ("case.language-taken-back", "sr"),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"language": "de"}, "language"),
        ({"language": ""}, "known"),
        ({"note": "  "}, "note"),
        ({"on": "2020-01-01"}, "on"),
        ({"on": "2090-01-01"}, "on"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(vedrovo: Office, given: dict[str, Any], code: str) -> None:
    case = assigned(vedrovo)
    today = clock.today(vedrovo.organisation)
    on = type(today).fromisoformat(given.pop("on")) if "on" in given else today
    whole = {"language": "hu", "note": "Усмено.", **given}
    with pytest.raises(ValidationError) as refused:
        conduct_in(vedrovo.viewer(Role.HANDLER), case=case, on=on, **whole)
    assert refused.value.code == code
    assert not LanguageChoice.objects.exists()


def test_an_office_without_hungarian_conducts_nothing_in_it(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    with pytest.raises(ValidationError) as refused:
        conducted(office, case)
    assert refused.value.code == "language"
    page = client_as(Role.HANDLER).get(reverse("registry:case-language", args=[case.pk])).content.decode()
    assert "ниједан други језик није у службеној употреби" in page


def test_only_who_handles_it_changes_it_and_only_who_registers_notes_what_came_with_it(vedrovo: Office) -> None:
    case, today = assigned(vedrovo), clock.today(vedrovo.organisation)
    with pytest.raises(NotAllowed):
        conduct_in(vedrovo.viewer(Role.TRAINEE), case=case, language="hu", on=today, note="x")
    with pytest.raises(NotAllowed):
        asked_with_the_request(vedrovo.viewer(Role.HANDLER), case=case, language="hu", note="x")
    row = asked_with_the_request(vedrovo.viewer(Role.REGISTRY_CLERK), case=case, language="hu", note="x")
    assert row.party == case.parties.get()
    assert case.language == "hu"


def test_after_an_act_is_signed_the_change_is_no_slip_any_more(vedrovo: Office) -> None:
    case = conducted(vedrovo)
    signed(vedrovo, drafted(vedrovo, case))
    with pytest.raises(ValidationError) as refused:
        take_back(vedrovo.viewer(Role.HANDLER), choice=LanguageChoice.objects.get())
    assert refused.value.code == "signed"


def test_the_page_changes_it_and_takes_it_back(vedrovo: Office, client_as: SignIn) -> None:
    case, client = assigned(vedrovo), client_as(Role.HANDLER)
    url, today = reverse("registry:case-language", args=[case.pk]), clock.today(vedrovo.organisation)
    sent = {"language": "hu", "party": "", "on": today.isoformat(), "note": "Допис под подбројем 2."}
    assert client.post(url, {**sent, "note": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    page = client.get(url).content.decode()
    assert "Допис под подбројем 2." in page
    row = LanguageChoice.objects.get()
    back = reverse("registry:case-language-back", args=[case.pk, row.pk])
    assert back in page
    assert "Мађарски" in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert client.post(back).status_code == 302
    assert client.post(back).status_code == 422
    case.refresh_from_db()
    assert case.language is None


def test_at_the_counter_it_is_asked_and_noted(vedrovo: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    page = clerk.get(COUNTER).content.decode()
    assert "На ком језику странка жели поступак" in page
    sent = {
        "form_key": "first",
        "matter": "P036",
        "subject": "Заузеће тротоара",
        "channel": "counter",
        "received_at": "5. 1. 2026. 9:30",
        "language": "hu",
        "party-0-name": "Szűcs Ödön",
        "party-0-kind": "person",
        "party-0-role": "applicant",
    }
    response = clerk.post(COUNTER, sent)
    assert response.status_code == 302, response.content.decode()
    case = Case.objects.latest("id")
    assert case.language == "hu"
    assert LanguageChoice.objects.get().case == case


# --- acts in two languages ---


def test_what_is_not_translated_is_told_and_the_act_waits(vedrovo: Office, client_as: SignIn) -> None:
    case = conducted(vedrovo)
    act = drafted(vedrovo, case, reasoning_hu=" ", title_hu="")
    names = [str(label) for label in acts.untranslated(act)]
    assert names == ["Назив (мађарски)", "Образложење (мађарски)"]
    client = client_as(Role.HANDLER)
    page = client.get(reverse("registry:act", args=[case.pk, act.pk])).content.decode()
    assert "Још није написано на другом језику:" in page
    assert "Образложење (мађарски)" in page
    with pytest.raises(ValidationError) as refused:
        actions.submit_act(vedrovo.viewer(Role.HANDLER), act=act)
    assert refused.value.code == "incomplete"
    assert "Образложење (мађарски)" in refused.value.message


def test_the_form_has_both_texts_and_begins_with_what_the_office_writes(vedrovo: Office, client_as: SignIn) -> None:
    case, client = conducted(vedrovo), client_as(Role.HANDLER)
    url = reverse("registry:act-new", args=[case.pk]) + "?kind=decision"
    form = client.get(url).context["form"]
    assert SAID["body"] in form["legal_basis_hu"].value()
    assert "15 napon belül" in form["remedy_hu"].value()
    assert form["disposition_hu"].field.widget.attrs["lang"] == "hu"
    sent = {"title": "Решење", "outcome": "granted", **TEXTS, **HUNGARIAN, "then": "submit"}
    assert client.post(url, sent).status_code == 302
    act = Act.objects.get()
    assert (act.language, act.status) == ("hu", "submitted")
    assert act.content == {**TEXTS, **HUNGARIAN, "rest_hu": ""}


def test_the_signed_act_says_both_and_is_found_by_words_of_both(vedrovo: Office) -> None:
    case = conducted(vedrovo)
    act = signed(vedrovo, drafted(vedrovo, case))
    assert act.document
    text = text_of(content(act.document))
    for words in (*TEXTS.values(), *HUNGARIAN.values(), "РЕШЕЊЕ", "HATÁROZAT", SAID["name"], SAID["body"]):
        assert words.removeprefix("Határozat: ") in text
    run_everything()
    for typed in ("површине", "helyt", "Szűcs", "szucs", "ödön"):
        found = find(vedrovo.viewer(Role.REGISTRY_CLERK), typed, Narrow(status="all"))
        assert case.pk in [hit.line.pk for hit in found.hits], typed


def test_a_party_with_hungarian_letters_is_found_with_and_without_them(office: Office) -> None:
    case = office.register(party=office.party("Őze Krisztián")).case
    run_everything()
    for typed in ("Őze", "őze", "oze", "Krisztián", "krisztian"):
        found = find(office.viewer(Role.REGISTRY_CLERK), typed, Narrow(status="all"))
        assert case.pk in [hit.line.pk for hit in found.hits], typed


def test_a_partial_decision_says_what_it_leaves_in_both_languages(vedrovo: Office) -> None:
    act = drafted(vedrovo, conducted(vedrovo))
    Act.objects.filter(pk=act.pk).update(extent="partial", rest="накнада за заузеће")
    act.refresh_from_db()
    assert [str(label) for label in acts.untranslated(act)] == ["О чему још није одлучено (мађарски)"]
    act.content = {**act.content, "rest_hu": "a közterület-foglalási díj"}
    assert acts.untranslated(act) == []
    text = text_of(acts.render_act(act))
    assert "О осталом ће се одлучити посебним решењем: накнада за заузеће." in text
    assert "A többi kérdésről külön határozat dönt: a közterület-foglalási díj." in text


def test_letters_and_rulings_begin_in_hungarian_too(vedrovo: Office) -> None:
    case = conducted(vedrovo)
    parties = list(case.parties.all())
    for kind in ActKind:
        made = wording_second.content(kind, vedrovo.organisation, case, parties, "hu")
        keys = {"title", *(part.key for part in acts.PARTS[kind])} - {"disposition", "reasoning"}
        assert set(made) == keys
        assert all(made.values())
        assert not any("%(" in text for text in made.values())
    assert (
        "hivatalból eljárva"
        in wording_second.content(ActKind.DECISION, vedrovo.organisation, case, [], "hu")["legal_basis"]
    )
    assert wording_second.content(ActKind.DECISION, vedrovo.organisation, case, parties, "de") == {}


def test_the_receipt_is_in_both_languages(vedrovo: Office) -> None:
    submission = vedrovo.register()
    conducted_case = submission.case
    asked_with_the_request(vedrovo.viewer(Role.REGISTRY_CLERK), case=conducted_case, language="hu", note="x")
    submission.refresh_from_db()
    text = text_of(content(receipts.ensure(vedrovo.viewer(Role.REGISTRY_CLERK), submission)))
    for words in ("Потврда о пријему", "Átvételi elismervény", "Ваш поднесак је примљен", "A beadványát átvettük"):
        assert words in text


@pytest.mark.parametrize("own", [True, False])
def test_a_template_of_the_office_prints_its_language(vedrovo: Office, own: bool, client_as: SignIn) -> None:
    admin, head = vedrovo.viewer(Role.ADMINISTRATOR), vedrovo.viewer(Role.HEAD_OF_ADMINISTRATION)
    told: dict[str, Any] = {"name": "Зелени", "kind": ActKind.DECISION}
    serbian = write_layout(admin, source="= ЗЕЛЕНО\n#pieces(data.points)\n", **told)
    serbian = approve_layout(head, version=serbian)
    if own:
        other = write_layout(admin, source="= ZÖLD\n#pieces(data.points)\n", language="hu", **told)
        approve_layout(head, version=other)
    case = conducted(vedrovo)
    act = lay_out(vedrovo.viewer(Role.HANDLER), act=drafted(vedrovo, case), version=serbian)
    text = text_of(acts.render_act(act))
    assert "ЗЕЛЕНО" in text
    assert ("ZÖLD" in text) is own
    assert "Szűcs Ödön" in text
    page = client_as(Role.UNIT_HEAD).get(reverse("registry:act", args=[case.pk, act.pk])).content.decode()
    assert ("Образац органа нема верзију на другом језику" in page) is not own
    with pytest.raises(ValidationError) as refused:
        lay_out(vedrovo.viewer(Role.HANDLER), act=act, version=other if own else None) if own else write_layout(
            admin, source="= А", language="de", **told
        )
    assert refused.value.code == ("layout" if own else "language")
