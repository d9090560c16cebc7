"""Pages beside the state's Pisarnica: a day from its file to its close, over the pages themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import Function, Mode, Role
from salter.registry import actions
from salter.registry.models import Case, StateDay, StateExport, StateRow
from tests.registry.scenes import SignIn
from tests.registry.test_beside import brought, by_number, companion, good, national, row, table, today
from tests.support.office import Office

__all__ = ["companion"]  # register and mode of every test


def send(client: Client, office: Office, rows: object, **more: str) -> StateExport:
    """A file over the page. Out: what was kept of it."""
    file = SimpleUploadedFile("izvoz.xlsx", table(rows).read())  # type: ignore[arg-type]
    sent = {"table": file, "day": today(office).strftime("%d.%m.%Y."), **more}
    response = client.post(reverse("registry:state-export-new"), sent)
    assert response.status_code == 302, response.content.decode()
    return StateExport.objects.latest("id")


def test_a_day_from_its_file_to_its_close(office: Office, client_as: SignIn) -> None:
    clerk, head, day = client_as(Role.REGISTRY_CLERK), client_as(Role.REGISTRY_HEAD), today(office).isoformat()
    ours = office.register("Захтев за заузеће", office.party("Стојан Пешић")).case
    alone = office.register("Само овде", office.party("Зорка Зорић")).case
    export = send(clerk, office, [*good(office), row(office, 500, "Захтев за заузеће", "Стојан Пешић")])
    preview = clerk.get(reverse("registry:state-export", args=[export.pk])).content.decode()
    for words in ("непроверено", "можда је овде унет ручно", "10520", "Унесите 3 реда"):
        assert words in preview, words
    here = reverse("registry:state-day", args=[day])
    assert clerk.post(reverse("registry:state-export-bring", args=[export.pk]))["Location"] == here
    page = clerk.get(here).content.decode()
    assert "У њиховој датотеци, а не овде" in page
    assert "Овде, а не у њиховој датотеци" in page
    assert head.post(reverse("registry:state-day-close", args=[day])).status_code == 422

    perhaps = StateRow.objects.get(case=None)
    at = reverse("registry:state-row", args=[perhaps.pk])
    assert ours.number in clerk.get(at).content.decode()
    assert clerk.post(at, {"deed": "join"}).status_code == 422
    assert clerk.post(at, {"deed": "join", "case": str(ours.pk)}).status_code == 302
    at = reverse("registry:state-extra", args=[day, alone.pk])
    assert "Зорка Зорић" in clerk.get(at).content.decode()
    assert clerk.post(at, {"reason": ""}).status_code == 422
    assert clerk.post(at, {"reason": "Води се само овде"}).status_code == 302
    assert "Води се само овде" in clerk.get(here).content.decode()
    assert clerk.post(reverse("registry:state-day-close", args=[day])).status_code == 403
    assert head.post(reverse("registry:state-day-close", args=[day])).status_code == 302
    assert StateDay.objects.get().closed_name == office.people[Role.REGISTRY_HEAD].name
    assert office.people[Role.REGISTRY_HEAD].name in clerk.get(here).content.decode()


def test_a_difference_is_settled_on_its_page(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    brought(office, good(office))
    brought(office, [row(office, 101, "Заузеће тротоара", "Мила Ведрић", procedure="P036")])
    [differing] = StateRow.objects.filter(key__startswith="101/")
    at = reverse("registry:state-row", args=[differing.pk])
    page = clerk.get(at).content.decode()
    assert "Заузеће тротоара" in page
    assert "Заузеће јавне површине" in page
    assert clerk.post(at, {"deed": "take"}).status_code == 422
    assert clerk.post(at, {"deed": "take", "facts": "subject"}).status_code == 302
    assert by_number(office, 101).subject == "Заузеће тротоара"
    assert clerk.get(at)["Location"] == reverse("registry:state-day", args=[today(office).isoformat()])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", "Ово није табела.".encode()])
def test_what_is_no_table_is_told_at_its_field(office: Office, client_as: SignIn, data: bytes) -> None:
    file = SimpleUploadedFile("x.xlsx", data)
    sent = {"table": file, "day": today(office).strftime("%d.%m.%Y.")}
    response = client_as(Role.REGISTRY_HEAD).post(reverse("registry:state-export-new"), sent)
    assert response.status_code == 422
    assert response.context["form"].has_error("table")
    assert not StateExport.objects.exists()


def test_a_day_to_come_or_closed_or_no_day_at_all(office: Office, client_as: SignIn) -> None:
    head = client_as(Role.REGISTRY_HEAD)
    brought(office, good(office))
    actions.close_day(office.viewer(Role.REGISTRY_HEAD), day=today(office))
    for day in (today(office), today(office) + timedelta(days=1)):
        file = SimpleUploadedFile("izvoz.xlsx", table(good(office)).read())
        response = head.post(reverse("registry:state-export-new"), {"table": file, "day": day.strftime("%d.%m.%Y.")})
        assert response.status_code == 422
        assert response.context["form"].has_error("day")
    assert head.get(reverse("registry:state-day", args=["juce"])).status_code == 404


def test_columns_are_changed_on_the_page(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    export = send(clerk, office, good(office))
    at = reverse("registry:state-export", args=[export.pk]) + "?columns=1"
    assert "Шта значе колоне?" in clerk.get(at).content.decode()
    assert clerk.post(at, {"number": "0", "subject": "0", "received": "2"}).status_code == 422
    assert clerk.post(at, {"number": "0", "subject": "1", "received": "2", "sender": "3"}).status_code == 302
    assert clerk.get(reverse("registry:state-export", args=[export.pk])).status_code == 200


def test_a_missing_day_is_told_and_other_modes_have_nothing_to_compare(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    begun = today(office) - timedelta(days=8)
    brought(office, [row(office, 1, day=begun.isoformat())], begun)
    assert "нема датотеке" in clerk.get(reverse("registry:state-days")).content.decode()
    assert reverse("registry:state-days") in clerk.get(reverse("registry:registers")).content.decode()
    admin = office.viewer(Role.ADMINISTRATOR)
    day = clock.today(office.organisation)
    decision = {"decision": "Одлука", "ground": "Статут", "decided_on": day}
    organisations.set_mode(admin, function=Function.REGISTER, mode=Mode.OWN, **decision)  # type: ignore[arg-type]
    assert "нема датотеке" not in clerk.get(reverse("registry:state-days")).content.decode()
    assert reverse("registry:state-days") not in clerk.get(reverse("registry:registers")).content.decode()


def test_a_working_number_is_never_shown_as_the_official_one(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    case = office.register().case
    page = clerk.get(reverse("registry:case", args=[case.pk])).content.decode()
    assert "радни број" in page
    brought(office, good(office))
    theirs = by_number(office, 102)
    page = clerk.get(reverse("registry:case", args=[theirs.pk])).content.decode()
    assert "радни број" not in page
    assert national(office, 102) in page
    assert Case.objects.get(pk=theirs.pk).number == national(office, 102)


def test_a_number_of_another_case_is_told_at_its_field(office: Office, client_as: SignIn) -> None:
    brought(office, good(office))
    case = office.register().case
    sent = {"system": "pisarnica", "number": national(office, 101), "status": "", "at": "1. 1. 2026."}
    response = client_as(Role.REGISTRY_CLERK).post(reverse("registry:external", args=[case.pk]), sent)
    assert response.status_code == 422
    assert response.context["form"].has_error("number")
