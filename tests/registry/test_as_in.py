"""“As in case …”: a draft from an earlier decision, with gaps where it spoke of people."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.identifiers import make_test_jmbg
from salter.organisations.models import PartyKind, Role
from salter.registry import actions
from salter.registry.drafting.depersonalise import depersonalised
from salter.registry.drafting.earlier import known
from salter.registry.models import Act, ActKind, ActStatus, ActVersion, Case, CaseLook, ChangeKind, RepresentativeKind
from salter.registry.parties.changing import Known, rewrite
from salter.registry.parties.representing import appoint
from tests.registry.scenes import TEXTS, SignIn, assigned
from tests.support.office import Office

JMBG = make_test_jmbg(date(1985, 5, 5), False, 7)
NAME, STREET = "Радомирка Звездић", "Кеј слободе 17, Звездан"


def earlier(office: Office, *, signed: bool = True) -> Act:
    """A decision in a case of somebody else, signed."""
    clerk, handler = office.viewer(Role.REGISTRY_CLERK), office.viewer(Role.HANDLER)
    party = organisations.enter_party(clerk, kind=PartyKind.PERSON, name=NAME, address=STREET, identifier=JMBG)
    case = office.register(party=party).case
    case = actions.assign(clerk, case=case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER])
    content = {
        "legal_basis": f"На основу члана 136, по захтеву странке {NAME}, ЈМБГ {JMBG}, доноси",
        "disposition": f"Радомирки Звездић, {STREET}, одобрава се заузеће 6 m².\nТакса је плаћена.",
        "reasoning": f"Звездић је дана 12. 3. 2026. у предмету {case.number} приложила скицу.",
        "remedy": "Жалба у року од 99 дана.",
    }
    act = actions.draft_act(
        handler, case=case, kind=ActKind.DECISION, title="Решење", content=content, outcome="granted"
    )
    if not signed:
        return act
    act = actions.submit_act(handler, act=act)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    return actions.sign_act(office.viewer(Role.SIGNATORY), act=act)


def new(case: Case, source: Act | None = None) -> str:
    """The address of the form of a new decision."""
    return reverse("registry:act-new", args=[case.pk]) + "?kind=decision" + (f"&as={source.pk}" if source else "")


def test_the_form_begins_with_the_earlier_words_and_no_person_of_them(office: Office, client_as: SignIn) -> None:
    source, case = earlier(office), assigned(office)
    page = client_as(Role.HANDLER).get(new(case, source))
    form = page.context["form"]
    assert form["disposition"].value() == (
        "[[име странке]], [[адреса странке]], одобрава се заузеће 6 m².\nТакса је плаћена."
    )
    assert form["reasoning"].value() == (
        "[[име странке]] је дана [[датум]] у предмету [[број предмета]] приложила скицу."
    )
    assert "Мила Ведрић" in form["legal_basis"].value()
    assert "15 дана" in form["remedy"].value()
    assert form["outcome"].value() == "granted"
    text = page.content.decode()
    for secret in ("Радомир", "Звездић", "Кеј слободе", JMBG, "12. 3. 2026."):
        assert secret not in text
    assert [label for label, _names in page.context["gaps"]] == ["Диспозитив", "Образложење"]
    assert CaseLook.objects.filter(case=source.case, account=office.account(Role.HANDLER)).exists()


def test_representatives_and_former_names_become_gaps_too(office: Office) -> None:
    case, handler = assigned(office), office.viewer(Role.HANDLER)
    part, today = case.parties.get(), clock.today(office.organisation)
    lawyer = office.party("Борислав Туцаковић")
    lawyer.address = "Дунавска 17, Измишљено"
    lawyer.save(update_fields=["address"])
    kind, ground = RepresentativeKind.ATTORNEY, "пуномоћје"
    appoint(handler, case_party=part, party=lawyer, kind=kind, ground=ground, from_on=today)
    for word, after in (
        (ChangeKind.NAME, "Мила Стојнић"),
        (ChangeKind.NAME, "Мила Пупавац"),
        (ChangeKind.ADDRESS, "Ратарска 44, Измишљено"),
        (ChangeKind.ADDRESS, "Воћарска 5, Измишљено"),
    ):
        rewrite(handler, case_party=part, kind=word, after=after, known=Known(today, "извод"))
    text = (
        "Мила Стојнић, Ратарска 44, касније Мила Пупавац, коју заступа адвокат Борислав Туцаковић, Дунавска 17, "
        "тражила је. Заступник Туцаковић је предао скицу."
    )
    found = depersonalised(text, known(office.organisation, case))
    for secret in ("Стојнић", "Пупавац", "Туцаковић", "Дунавска", "Ратарска"):
        assert secret not in found, found
    assert "[[име заступника]]" in found


def drafted(office: Office, client_as: SignIn) -> Act:
    """A draft saved as the form gave it."""
    source, case = earlier(office), assigned(office)
    client = client_as(Role.HANDLER)
    form = client.get(new(case, source)).context["form"]
    sent = {field.name: field.value() or "" for field in form.visible_fields()}
    assert client.post(new(case, source), {**sent, "then": "save"}).status_code == 302
    return Act.objects.get(case=case)


def test_what_is_saved_says_where_its_words_are_from(office: Office, client_as: SignIn) -> None:
    act = drafted(office, client_as)
    version = ActVersion.objects.get(act=act)
    assert version.source is not None
    assert version.how == "copied"
    assert Entry.objects.filter(verb="act.drafted").latest("id").body["as_in"] == version.source.case.number
    page = reverse("registry:act-versions", args=[act.case_id, act.pk])
    assert version.source.case.number in client_as(Role.HANDLER).get(page).content.decode()


def test_an_act_with_gaps_is_neither_submitted_nor_signed(office: Office, client_as: SignIn) -> None:
    act = drafted(office, client_as)
    client, page = client_as(Role.HANDLER), reverse("registry:act", args=[act.case_id, act.pk])
    sent = {"title": act.title, "outcome": "granted", **act.content, "version": "1"}
    refused = client.post(page, {**sent, "then": "submit"})
    assert refused.status_code == 422
    assert "Диспозитив: име странке, адреса странке" in refused.content.decode()
    Act.objects.filter(pk=act.pk).update(status=ActStatus.APPROVED)
    with pytest.raises(ValidationError) as unsigned:
        actions.sign_act(office.viewer(Role.SIGNATORY), act=Act.objects.get(pk=act.pk))
    assert unsigned.value.code == "gaps"
    Act.objects.filter(pk=act.pk).update(status=ActStatus.DRAFT)
    assert client.post(page, {**sent, **TEXTS, "then": "submit"}).status_code == 302
    act.refresh_from_db()
    assert act.status == ActStatus.SUBMITTED


def test_a_gap_in_the_title_counts_too(office: Office) -> None:
    handler = office.viewer(Role.HANDLER)
    act = actions.draft_act(
        handler, case=assigned(office), kind=ActKind.DECISION, title="Решење: [[име]]", content=TEXTS, outcome="granted"
    )
    with pytest.raises(ValidationError) as refused:
        actions.submit_act(handler, act=act)
    assert refused.value.code == "gaps"


def test_only_signed_acts_of_the_same_kind_and_procedure_are_offered(office: Office, client_as: SignIn) -> None:
    source, unsigned, case = earlier(office), earlier(office, signed=False), assigned(office)
    client, url = client_as(Role.HANDLER), reverse("registry:act-as-in", args=[case.pk, "decision"])
    assert [row.pk for row in client.get(url).context["rows"]] == [source.pk]
    assert client.get(reverse("registry:act-as-in", args=[case.pk, "notice"])).context["rows"] == []
    assert client.get(reverse("registry:act-as-in", args=[case.pk, "nothing"])).status_code == 404
    assert client.get(new(case, unsigned)).status_code == 404
    assert client.get(new(case)[: -len("decision")] + "notice" + f"&as={source.pk}").status_code == 404
    assert client.get(new(case) + "&as=x").status_code == 404
    Case.objects.filter(pk=source.case_id).update(procedure=None)
    assert client.get(url).context["rows"] == []
    assert client.get(new(case, source)).status_code == 404


def test_a_case_is_found_by_its_number_in_any_spelling(office: Office, client_as: SignIn) -> None:
    source, case = earlier(office), assigned(office)
    client, url = client_as(Role.HANDLER), reverse("registry:act-as-in", args=[case.pk, "decision"])
    number = f"{source.case.ordinal}/{source.case.year}"
    assert [row.pk for row in client.get(url, {"number": number}).context["rows"]] == [source.pk]
    for wrong, words in (("9999/2026", "Нема предмета"), (case.number, "нема потписан акт")):
        refused = client.get(url, {"number": wrong})
        assert refused.status_code == 422
        assert words in refused.content.decode()


def test_who_does_not_see_the_earlier_case_is_not_offered_it(office: Office, client_as: SignIn) -> None:
    source, case = earlier(office), assigned(office)
    head = office.viewer(Role.REGISTRY_HEAD)
    Case.objects.filter(pk=source.case_id).update(handler=None)
    actions.restrict_case(head, case=Case.objects.get(pk=source.case_id), staff=[], reason="подаци о здрављу")
    client = client_as(Role.HANDLER)
    assert client.get(reverse("registry:act-as-in", args=[case.pk, "decision"])).context["rows"] == []
    assert client.get(new(case, source)).status_code == 404
