"""Units, staff, links, authorisations and mandates: who may, what is refused, what the journal keeps."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from salter.journal.models import Entry
from salter.organisations import actions, clock
from salter.organisations.access import NotAllowed
from salter.organisations.actions.accounts import link_of, open_links, token_of
from salter.organisations.models import AccountLink, ApiToken, AuthorisationKind, Mandate, Role, Staff, StaffRole
from salter.portal.founding import founder
from tests.support.office import Office

SITE = "https://vedrovo.example"
PASSWORD = "tri ševe na krovu"


def refused(code: str) -> pytest.RaisesExc[ValidationError]:
    """The action refuses, with that code."""
    return pytest.raises(ValidationError, check=lambda error: getattr(error, "code", "") == code)


def verbs(office: Office) -> list[str]:
    """What the journal has, newest first."""
    return list(Entry.objects.filter(organisation=office.organisation).order_by("-id").values_list("verb", flat=True))


def test_only_the_administrator_keeps_units_and_staff(office: Office) -> None:
    clerk, handler, unit = office.viewer(Role.REGISTRY_CLERK), office.people[Role.HANDLER], office.units["IV-01"]
    day = date(2026, 3, 1)
    for forbidden in (
        lambda: actions.create_unit(clerk, mark="V", name="Нова"),
        lambda: actions.change_unit(clerk, unit=unit, mark="V", name="Нова", parent=None),
        lambda: actions.deactivate_unit(clerk, unit=unit),
        lambda: actions.add_staff(clerk, username="x", name="X", unit=unit, title="", roles=[]),
        lambda: actions.change_post(clerk, staff=handler, name="X", unit=unit, title=""),
        lambda: actions.grant_role(clerk, staff=handler, role=Role.SIGNATORY),
        lambda: actions.withdraw_role(clerk, staff=handler, role=Role.HANDLER),
        lambda: actions.deactivate_staff(clerk, staff=handler, reason="x"),
        lambda: actions.reactivate_staff(clerk, staff=handler),
        lambda: actions.invite(clerk, staff=handler, site=SITE),
        lambda: actions.withdraw_link(clerk, staff=handler),
        lambda: actions.give_authorisation(
            clerk, staff=handler, kind=AuthorisationKind.CONDUCT, number="1", issued_on=day, valid_from=day
        ),
        lambda: actions.give_mandate(
            clerk, absent=handler, deputy=handler, number="1", ground="x", valid_from=day, valid_to=day
        ),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_unit_is_moved_but_never_under_itself(office: Office) -> None:
    admin, top, low = office.viewer(Role.ADMINISTRATOR), office.units["IV"], office.units["IV-02"]
    with refused("parent"):
        actions.change_unit(admin, unit=top, mark="IV", name=top.name, parent=low)
    with refused("mark"):
        actions.change_unit(admin, unit=low, mark="IV-01", name=low.name, parent=top)
    for wrong in ("", "IV 02", "-", "I" * 11, "IV/2", "IV2", "ABCDEFG", "1234", "IV-"):
        with refused("mark"):
            actions.create_unit(admin, mark=wrong, name="Нова")
    moved = actions.change_unit(admin, unit=low, mark="V-01", name="Одељење за путеве", parent=None)
    assert (moved.mark, moved.name, moved.parent) == ("V-01", "Одељење за путеве", None)
    assert verbs(office)[0] == "unit.changed"


def test_a_unit_is_closed_when_nothing_hangs_on_it(office: Office) -> None:
    admin = office.viewer(Role.ADMINISTRATOR)
    office.register()
    with refused("burdened") as caught:
        actions.deactivate_unit(admin, unit=office.units["IV-02"])
    said = str(caught.value)
    assert "open cases: 1" in said or "отворених предмета: 1" in said
    with refused("burdened"):
        actions.deactivate_unit(admin, unit=office.units["IV"])
    empty = actions.create_unit(admin, mark="V", name="Нова")
    assert not actions.deactivate_unit(admin, unit=empty).active
    assert actions.reactivate_unit(admin, unit=empty).active


def test_a_user_name_is_given_once_whatever_its_case(office: Office) -> None:
    admin, unit = office.viewer(Role.ADMINISTRATOR), office.units["IV-01"]
    actions.add_staff(admin, username="Mila", name="Мила", unit=unit, title="", roles=[])
    for taken in ("mila", "dve reči", ""):
        with refused("username"):
            actions.add_staff(admin, username=taken, name="Мила", unit=unit, title="", roles=[])


def test_the_office_keeps_an_administrator(office: Office) -> None:
    admin, person = office.viewer(Role.ADMINISTRATOR), office.people[Role.ADMINISTRATOR]
    with refused("administrator"):
        actions.withdraw_role(admin, staff=person, role=Role.ADMINISTRATOR)
    with refused("administrator"):
        actions.deactivate_staff(admin, staff=person, reason="x")
    with refused("administrator"):
        actions.deactivate_staff(founder(office.organisation), staff=person, reason="x")
    second = office.people[Role.HANDLER]
    actions.grant_role(admin, staff=second, role=Role.ADMINISTRATOR)
    actions.withdraw_role(office.viewer(Role.HANDLER), staff=person, role=Role.ADMINISTRATOR)
    assert list(StaffRole.objects.filter(role=Role.ADMINISTRATOR).values_list("staff", flat=True)) == [second.pk]


def test_a_role_taken_for_oneself_is_told_as_such(office: Office) -> None:
    admin = office.viewer(Role.ADMINISTRATOR)
    actions.grant_role(admin, staff=office.people[Role.ADMINISTRATOR], role=Role.TRAINER)
    assert verbs(office)[0] == "role.granted"
    row = actions.grant_role(admin, staff=office.people[Role.ADMINISTRATOR], role=Role.REGISTRY_HEAD)
    assert verbs(office)[0] == "role.taken"
    assert row.given_by == admin.name
    assert row.given_at is not None
    with refused("role"):
        actions.grant_role(admin, staff=office.people[Role.HANDLER], role=Role.CITIZEN)


def test_access_ends_at_once_and_does_not_come_back_by_itself(office: Office) -> None:
    admin, handler = office.viewer(Role.ADMINISTRATOR), office.people[Role.HANDLER]
    handler.account.set_password(PASSWORD)
    handler.account.save()
    actions.issue_token(founder(office.organisation), account=handler.account, role=Role.HANDLER)
    link = actions.invite(admin, staff=handler, site=SITE)
    browser = Client()
    browser.force_login(handler.account)
    assert browser.get("/office/").status_code == 200
    actions.deactivate_staff(admin, staff=handler, reason="Престанак рада")
    assert browser.get("/office/").status_code == 302
    assert not ApiToken.objects.filter(account=handler.account).exists()
    with pytest.raises(actions.accounts.LinkRefused):
        link_of(token_of(link))
    actions.reactivate_staff(admin, staff=handler)
    assert browser.get("/office/").status_code == 302
    handler.account.refresh_from_db()
    assert handler.account.is_active
    assert not handler.account.has_usable_password()


def test_an_invitation_sets_the_password_once(office: Office) -> None:
    admin, handler = office.viewer(Role.ADMINISTRATOR), office.people[Role.HANDLER]
    first = actions.invite(admin, staff=handler, site=SITE)
    link = actions.invite(admin, staff=handler, site=SITE)
    token = token_of(link)
    assert [row.pk for row in open_links(handler.account)] == [link.pk]
    for spent in (token_of(first), token[:-1], f"{token}x", "", "1-x.y"):
        with pytest.raises(actions.accounts.LinkRefused):
            actions.set_password(token=spent, password=PASSWORD)
    for weak in ("kratka", "salter-demo-2026", "aaaaaaaaaaaaaa", handler.account.username):
        with refused("password"):
            actions.set_password(token=token, password=weak)
    account = actions.set_password(token=token, password=PASSWORD)
    assert account.check_password(PASSWORD)
    with pytest.raises(actions.accounts.LinkRefused):
        actions.set_password(token=token, password=PASSWORD)
    assert verbs(office)[0] == "password.set"
    assert actions.invite(admin, staff=Staff.objects.get(pk=handler.pk), site=SITE).purpose == "reset"


def test_a_link_runs_out(office: Office) -> None:
    link = actions.invite(office.viewer(Role.ADMINISTRATOR), staff=office.people[Role.HANDLER], site=SITE, days=3)
    AccountLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(actions.accounts.LinkRefused):
        actions.set_password(token=token_of(link), password=PASSWORD)


def test_asking_for_a_reset_is_answered_alike_and_not_too_often(office: Office) -> None:
    account = office.account(Role.HANDLER)
    for name in ("nobody", account.username):  # the second has neither e-mail nor password
        actions.ask_reset(office.organisation, username=name, site=SITE)
    assert not AccountLink.objects.exists()
    account.email = "obrada@vedrovo.example"
    account.set_password(PASSWORD)
    account.save()
    for _again in range(3):
        actions.ask_reset(office.organisation, username=account.username.upper(), site=SITE)
    assert AccountLink.objects.filter(account=account, purpose="reset").count() == 1
    assert verbs(office)[0] == "password.asked"


def test_an_authorisation_ends_but_not_in_the_past(office: Office) -> None:
    admin, today = office.viewer(Role.ADMINISTRATOR), clock.today(office.organisation)
    row = office.people[Role.SIGNATORY].authorisations.get()
    with refused("last_day"):
        actions.end_authorisation(admin, authorisation=row, last_day=today - timedelta(days=9), reason="x")
    ended = actions.end_authorisation(admin, authorisation=row, last_day=today, reason="Разрешење")
    assert (ended.valid_to, ended.end_reason) == (today, "Разрешење")
    with refused("number"):
        actions.give_authorisation(
            admin,
            staff=row.staff,
            kind=AuthorisationKind.DECIDE,
            number=row.number,
            issued_on=row.issued_on,
            valid_from=row.valid_from,
        )


def test_a_mandate_is_of_another_and_ends(office: Office) -> None:
    head, today = office.viewer(Role.HEAD_OF_ADMINISTRATION), clock.today(office.organisation)
    handler, deputy = office.people[Role.HANDLER], office.people[Role.TRAINEE]
    give = partial(actions.give_mandate, head, absent=handler, number="031-7", ground="Одлука", valid_from=today)
    with refused("deputy"):
        give(deputy=handler, valid_to=today)
    with refused("valid_to"):
        give(deputy=deputy, valid_to=today - timedelta(days=1))
    row = give(deputy=deputy, valid_to=today + timedelta(days=9))
    actions.end_mandate(head, mandate=row)
    actions.end_mandate(head, mandate=row)
    assert Mandate.objects.get(pk=row.pk).ended_at is not None
    assert verbs(office).count("mandate.ended") == 1


def test_the_data_of_the_office_change(office: Office, other_office: Office) -> None:
    admin, office_now = office.viewer(Role.ADMINISTRATOR), office.organisation
    words = {
        "name_cyr": "Општина Ведрово",
        "name_lat": "Opština Vedrovo",
        "name_en": office_now.name_en,
        "body_cyr": office_now.body_cyr,
        "seat_cyr": "Ведрово",
        "address_cyr": "Трг ведрине 1",
        "email": "",
        "phone": "",
    }
    actions.change_office(admin, hostname="Vedrovo.example", **words)
    office_now.refresh_from_db()
    assert (office_now.hostname, office_now.address_cyr) == ("vedrovo.example", "Трг ведрине 1")
    other = other_office.viewer
    with refused("hostname"):
        from salter.organisations.tenancy import scope

        with scope(other_office.organisation.pk):
            actions.change_office(other(Role.ADMINISTRATOR), hostname="vedrovo.example", **words)
