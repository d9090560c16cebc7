"""Plan and catalogue in a real office: revisions that cases keep, rows one by one, files looked at and applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer
from salter.organisations.importing import tables
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry import actions, plan, queries
from salter.registry.actions.carrying import look
from salter.registry.carrying import files, state
from salter.registry.carrying.columns import CLASSES, PROCEDURES, RETENTION
from salter.registry.carrying.difference import File, Line
from salter.registry.models import (
    CaseStatus,
    ClassMark,
    IntakeChannel,
    Procedure,
    ProcedureRevision,
    RetentionRule,
    Submission,
)
from tests.support.office import Office


@pytest.fixture(autouse=True)
def cyrillic() -> Iterator[None]:
    with translation.override("sr"):
        yield


@pytest.fixture
def head(office: Office) -> Viewer:
    return office.viewer(Role.REGISTRY_HEAD)


def refused(code: str) -> pytest.RaisesExc[ValidationError]:
    return pytest.raises(ValidationError, check=lambda error: code in {one.code for one in error.error_list})


def p036() -> Procedure:
    return Procedure.objects.select_related("unit").get(code="P036")


def changed(viewer: Viewer, reason: str = "нова одлука о таксама", **cells: str) -> Procedure:
    actions.write_row(viewer, kind=PROCEDURES, given={"code": "P036", **cells}, reason=reason)
    return p036()


def file_of(name: str, *rows: list[str]) -> File:
    return files.read("t.xlsx", tables.workbook([(name, [list(row) for row in rows])]))


def arrive(viewer: Viewer, arrival: actions.Arrival) -> dict[str, Any]:
    """What a program is answered that sends something in."""

    def answer(submission: Submission) -> tuple[int, dict[str, Any]]:
        return 201, {"revision": submission.case.procedure_revision, "class": submission.case.class_code}

    _status, said = actions.register_arrival(viewer, arrival, claim=None, answer=answer)
    return dict(said)


# Revisions.


def test_a_case_keeps_the_revision_it_began_with(
    office: Office, head: Viewer, client_as: Callable[[Role], Client]
) -> None:
    old = office.register().case
    before = p036()
    assert (old.procedure_revision, before.revision) == (1, 1)
    changed(head, fee="1.200,00", required_documents="Изјава | странка", deadline_days="15", deadline_article="чл. 9")
    after = p036()
    assert (after.revision, after.fee, after.deadline_days) == (2, Decimal("1200.00"), 15)
    new = office.register().case
    assert new.procedure_revision == 2
    assert new.due_on
    assert old.due_on
    assert new.due_on < old.due_on
    old.refresh_from_db()
    handler = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    began = plan.began_with(handler, queries.case(handler, old.pk))
    assert began
    assert (began.number, began.cells["fee"], began.cells["deadline_days"]) == (1, "", "")
    page = client_as(Role.HEAD_OF_ADMINISTRATION).get(reverse("registry:case", args=[old.pk])).content.decode()
    assert "данас је верзија 2" in page
    assert "1.200,00" not in page
    assert (
        "1.200,00"
        in client_as(Role.HEAD_OF_ADMINISTRATION).get(reverse("registry:case", args=[new.pk])).content.decode()
    )
    row = ProcedureRevision.objects.get()
    assert (row.number, row.reason, row.replaced_by) == (1, "нова одлука о таксама", head.account)
    entry = Entry.objects.get(verb="procedure.revised")
    assert entry.body["fields"] == ["deadline_days", "deadline_article", "required_documents", "fee"]


def test_a_case_of_the_api_keeps_it_too(office: Office, head: Viewer) -> None:
    changed(head, fee="5,00")
    clerk = office.viewer(Role.REGISTRY_CLERK)
    arrival = actions.Arrival("Захтев", IntakeChannel.API, procedure="P036")
    assert arrive(clerk, arrival) == {"revision": 2, "class": "352"}
    actions.set_procedure_in_use(head, procedure=p036(), in_use=False)
    with pytest.raises(ValidationError):
        arrive(clerk, arrival)


def test_the_unit_is_no_part_of_a_revision_and_the_same_content_makes_none(office: Office, head: Viewer) -> None:
    assert changed(head, unit="IV-01").revision == 1
    assert p036().unit == office.units["IV-01"]
    assert changed(head, name_cyr=p036().name_cyr).revision == 1
    with refused("reason"):
        changed(head, reason=" ", fee="7")
    assert p036().fee is None


def test_in_a_real_office_citizens_wait_until_the_revision_is_confirmed(office: Office, head: Viewer) -> None:
    confirmer = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    Organisation.objects.filter(pk=office.organisation.pk).update(demo=False)
    office.organisation.demo = False
    real = office.viewer(Role.REGISTRY_HEAD)
    row = actions.confirm_procedure(confirmer, procedure=p036(), unit=office.units["IV-01"], public=True)
    assert (row.confirmed_revision, row.confirmed_by) == (1, confirmer.name)
    assert not changed(real, fee="10,00").public
    assert p036().confirmed_revision == 1
    assert actions.confirm_procedure(confirmer, procedure=p036(), unit=office.units["IV-01"], public=True).public
    assert p036().confirmed_revision == 2
    actions.set_procedure_in_use(real, procedure=p036(), in_use=False)
    with refused("retired"):
        actions.confirm_procedure(confirmer, procedure=p036(), unit=office.units["IV-01"], public=True)
    assert not actions.set_procedure_in_use(real, procedure=p036(), in_use=True).public


def test_nobody_overwrites_or_confirms_what_was_changed_meanwhile(
    office: Office, head: Viewer, client_as: Callable[[Role], Client]
) -> None:
    browser, chief = client_as(Role.ADMINISTRATOR), client_as(Role.HEAD_OF_ADMINISTRATION)
    change, confirm = (
        reverse(f"registry:{name}", args=[p036().pk]) for name in ("change-procedure", "confirm-procedure")
    )
    fields = browser.get(change).context["form"].fields
    sent = {name: field.initial for name, field in fields.items() if field.initial not in (None, False)}
    shown = chief.get(confirm)
    assert "Одлука о локалним комуналним таксама" in shown.content.decode()
    changed(head, fee="7,00")
    late = browser.post(change, {**sent, "fee": "9,00", "reason": "касно", "form_key": "a"})
    assert (late.status_code, "у међувремену" in late.content.decode()) == (422, True)
    assert "9,00" in late.content.decode(), "what was typed is still there"
    unit = {"unit": str(office.units["IV-01"].pk), "public": "on", "form_key": "b"}
    unseen = chief.post(confirm, {**unit, "seen": shown.context["form"]["seen"].value()})
    assert (unseen.status_code, p036().fee, p036().confirmed_revision) == (422, Decimal(7), None)
    assert chief.post(confirm, {**unit, "seen": "2", "form_key": "c"}).status_code == 302
    assert p036().confirmed_revision == 2


def test_in_a_demo_office_it_stays_public(head: Viewer) -> None:
    assert changed(head, fee="10,00").public


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.HANDLER, Role.HEAD_OF_ADMINISTRATION, Role.INSPECTOR])
def test_who_does_not_keep_the_catalogue_changes_nothing(office: Office, role: Role) -> None:
    viewer = office.viewer(role)
    file = File((), ("classes",))
    deeds: list[Callable[[], object]] = [
        lambda: changed(viewer, fee="1"),
        lambda: actions.set_edition(viewer, edition="memory", in_use=False),
        lambda: actions.set_procedure_in_use(viewer, procedure=p036(), in_use=False),
        lambda: actions.carry(viewer, file=file, mark="x"),
        lambda: look(viewer, file=file),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_the_catalogue_names_the_acts_of_a_case(
    office: Office, head: Viewer, client_as: Callable[[Role], Client]
) -> None:
    changed(head, templates="Решење о заузећу | решење\nОбавештење о увиђају | обавештење")
    case = office.register().case
    changed(head, templates="")
    browser = client_as(Role.HEAD_OF_ADMINISTRATION)
    here = reverse("registry:act-new", args=[case.pk])
    page = browser.get(here).content.decode()
    for said in ("Решење о заузећу", "Обавештење о увиђају", "Други акт"):
        assert said in page
    form = browser.get(here, {"kind": "decision", "title": "Решење о заузећу"}).context["form"]
    assert form.initial["title"] == "Решење о заузећу"
    assert (
        "Други акт" not in browser.get(reverse("registry:act-new", args=[office.register().case.pk])).content.decode()
    )


def test_citizens_see_fee_and_who_obtains_what(office: Office, head: Viewer, client: Client) -> None:
    Procedure.objects.filter(code="P001").update(public=True)
    given = {
        "fee": "1.200,00",
        "fee_basis": "одлука о таксама",
        "required_documents": "Изјава | странка\nИзвод | орган",
    }
    actions.write_row(head, kind=PROCEDURES, given={"code": "P001", **given}, reason="проба")
    page = client.get(reverse("portal:service", args=["P001"])).content.decode()
    for said in ("1.200,00", "одлука о таксама", "Изјава", "Шта прибављамо сами", "Извод"):
        assert said in page


# The plan.


def test_the_shipped_editions_stand_beside_each_other_with_their_certainty(office: Office, head: Viewer) -> None:
    found = {edition.code: edition for edition in plan.editions(head)}
    assert set(found) == {"1993", "2023", "memory", "seen"}
    assert (found["2023"].marks, found["2023"].verified) == (10, 10)
    assert (found["memory"].marks, found["memory"].verified) == (88, 0)
    codes = [mark.code for mark in queries.class_marks(head)]
    assert len(codes) == len(set(codes)), "a mark that stands in two editions is offered once"


def test_a_mark_is_offered_while_it_is_in_force(office: Office, head: Viewer) -> None:
    today = clock.today(office.organisation)
    day = {"yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}

    def offered() -> bool:
        return queries.class_marks(head).filter(code="999").exists()

    row = {"edition": "14/2023", "code": "999", "name": "проба", "verified": "да", "source": "Сл. гл."}
    actions.write_row(head, kind=CLASSES, given=row)
    assert offered()
    actions.write_row(head, kind=CLASSES, given={**row, "valid_until": day["yesterday"].isoformat()})
    assert not offered()
    actions.write_row(head, kind=CLASSES, given={**row, "valid_from": day["tomorrow"].isoformat(), "valid_until": ""})
    assert not offered()
    clerk = office.viewer(Role.REGISTRY_CLERK)
    arrival = actions.Arrival("Захтев", IntakeChannel.API, class_code="999")
    with pytest.raises(ValidationError):
        arrive(clerk, arrival)
    actions.write_row(head, kind=CLASSES, given={**row, "valid_from": ""})
    assert arrive(clerk, arrival)["class"] == "999"
    assert Entry.objects.filter(verb="plan.written").count() == 4


def test_an_edition_goes_out_of_use_and_back_when_nothing_needs_it(head: Viewer) -> None:
    with refused("in-use"):
        actions.set_edition(head, edition="memory", in_use=False)
    assert ClassMark.objects.filter(edition="memory", active=True).count() == 88
    RetentionRule.objects.exclude(class_code__in="0123456789").update(active=False)
    assert actions.set_edition(head, edition="1993", in_use=False) == 21
    assert actions.set_edition(head, edition="1993", in_use=False) == 0
    assert actions.set_edition(head, edition="1993", in_use=True) == 21
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="plan.").order_by("id")][-2:] == [
        "plan.unused", "plan.used",
    ]  # fmt: skip


def test_a_case_is_not_closed_with_less_than_its_class_asks_for(office: Office, head: Viewer) -> None:
    case = office.register().case
    chief = office.viewer(Role.HEAD_OF_ADMINISTRATION)
    case = actions.change_status(chief, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
    five = RetentionRule.objects.filter(years=5).first()
    forever = RetentionRule.objects.filter(years=None).first()
    assert five
    assert forever
    mark = ClassMark.objects.filter(code=case.class_code, active=True).order_by("-verified", "-edition")[0]
    given = {**state.class_cells(mark), "minimum": "10"}
    actions.write_row(head, kind=CLASSES, given=given)
    with refused("retention"):
        actions.close_case(chief, case=case, class_code=case.class_code, retention=five)
    actions.write_row(head, kind=CLASSES, given={**given, "minimum": "трајно"})
    with refused("retention"):
        actions.close_case(chief, case=case, class_code=case.class_code, retention=five)
    assert actions.close_case(chief, case=case, class_code=case.class_code, retention=forever).closed_at


# Carrying.


@pytest.mark.parametrize("form", ["xlsx", "csv", "yaml"])
def test_what_the_office_gives_out_changes_nothing_in_it(head: Viewer, form: str) -> None:
    changed(head, fee="12,50", templates="Решење о заузећу | решење", form="Образац 1")
    data = files.write(state.of_office(head), form, "vedrovo")
    found = look(head, file=files.read(f"plan.{files.SUFFIXES[form]}", data), remove=True)
    assert [
        (change.key, change.faults, change.before, change.after) for change in found.changes if change.fate != "same"
    ] == []
    assert found.counts["same"] == 124 + 83 + 59


def test_a_test_office_is_carried_into_a_real_one(office: Office, other_office: Office) -> None:
    with scope(office.organisation.pk):
        head = office.viewer(Role.REGISTRY_HEAD)
        changed(head, fee="1.200,00")
        actions.write_row(head, kind=CLASSES, given={"edition": "14/2023", "code": "351", "name": "грађење"})
        actions.write_row(head, kind=PROCEDURES, given={
            "code": "V1", "name_cyr": "Нов поступак", "class_code": "351", "competence": "изворна", "unit": "IV-01",
        })  # fmt: skip
        actions.set_procedure_in_use(head, procedure=Procedure.objects.get(code="P001"), in_use=False)
        data = files.write(state.of_office(head), "yaml", "proba")
    Organisation.objects.filter(pk=other_office.organisation.pk).update(demo=False)
    other_office.organisation.refresh_from_db()
    with scope(other_office.organisation.pk):
        theirs = other_office.viewer(Role.REGISTRY_HEAD)
        file = files.read("plan.yaml", data)
        found = look(theirs, file=file, remove=True)
        assert (found.counts["new"], found.counts["changed"], found.counts["gone"]) == (2, 1, 1)
        assert p036().fee is None, "nothing is applied before it was seen"
        actions.carry(theirs, file=file, mark=found.mark, remove=True)
        assert (p036().fee, p036().public) == (Decimal("1200.00"), False)
        added = Procedure.objects.get(code="V1")
        assert (added.public, added.unit) == (False, other_office.units["IV-01"])
        assert ClassMark.objects.get(edition="2023", code="351").level == 3
        assert not Procedure.objects.get(code="P001").active
        entry = Entry.objects.get(verb="catalogue.carried")
        assert (entry.body["new"], entry.body["changed"], entry.body["gone"]) == (2, 1, 1)
        assert entry.actor_name == theirs.name
        again = look(theirs, file=file, remove=True)
        assert not again.doing
        assert actions.carry(theirs, file=file, mark=again.mark, remove=True).counts["same"] == again.counts["same"]
        assert Entry.objects.filter(verb="catalogue.carried").count() == 1


def test_it_is_refused_when_the_office_has_changed_meanwhile(head: Viewer) -> None:
    file = file_of("Поступци", ["Шифра", "Назив", "Класа", "Надлежност", "Такса"], ["P036", "А", "352", "изворна", "3"])
    mark = look(head, file=file).mark
    changed(head, fee="7,00")
    with refused("changed"):
        actions.carry(head, file=file, mark=mark)
    assert (p036().fee, p036().name_cyr != "А") == (Decimal(7), True)
    actions.carry(head, file=file, mark=look(head, file=file).mark)
    assert (p036().fee, p036().name_cyr, p036().revision) == (Decimal(3), "А", 3)


def test_a_plan_with_doubled_codes_is_refused_whole(head: Viewer) -> None:
    heading = ["План", "Класа", "Назив"]
    rows = [["14/2023", "701", "прво"], ["14/2023", "702", "друго"], ["14/2023", "701", "опет прво"]]
    file = file_of("Класе", heading, *rows)
    found = look(head, file=file)
    assert [
        (change.line.number if change.line else 0, [str(one) for one in change.faults]) for change in found.wrong
    ] == [
        (2, ["Класа: 701 стоји и у реду 4, лист Класе: оставите једно од та два"]),
        (4, ["Класа: 701 стоји и у реду 2, лист Класе: оставите једно од та два"]),
    ]
    with refused("wrong"):
        actions.carry(head, file=file, mark=found.mark)
    assert not ClassMark.objects.filter(code__in=["701", "702"]).exists()


def test_what_went_out_of_use_comes_back(head: Viewer) -> None:
    data = files.write(state.of_office(head), "xlsx")
    actions.set_procedure_in_use(head, procedure=p036(), in_use=False)
    RetentionRule.objects.filter(class_code="0").update(active=False)
    ClassMark.objects.filter(edition="2023").update(active=False)
    file = files.read("plan.xlsx", data)
    found = look(head, file=file)
    assert found.counts["new"] == 1 + 10 + RetentionRule.objects.filter(active=False).count()
    actions.carry(head, file=file, mark=found.mark)
    assert (p036().active, p036().revision) == (True, 1)
    assert not look(head, file=file, remove=True).doing


# Pages.


def test_the_page_shows_the_difference_and_writes_exactly_that(
    office: Office, client_as: Callable[[Role], Client]
) -> None:
    browser, here = client_as(Role.REGISTRY_HEAD), reverse("registry:carry")
    row = Line("retention", "", 2, {"class_code": "350", "category": "Предмети", "kept": "10"})
    heading = ["Класа", "Категорија", "Чува се", "Боја"]
    data = tables.workbook([("Рокови чувања", [heading, [*row.cells.values(), "плава"]])])
    looked = browser.post(here, {"table": SimpleUploadedFile("rokovi.xlsx", data)})
    page = looked.content.decode()
    for said in ("Упишите тачно ово", "350 · Предмети", "Боја", "Ново: 1"):
        assert said in page
    assert not RetentionRule.objects.filter(category="Предмети").exists()
    answer = browser.post(here, {"kept": looked.context["kept"], "then": "write"})
    assert answer["Location"] == reverse("registry:catalogue")
    assert RetentionRule.objects.get(category="Предмети").expression == "10 година"
    stale = browser.post(here, {"kept": looked.context["kept"], "then": "write"})
    assert "Канцеларија се изменила" in stale.content.decode()
    assert browser.post(here, {"kept": "x"})["Location"] == here
    bad = browser.post(here, {"table": SimpleUploadedFile("plan.yaml", b"a: [")})
    assert (bad.status_code, "YAML" in bad.content.decode()) == (422, True)


def test_wrong_rows_come_back_as_a_table_to_mend(office: Office, client_as: Callable[[Role], Client]) -> None:
    browser, here = client_as(Role.ADMINISTRATOR), reverse("registry:carry")
    data = tables.workbook(
        [("Класе", [["План", "Класа", "Назив", "Важи од"], ["14/2023", "701", "прво", "32.1.2026."]])]
    )
    looked = browser.post(here, {"table": SimpleUploadedFile("plan.xlsx", data)})
    page = looked.content.decode()
    assert "Упишите тачно ово" not in page
    assert "32.1.2026." in page
    mend = browser.post(here, {"kept": looked.context["kept"], "then": "mend"})
    [line] = files.read("m.xlsx", mend.content).lines
    assert (line.cells["code"], line.cells["valid_from"]) == ("701", "32.1.2026.")
    for form in files.SUFFIXES:
        given = browser.get(reverse("registry:carry-out", args=[form]))
        assert files.read(f"p.{files.SUFFIXES[form]}", given.content).kinds == ("classes", "retention", "procedures")
    assert browser.get(reverse("registry:carry-out", args=["pdf"])).status_code == 404


def test_the_form_changes_a_procedure_and_says_what_is_wrong(
    office: Office, client_as: Callable[[Role], Client]
) -> None:
    browser, procedure = client_as(Role.ADMINISTRATOR), p036()
    here = reverse("registry:change-procedure", args=[procedure.pk])
    page = browser.get(here)
    sent = {
        name: field.initial or "" for name, field in page.context["form"].fields.items() if field.initial is not False
    }
    sent["form_key"] = "k"
    bad = browser.post(here, {**sent, "fee": "много", "reason": "нова одлука"})
    assert bad.status_code == 422
    assert "упишите износ" in bad.content.decode()
    assert p036().revision == 1
    done = browser.post(here, {**sent, "fee": "300", "reason": "нова одлука", "confirm": "on", "form_key": "l"})
    assert done["Location"] == reverse("registry:procedure", args=[procedure.pk])
    assert (p036().revision, p036().confirmed_revision, p036().fee) == (2, 2, Decimal(300))
    shown = browser.get(done["Location"]).content.decode()
    for said in ("Верзија 2", "Верзија 1", "нова одлука", "300,00"):
        assert said in shown
    assert "300,00" not in browser.get(f"{done['Location']}?revision=1").content.decode().split("<aside")[0]
    assert browser.get(f"{done['Location']}?revision=9").status_code == 404
    browser.post(reverse("registry:procedure-in-use", args=[procedure.pk]), {"form_key": "m"})
    assert not p036().active
    assert "P036" in browser.get(reverse("registry:catalogue") + "?gone").content.decode()


def test_the_plan_is_edited_on_its_page(office: Office, client_as: Callable[[Role], Client]) -> None:
    browser = client_as(Role.REGISTRY_HEAD)
    here = reverse("registry:plan")
    page = browser.get(here + "?edition=memory&group=3").content.decode()
    assert "непроверено" in page
    assert browser.get(here + "?edition=nema").status_code == 404
    new = {
        "edition": "14/2023",
        "code": "356",
        "name": "надзор",
        "competence": "delegated",
        "minimum": "5",
        "form_key": "a",
    }
    assert browser.post(reverse("registry:new-class"), new)["Location"] == f"{here}?group=3&edition=2023"
    mark = ClassMark.objects.get(code="356", edition="2023")
    assert (mark.competence, mark.minimum_years) == ("delegated", 5)
    bad = browser.post(reverse("registry:new-class"), {**new, "code": "3x", "form_key": "b"})
    assert (bad.status_code, "није класификациона ознака" in bad.content.decode()) == (422, True)
    change = reverse("registry:change-class", args=[mark.pk])
    browser.post(change, {"name": "надзор и инспекција", "minimum": "", "form_key": "c"})
    mark.refresh_from_db()
    assert (mark.name, mark.minimum_years, mark.code) == ("надзор и инспекција", None, "356")
    rule = {"class_code": "356", "category": "записници", "kept": "10", "form_key": "d"}
    browser.post(reverse("registry:new-rule"), rule)
    row = RetentionRule.objects.get(category="записници")
    browser.post(reverse("registry:change-rule", args=[row.pk]), {"kept": "трајно", "form_key": "e"})
    row.refresh_from_db()
    assert (row.years, row.expression) == (None, "трајно")
    kept = browser.post(reverse("registry:plan-edition"), {"edition": "memory", "form_key": "f"})
    assert (kept.status_code, "Остаје у употреби" in kept.content.decode()) == (422, True)
    assert RETENTION.code == "retention"
