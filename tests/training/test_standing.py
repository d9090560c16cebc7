"""The practice copy of an office: what goes over, that nothing else does, being in it, making it anew, giving it up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, override_settings

from salter.journal.models import Entry
from salter.mailbox.models import Channel
from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.access import NotAllowed, Viewer, viewer_of
from salter.organisations.models import (
    Account,
    Authorisation,
    Organisation,
    Party,
    PartyKind,
    Role,
    Staff,
    StaffRole,
    Unit,
)
from salter.organisations.tenancy import owned_models, scope
from salter.registry import actions as registry
from salter.registry.models import (
    ActKind,
    Case,
    CaseNote,
    ClassMark,
    IntakeChannel,
    Layout,
    LayoutVersion,
    MailAccount,
    Procedure,
    Register,
    RetentionRule,
    SecondInstance,
)
from salter.signatures.models import Credential
from salter.training.editing.needs import lacking_here
from salter.training.exercises.library import exercises
from salter.training.standing import actions, copying, queries
from salter.training.standing.models import StandingPractice
from tests.registry.scenes import act_of
from tests.support.office import Office

pytestmark = pytest.mark.django_db
SECRET = "Тајанствени Скривић"
"""Planted wherever somebody might be named."""
HOME = "/practice/own/"


def opened(office: Office, **how: bool) -> Organisation:
    """The copy, opened by the administrator."""
    return actions.open_anew(office.viewer(Role.ADMINISTRATOR), **how).practice


def within(practice: Organisation, role: Role) -> Viewer:
    """Who has a role in it; in its scope."""
    rows = Staff.objects.filter(organisation=practice, roles__role=role).select_related("account")
    return viewer_of(rows.get().account, practice)


def text_of(organisation: Organisation) -> str:
    """Every row of an office as text, with its accounts and the office itself."""
    tables = [(model._meta.db_table, "organisation_id") for model in owned_models()]
    tables += [("organisations_account", "organisation_id"), ("organisations_organisation", "id")]
    found = []
    with scope(organisation.pk), connection.cursor() as cursor:
        for table, column in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE {column} = %s', [organisation.pk])
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_every_column_is_copied_or_left_on_purpose() -> None:
    for one in (*copying.COPIED, *copying.POSTS):
        known = {*one.columns, *one.left, "id", "organisation_id"}
        assert known == {field.attname for field in one.model._meta.concrete_fields}, one.model


def test_plans_templates_units_and_posts_go_over(office: Office) -> None:
    _template(office)
    practice = opened(office)
    assert practice.practice
    assert practice.name_cyr == "ВЕЖБА – Општина Ведрово"
    for model in (Unit, ClassMark, RetentionRule, Procedure, Channel, Layout):
        with scope(practice.pk):
            there = list(model._default_manager.filter(organisation=practice).order_by("pk").values_list("pk"))
        here = list(model._default_manager.filter(organisation=office.organisation).order_by("pk").values_list("pk"))
        assert there == here
        assert here
    with scope(practice.pk):
        staff = Staff.objects.filter(organisation=practice)
        assert staff.count() == len(office.people)
        roles = StaffRole.objects.filter(organisation=practice).values_list("role", flat=True)
        assert sorted(roles) == sorted(role.value for role in office.people)
        assert Authorisation.objects.get(organisation=practice).number == "ВЕЖБА-1"
        assert LayoutVersion.objects.get(organisation=practice).source == "#data.title"
        assert Register.objects.get(organisation=practice).year == clock.today(practice).year
        assert Credential.objects.filter(organisation=practice).count() == 2


def test_people_are_called_by_number_and_unit_unless_the_office_says_otherwise(office: Office) -> None:
    practice = opened(office)
    with scope(practice.pk):
        names = set(Staff.objects.filter(organisation=practice).values_list("name", flat=True))
    assert "Службеник 1 (Одељење за општу управу)" in names
    assert not names & {row.name for row in office.people.values()}
    named = opened(office, names=True)
    with scope(named.pk):
        names = set(Staff.objects.filter(organisation=named).values_list("name", flat=True))
    assert names == {row.name for row in office.people.values()}


def _template(office: Office) -> None:
    layout = Layout.objects.create(organisation=office.organisation, name="Наш образац", kind=ActKind.DECISION)
    writer = office.people[Role.ADMINISTRATOR]
    for number, source in ((1, "старо"), (2, "#data.title")):
        LayoutVersion.objects.create(
            organisation=office.organisation, layout=layout, number=number, source=source, by=writer, at=office.ago(),
            approved_by=writer, approved_at=office.ago(), remarks={"file": SECRET},
        )  # fmt: skip


def _lived(office: Office) -> None:
    """A citizen, a case with acts, letters to the office, a secret in whatever is left."""
    organisation = office.organisation
    party = office.party(SECRET)
    office.register(f"Захтев који подноси {SECRET}", party)
    act = act_of(office, upto="dispatched")
    CaseNote.objects.create(organisation=organisation, case=act.case, text=SECRET, at=office.ago(), name=SECRET)
    MailAccount.objects.create(
        organisation=organisation,
        name=SECRET,
        host="imap.tajna.example",
        username="tajni-korisnik",
        secret="tajna-lozinka",
    )
    _template(office)
    SecondInstance.objects.create(
        organisation=organisation, body="Комисија", to_body="Комисији", ground="одлука", at=office.ago(), name=SECRET
    )
    Procedure.objects.filter(code="P036").update(confirmed_by=SECRET, confirmed_at=office.ago(), confirmed_revision=1)
    StaffRole.objects.update(given_by=SECRET)
    Authorisation.objects.update(end_reason=SECRET, number=SECRET)
    for row in office.people.values():
        Staff.objects.filter(pk=row.pk).update(mark="ТСКР", title=SECRET)
    organisation.settings = {"legal": {"appeal_days": 15}, "tajno": SECRET}
    organisation.email, organisation.phone, organisation.hostname = "tajna@posta.example", "011-333", "tajna.example"
    organisation.tax_number = "123456789"
    organisation.save()
    Account.objects.filter(organisation=organisation).update(password="pbkdf2$tajna", email="ja@tajna.example")


def _words(value: object) -> Iterator[str]:
    """Every text in a row, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)


def _not_copied(office: Office) -> Iterator[str]:
    """Every text of the office that stands in no column which goes over."""
    columns = {one.model: one.columns for one in (*copying.COPIED, *copying.POSTS)}
    kept: set[str] = {office.organisation.name_cyr, office.organisation.body_cyr}
    left: set[str] = set()
    for model in owned_models():
        for row in model._default_manager.filter(organisation=office.organisation).values():
            for name, value in row.items():
                (kept if name in columns.get(model, ()) else left).update(_words(value))
    yield from (word for word in left - kept if len(word) > 8 and not word.isascii())


def test_nothing_of_citizens_cases_or_secrets_reaches_it(office: Office) -> None:
    _lived(office)
    practice = opened(office)
    found = text_of(practice)
    for planted in (SECRET, "ТСКР", "tajna", "tajni", "011-333", "123456789", "pbkdf2$"):
        assert planted in text_of(office.organisation)
        assert planted not in found
    with scope(practice.pk):
        assert not Party.objects.filter(organisation=practice).exists()
        assert not Case.objects.filter(organisation=practice).exists()
    assert not Account.objects.filter(organisation=practice, citizen=True).exists()
    assert not any(row.has_usable_password() for row in Account.objects.filter(organisation=practice))
    assert practice.settings["legal"] == {"appeal_days": 15}


def test_no_text_that_is_not_named_as_copied_is_found_in_it(office: Office) -> None:
    _lived(office)
    left = set(_not_copied(office))
    assert any(SECRET in word for word in left)
    made_anew = {"Службеник", "ВЕЖБА"}
    practice = opened(office)
    found = json.dumps(text_of(practice), ensure_ascii=False)
    named = [row.name for row in office.people.values()]
    assert [word for word in {*left, *named} if word in found and not any(new in word for new in made_anew)] == []


def test_production_has_no_test_keys_for_it_and_the_page_says_so(
    office: Office, client_as: Callable[[Role], Client]
) -> None:
    with override_settings(SALTER_MODE="production"):
        practice = opened(office)
        page = client_as(Role.ADMINISTRATOR).get(HOME).content.decode()
    assert "не може да се потписује" in page
    with scope(practice.pk):
        assert not Credential.objects.filter(organisation=practice).exists()


def test_what_is_done_in_it_is_not_done_in_the_office(office: Office) -> None:
    practice, before = opened(office), Entry.objects.filter(organisation=office.organisation).count()
    with scope(practice.pk):
        viewer = within(practice, Role.REGISTRY_CLERK)
        party = organisations.enter_party(viewer, kind=PartyKind.PERSON, name="Вежбић")
        intake = registry.Intake(
            subject="Проба", channel=IntakeChannel.COUNTER, received_at=clock.now(practice),
            parties=[registry.PartyInput(party)], documents=[],
            procedure=Procedure.objects.get(organisation=practice, code="P036"),
        )  # fmt: skip
        assert registry.register_case(viewer, intake).case.number
    assert not Case.objects.filter(organisation=office.organisation).exists()
    assert Entry.objects.filter(organisation=office.organisation).count() == before


def test_made_anew_it_follows_the_office_and_forgets_what_was_practised(office: Office) -> None:
    first = opened(office)
    RetentionRule.objects.filter(organisation=office.organisation).exclude(
        pk=RetentionRule.objects.order_by("pk").values("pk")[:1]
    ).delete()
    second = opened(office)
    assert StandingPractice.objects.get().practice == second
    assert not Organisation.objects.filter(pk=first.pk).exists()
    assert not Account.objects.filter(organisation_id=first.pk).exists()
    with scope(second.pk):
        assert RetentionRule.objects.filter(organisation=second).count() == 1


def test_given_up_nothing_of_it_is_left_and_the_office_is_as_it_was(office: Office) -> None:
    practice = opened(office)
    key, staff = practice.pk, Staff.objects.filter(organisation=office.organisation).count()
    actions.dispose(office.viewer(Role.HEAD_OF_ADMINISTRATION))
    assert not Organisation.objects.filter(pk=key).exists()
    with scope(key):
        left = [row.__name__ for row in owned_models() if row._default_manager.filter(organisation_id=key).exists()]
    assert left == []
    assert Staff.objects.filter(organisation=office.organisation).count() == staff
    with pytest.raises(StandingPractice.DoesNotExist):
        actions.dispose(office.viewer(Role.HEAD_OF_ADMINISTRATION))
    verbs = Entry.objects.filter(verb__startswith="own-practice.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["own-practice.opened", "own-practice.given-up"]


def test_who_may_not_and_where_it_is_not_done(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.open_anew(office.viewer(Role.HANDLER))
    practice = opened(office)
    with scope(practice.pk), pytest.raises(NotAllowed):
        actions.open_anew(within(practice, Role.ADMINISTRATOR))
    admin = office.viewer(Role.ADMINISTRATOR)
    Staff.objects.filter(organisation=office.organisation).update(active=False)
    with pytest.raises(ValidationError):
        actions.open_anew(admin)
    assert StandingPractice.objects.get().practice == practice


def test_somebody_goes_in_is_somebody_else_and_comes_out(office: Office, client_as: Callable[[Role], Client]) -> None:
    admin, client = client_as(Role.ADMINISTRATOR), client_as(Role.HANDLER)
    assert "Још је нема" in client.get(HOME).content.decode()
    assert client.post(f"{HOME}open/").status_code == 403
    assert admin.post(f"{HOME}open/").status_code == 302
    assert client.post(f"{HOME}enter/", {"key": "nobody"}).status_code == 404
    row = queries.standing_of(office.viewer(Role.HANDLER))
    assert row is not None
    person = queries.people(office.viewer(Role.HANDLER), row)[0]
    assert client.post(f"{HOME}enter/", {"key": person.key}).status_code == 302
    page = client.get(HOME).content.decode()
    assert "ВЕЖБА" in page
    assert "ово сте сада ви" in page
    assert client.post(f"{HOME}open/").status_code == 403
    code = next(iter(exercises()))
    told = client.get(f"/practice/exercises/{code}/").content.decode()
    assert "људи из места за вежбу" in told
    assert "копија ваше канцеларије" in told
    assert f"/exercises/{code}/begin/" not in told
    assert client.post(f"/practice/exercises/{code}/begin/").status_code == 403
    assert "копији ваше канцеларије" in client.get("/practice/").content.decode()
    assert client.post(f"{HOME}leave/").status_code == 302
    assert client.get(HOME).status_code == 302  # to the sign-in page
    assert admin.post(f"{HOME}leave/").status_code == 403
    assert admin.post(f"{HOME}give-up/").status_code == 302
    assert admin.post(f"{HOME}give-up/").status_code == 404


def test_an_exercise_says_what_it_needs_of_the_town(office: Office) -> None:
    practice = opened(office)
    with scope(practice.pk):
        Procedure.objects.filter(organisation=practice).update(active=False)
        lacks = lacking_here(practice, exercises()["salter"])
    assert all(one.stops for one in lacks)
    words = " ".join(one.words for one in lacks)
    assert "људи из места за вежбу којих овде нема: 4" in words  # of the registry office, and three citizens
    assert "предмети места за вежбу којих овде нема: 2" in words
    assert "поступак P036" in words
