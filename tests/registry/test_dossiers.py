"""Dossiers: opened, filled, found in both scripts, closed; nobody sees or counts a case by one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions as registry
from salter.registry.filing import queries, rules
from salter.registry.filing.actions import (
    About,
    change_dossier,
    close_dossier,
    open_dossier,
    put_in,
    reopen_dossier,
    take_out,
)
from salter.registry.models import AskedBy, Case, Dossier, DossierAccess, DossierCase, DossierKind
from salter.registry.recusing.actions import ask_recusal
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office

NAME = "К.п. 1234/5 КО Чачак"


def about(office: Office, **changed: object) -> About:
    given = {
        "kind": DossierKind.PARCEL,
        "name": NAME,
        "unit": office.units["IV-02"],
        "keeper": office.people[Role.HANDLER],
        **changed,
    }
    return About(**given)  # type: ignore[arg-type]


def opened(office: Office, **changed: object) -> Dossier:
    return open_dossier(office.viewer(Role.HANDLER), about=about(office, **changed))


def hidden(office: Office, case: Case) -> Case:
    """Access to the case is restricted to its handler."""
    return registry.restrict_case(office.viewer(Role.REGISTRY_HEAD), case=case, staff=[], reason="подаци о здрављу")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Д-12/2026", (12, 2026)),
        ("д 12/26", (12, 2026)),
        ("d-12 / 2026", (12, 2026)),
        ("12/2026", (12, 2026)),
        ("Д–7/2026", (7, 2026)),
        ("352-12/2026", None),
        ("Чачак", None),
        ("", None),
        ("Д-12", None),
    ],
)
def test_a_number_is_understood_in_either_script(typed: str, found: tuple[int, int] | None) -> None:
    assert rules.number_of(typed) == found


def test_numbers_of_a_year_have_no_gap(office: Office) -> None:
    year = clock.today(office.organisation).year
    assert [opened(office).number for _one in range(3)] == [f"Д-{n}/{year}" for n in (1, 2, 3)]
    with pytest.raises(ValidationError):
        opened(office, name=" ")
    assert opened(office).ordinal == 4


def test_it_is_found_by_number_and_words_in_both_scripts(office: Office) -> None:
    row, handler = opened(office), office.viewer(Role.HANDLER)
    opened(office, name="Милица Примеровић", kind=DossierKind.PERSON)
    for typed in ("чачак", "cacak", "Čačak ko", "1234/5", row.number, row.number.replace("Д", "d")):
        found, following = queries.found(handler, typed)
        assert (found, following) == ([row], None), typed
    assert queries.found(handler, "milica")[0] != [row]
    assert queries.found(handler, kind="parcel")[0] == [row]
    close_dossier(handler, dossier=row, why="Парцела је спојена.")
    assert queries.found(handler, state="closed")[0] == [row]


def test_a_dossier_gives_nobody_sight_of_a_case_and_counts_none(office: Office) -> None:
    row, handler, clerk = opened(office), office.viewer(Role.HANDLER), office.viewer(Role.REGISTRY_CLERK)
    first, second = assigned(office), assigned(office)
    put_in(handler, dossier=row, cases=[first, second])
    assert [one.case for one in queries.inside(clerk, row)] == [first, second]
    hidden(office, second)
    assert [one.case for one in queries.inside(clerk, row)] == [first]
    assert (queries.counts(clerk, [row])[row.pk], queries.counts(handler, [row])[row.pk]) == (1, 2)
    one = DossierCase.objects.get(case=second)
    with pytest.raises(DossierCase.DoesNotExist):
        queries.row(clerk, row.pk, one.pk)
    with pytest.raises(NotAllowed):
        take_out(clerk, row=one, why="Тек тако.")
    with pytest.raises(NotAllowed):
        put_in(clerk, dossier=row, cases=[Case.objects.get(pk=second.pk)])


def test_a_dossier_for_people_who_are_named_is_seen_by_them_alone(office: Office) -> None:
    head = office.people[Role.UNIT_HEAD]
    row = opened(office, access=DossierAccess.NAMED, named=[head], kind=DossierKind.EMPLOYEE)
    case = assigned(office)
    put_in(office.viewer(Role.HANDLER), dossier=row, cases=[case])
    for role, seen in ((Role.HANDLER, True), (Role.UNIT_HEAD, True), (Role.REGISTRY_CLERK, False)):
        viewer = office.viewer(role)
        assert queries.visible(viewer).filter(pk=row.pk).exists() is seen
        assert bool(queries.found(viewer, row.number)[0]) is seen
        assert (queries.of_case(viewer, case) == [row]) is seen
        assert (queries.of_number(viewer, row.number) == row) is seen
    with pytest.raises(NotAllowed):
        close_dossier(office.viewer(Role.REGISTRY_CLERK), dossier=row, why="Тек тако.")
    told = Entry.objects.get(verb="case.filed")
    assert row.name not in str(told.body) + str(told.personal)


def test_cases_go_in_once_come_out_with_a_reason_and_not_of_a_closed_one(office: Office) -> None:
    row, handler, case = opened(office), office.viewer(Role.HANDLER), assigned(office)
    [one] = put_in(handler, dossier=row, cases=[case])
    assert put_in(handler, dossier=row, cases=[case]) == []
    with pytest.raises(ValidationError) as silent:
        take_out(handler, row=one, why=" ")
    assert silent.value.code == "why"
    close_dossier(handler, dossier=row, why="Готово.")
    for deed in (lambda: put_in(handler, dossier=row, cases=[case]), lambda: take_out(handler, row=one, why="Грешка.")):
        with pytest.raises(ValidationError) as closed:
            deed()
        assert closed.value.code == "closed"
    reopen_dossier(handler, dossier=row, why="Нови предмет.")
    take_out(handler, row=one, why="Грешка.")
    assert queries.inside(handler, row) == []
    one.refresh_from_db()
    assert (one.removed_why, one.removed_by) == ("Грешка.", handler.name)
    assert len(put_in(handler, dossier=row, cases=[case])) == 1


def test_who_is_recused_from_a_case_files_it_nowhere(office: Office) -> None:
    row, case = opened(office), assigned(office)
    ask_recusal(
        office.viewer(Role.REGISTRY_HEAD), case=case, staff=office.people[Role.HANDLER], asked_by=AskedBy.OTHERS,
        on=clock.today(office.organisation), reason="Сродник странке.",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        put_in(office.viewer(Role.HANDLER), dossier=row, cases=[Case.objects.get(pk=case.pk)])


def test_a_cancelled_entry_is_named_and_goes_in_nowhere(office: Office) -> None:
    row, case = opened(office), assigned(office)
    case = registry.cancel_case(office.viewer(Role.REGISTRY_HEAD), case=case, reason="грешка")
    with pytest.raises(ValidationError, match=case.number):
        put_in(office.viewer(Role.HANDLER), dossier=row, cases=[case])


def test_what_it_says_and_who_sees_it_is_changed(office: Office) -> None:
    row, handler = opened(office), office.viewer(Role.HANDLER)
    change_dossier(handler, dossier=row, about=about(office, name="Друго", access=DossierAccess.NAMED))
    row.refresh_from_db()
    assert (row.name, row.name_fold, row.access) == ("Друго", "drugo", DossierAccess.NAMED)
    assert queries.visible(office.viewer(Role.REGISTRY_CLERK)).count() == 0


def test_the_pages_from_opening_to_closing(office: Office, client_as: SignIn) -> None:
    client, case = client_as(Role.HANDLER), assigned(office)
    given = {
        "kind": "parcel", "name": NAME, "note": "", "unit": str(office.units["IV-02"].pk),
        "keeper": str(office.people[Role.HANDLER].pk), "access": "unit",
    }  # fmt: skip
    assert client.post(reverse("registry:dossier-new"), {**given, "name": ""}).status_code == 422
    page = client.post(reverse("registry:dossier-new"), given).headers["Location"]
    answer = client.post(page, {"numbers": f"{case.number}\n999-9/2026"})
    assert answer.status_code == 422
    assert "999-9/2026" in answer.content.decode()
    assert not DossierCase.objects.exists()
    client.post(page, {"numbers": case.number})
    shown = client.get(page).content.decode()
    assert case.subject in shown
    assert NAME in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    row = Dossier.objects.get()
    other = assigned(office)
    into = reverse("registry:dossier-into", args=[other.pk])
    assert client.post(into, {"number": "Д-99/2026"}).status_code == 422
    assert client.post(into, {"number": row.number.replace("Д", "d")}).status_code == 302
    out = reverse("registry:dossier-out", args=[row.pk, DossierCase.objects.get(case=other).pk])
    assert client.post(out, {"why": ""}).status_code == 422
    assert client.post(out, {"why": "Друга парцела."}).status_code == 302
    assert client.post(reverse("registry:dossier-close", args=[row.pk]), {"why": "Готово."}).status_code == 302
    assert "Готово." in client.get(page).content.decode()
    assert client_as(Role.INSPECTOR).get(page).status_code == 200
    assert client_as(Role.INSPECTOR).post(page, {"numbers": case.number}).status_code == 200
    assert DossierCase.objects.filter(removed_at=None).count() == 1
