"""Who decides on appeals: the closest setting of the office, in the instruction on the remedy and in the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from salter.journal.models import Entry
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.organisations.tenancy import uuid7
from salter.registry import wording, wording_second
from salter.registry.appeals import actions as appeals
from salter.registry.appeals.receiving import Filing
from salter.registry.models import ActKind, Case, Filed, Procedure, SecondInstance
from salter.registry.second_instance import queries
from salter.registry.second_instance.actions import Matter, end_second_instance, set_second_instance
from salter.registry.second_instance.rules import chosen
from tests.registry.scenes import SignIn, assigned
from tests.registry.test_parties import served_on_both
from tests.support.office import Office

ONE, OTHER = uuid7(), uuid7()
GROUND = "Закон о …, чл. 12"


@dataclass(frozen=True)
class Row:
    """A setting as the pure rule sees it."""

    name: str
    procedure_id: UUID | None = None
    class_code: str = ""
    competence: str = ""


ROWS = [
    Row("all"),
    Row("own", competence="own"),
    Row("class", class_code="35"),
    Row("closer class", class_code="351"),
    Row("procedure", procedure_id=ONE),
]


@pytest.mark.parametrize(
    ("procedure", "class_code", "competence", "who"),
    [
        (ONE, "351", "own", "procedure"),
        (OTHER, "351", "own", "closer class"),
        (OTHER, "350", "own", "class"),
        (None, "401", "own", "own"),
        (None, "401", "delegated", "all"),
        (None, "401", "", "all"),
    ],
)
def test_the_closest_decides(procedure: UUID | None, class_code: str, competence: str, who: str) -> None:
    found = chosen(ROWS, procedure, class_code, competence)
    assert found
    assert found.name == who
    assert chosen(reversed(ROWS), procedure, class_code, competence) == found, "whatever their order"
    assert chosen([], procedure, class_code, competence) is None


def put(office: Office, body: str, **matter: object) -> SecondInstance:
    return set_second_instance(
        office.viewer(Role.HEAD_OF_ADMINISTRATION),
        matter=Matter(**matter),  # type: ignore[arg-type]
        body=body,
        to_body=f"{body} (коме)",
        ground=GROUND,
        address="Трг 1",
    )


def refused(deed: Callable[[], object]) -> str | None:
    with pytest.raises(ValidationError) as error:
        deed()
    return error.value.code


@pytest.mark.law("appeal.second-instance")
def test_without_a_setting_the_council_or_the_ministry_by_the_kind_of_tasks(office: Office) -> None:
    case = assigned(office)
    assert queries.of_case(case).to_body == "општинском већу"
    assert case.procedure
    case.procedure.competence = "delegated"
    assert queries.of_case(case).name == "", "which ministry it is the office writes"
    assert "министарству" in wording.remedy(ActKind.DECISION, office.organisation, case)


def test_what_is_set_stands_in_the_instruction_on_the_remedy_and_in_the_letter(
    office: Office, client_as: SignIn
) -> None:
    case, first, _second = served_on_both(office)
    put(office, "Министарство", class_code=case.class_code[:2])
    assert "жалба Министарство (коме) у року" in wording.remedy(ActKind.DECISION, office.organisation, case)
    filing = Filing(clock.today(office.organisation), Filed.COUNTER)
    row = appeals.receive(office.viewer(Role.HANDLER), service=first, filing=filing)
    page = client_as(Role.HANDLER).get(reverse("registry:appeal-forward", args=[case.pk, row.pk])).content.decode()
    assert 'value="Министарство, Трг 1"' in page


def test_a_new_one_for_the_same_matter_ends_the_one_before(office: Office) -> None:
    case = assigned(office)
    old = put(office, "Веће", competence="own")
    new = put(office, "Комисија", competence="own")
    old.refresh_from_db()
    assert old.ended_at
    assert case.procedure
    case.procedure.competence = "own"
    assert queries.of_case(case).name == "Комисија"
    end_second_instance(office.viewer(Role.HEAD_OF_ADMINISTRATION), row=new)
    assert queries.of_case(case).ground == ""
    assert refused(lambda: end_second_instance(office.viewer(Role.HEAD_OF_ADMINISTRATION), row=new)) == "ended"
    assert Entry.objects.filter(verb="second-instance.set").count() == 2
    assert Entry.objects.get(verb="second-instance.ended").body["to_body"] == "Комисија"
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondInstance.objects.filter(pk=old.pk).update(class_code="35")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": " "}, "body"),
        ({"to_body": " "}, "to_body"),
        ({"ground": " "}, "ground"),
        ({"matter": Matter(class_code="999x")}, "class"),
        ({"matter": Matter(class_code="35", competence="own")}, "matter"),
        ({"matter": Matter(competence="theirs")}, "matter"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_refused(office: Office, change: dict[str, object], code: str) -> None:
    given = {"matter": Matter(), "body": "Веће", "to_body": "већу", "ground": GROUND, **change}
    deed = lambda: set_second_instance(office.viewer(Role.HEAD_OF_ADMINISTRATION), **given)  # type: ignore[arg-type]  # noqa: E731
    assert refused(deed) == code
    assert not SecondInstance.objects.exists()


def test_who_heads_the_administration_sets_it_and_others_read_it(office: Office, client_as: SignIn) -> None:
    with pytest.raises(NotAllowed):
        set_second_instance(office.viewer(Role.HANDLER), matter=Matter(), body="Веће", to_body="већу", ground=GROUND)
    procedure = Procedure.objects.get(organisation=office.organisation, code="P036")
    client, new = client_as(Role.HEAD_OF_ADMINISTRATION), reverse("registry:second-instance-new")
    sent = {"procedure": str(procedure.pk), "body": "Веће", "to_body": "већу", "ground": GROUND}
    assert client.post(new, {**sent, "class_code": "35"}).status_code == 422
    assert client.post(new, sent).status_code == 302
    page = client_as(Role.HANDLER).get(reverse("registry:second-instance")).content.decode()
    assert "P036" in page
    assert GROUND in page
    assert new not in page
    row = SecondInstance.objects.get()
    assert client.post(reverse("registry:second-instance-end", args=[row.pk]), {"form_key": "к"}).status_code == 302
    assert Case.objects.filter(organisation=office.organisation).count() == 0
    row.refresh_from_db()
    assert row.ended_at


def test_the_second_language_names_the_same_body(office: Office) -> None:
    case = assigned(office)
    before = wording_second.content(ActKind.DECISION, office.organisation, case, [], "hu")["remedy"]
    put(office, "Покрајински секретаријат")
    after = wording_second.content(ActKind.DECISION, office.organisation, case, [], "hu")["remedy"]
    assert "a községi tanácshoz" in before
    assert "a következő szervhez (Pokrajinski sekretarijat)" in after
