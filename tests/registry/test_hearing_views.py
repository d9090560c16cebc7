"""Pages of hearings: what is typed, what warns, what stands where."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from salter.organisations import clock
from salter.organisations.models import Role
from salter.registry import deadlines
from salter.registry.hearing.actions import call_off
from salter.registry.models import Case, Hearing, HearingRole, HearingState
from salter.ui.formats import format_date
from tests.registry.scenes import SignIn, assigned
from tests.support.office import Office
from tests.support.scene import citizen, hearing, registered

ABOUT = "Да ли башта смета пролазу."


def typed(office: Office, case: Case, days: int = 30, **changed: str | list[str]) -> dict[str, str | list[str]]:
    """The form of a hearing, on a working day so many days from now."""
    calendar = deadlines.calendar_of(office.organisation)
    on = calendar.next_working(clock.today(office.organisation) + timedelta(days=days))
    return {
        "on": format_date(on),
        "at": "10.30",
        "minutes": "45",
        "place": "Велика сала",
        "official": str(office.people[Role.HANDLER].pk),
        "about": ABOUT,
        "parties": [str(row.pk) for row in case.parties.all()],
        **changed,
    }


def new(case: Case) -> str:
    return reverse("registry:hearing-new", args=[case.pk])


def test_a_hearing_is_convened_and_stands_on_the_case_today_and_in_its_week(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    client = client_as(Role.HANDLER)
    answer = client.post(new(case), typed(office, case))
    row = Hearing.objects.get()
    assert answer.headers["Location"] == reverse("registry:hearing", args=[case.pk, row.pk])
    assert (row.ends_at - row.starts_at) == timedelta(minutes=45)
    shown = client.get(answer.headers["Location"]).content.decode()
    for said in ("Велика сала", ABOUT, "Позив на усмену расправу", "још није послат", "непроверено"):
        assert said in shown
    assert "Велика сала" in client.get(reverse("registry:case", args=[case.pk])).content.decode()
    week = client.get(reverse("registry:hearings-week"), {"from": row.starts_at.date().isoformat()})
    assert case.number in week.content.decode()
    assert "Расправе у наредних седам дана" not in client.get(reverse("registry:home")).content.decode()
    hearing(office, case, ABOUT, days=1)
    assert "Расправе у наредних седам дана" in client.get(reverse("registry:home")).content.decode()


def test_a_day_off_a_past_day_and_a_wrong_hour_are_said_at_their_fields(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    client, today = client_as(Role.HANDLER), clock.today(office.organisation)
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 28)
    for changed, words in (
        ({"on": format_date(saturday)}, "Изаберите радни дан"),
        ({"on": format_date(today - timedelta(days=1))}, "Тај дан и час су прошли"),
        ({"at": "25:70"}, "Упишите време, на пример 10:00"),
        ({"minutes": "0"}, "од 1 до 720"),
        ({"parties": []}, "Изаберите бар једну странку"),
        ({"official": ""}, "Изаберите ко води расправу"),
    ):
        answer = client.post(new(case), {**typed(office, case), **changed, "anyway": ""})
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert words in shown
        assert ABOUT in shown  # what was typed is not lost
    assert not Hearing.objects.exists()


def test_what_warns_is_asked_once_and_the_answer_holds_for_that_time(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    client = client_as(Role.HANDLER)
    given = typed(office, case, days=2)
    answer = client.post(new(case), given)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "остаје мање дана" in shown
    assert not Hearing.objects.exists()
    [mark] = [part.split('"')[0] for part in shown.split('name="anyway" value="')[1:]]
    later = client.post(new(case), {**given, "at": "11:00", "anyway": mark})
    assert later.status_code == 422
    assert client.post(new(case), {**given, "anyway": mark}).status_code == 302
    assert Hearing.objects.get().state == HearingState.CONVENED
    second = client.post(new(case), {**given, "place": "соба 4"})
    assert "има у то време другу расправу" in second.content.decode()


def test_a_witness_is_summoned_and_a_party_not_as_one(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    row = hearing(office, case, ABOUT)
    client, page = client_as(Role.HANDLER), reverse("registry:hearing-summon", args=[case.pk, row.pk])
    answer = client.post(page, {"role": HearingRole.EXPERT, "name": "", "identifier": "", "address": ""})
    assert "Упишите име" in answer.content.decode()
    client.post(page, {"role": HearingRole.EXPERT, "name": "Милан Вештаковић", "identifier": "", "address": "Ведрово"})
    person = row.people.get(role=HearingRole.EXPERT)
    assert (person.name, person.address) == ("Милан Вештаковић", "Ведрово")
    release = reverse("registry:hearing-release", args=[case.pk, row.pk, person.pk])
    assert client.post(release, {"why": ""}).status_code == 422
    client.post(release, {"why": "Налаз је стигао."})
    assert "Налаз је стигао" in client.get(reverse("registry:hearing", args=[case.pk, row.pk])).content.decode()


def test_who_only_reads_sees_the_hearing_and_changes_nothing(office: Office, client_as: SignIn) -> None:
    case = assigned(office)
    row = hearing(office, case, ABOUT)
    page = reverse("registry:hearing", args=[case.pk, row.pk])
    shown = client_as(Role.REGISTRY_CLERK).get(page).content.decode()
    assert "Велика сала" in shown
    assert "Одложите расправу" not in shown
    assert (
        client_as(Role.REGISTRY_CLERK).get(reverse("registry:hearing-off", args=[case.pk, row.pk])).status_code == 403
    )


def test_the_citizen_sees_day_and_place_signed_in_and_the_day_by_the_receipt(office: Office) -> None:
    submission = registered(office, "Захтев", citizen(office))
    row = hearing(office, submission.case, ABOUT)
    client = Client()
    client.force_login(office.account(Role.CITIZEN))
    shown = client.get(reverse("portal:case", args=[submission.case_id])).content.decode()
    for said in ("Позвани сте на расправу", "Велика сала", format_date(row.starts_at.date())):
        assert said in shown
    receipt = reverse("portal:status", args=[submission.submission_number])
    shown = Client().get(receipt).content.decode()
    assert "Позвани сте на расправу" in shown
    assert "Велика сала" not in shown
    assert ABOUT not in shown
    call_off(office.viewer(Role.HANDLER), hearing=row, why="Није потребна.")
    shown = client.get(reverse("portal:case", args=[submission.case_id])).content.decode()
    assert "Позвани сте на расправу" not in shown
    assert "је отказана" in shown
