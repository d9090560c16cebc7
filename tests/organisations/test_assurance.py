"""The office's rules of signing in, and what they ask of who signs an act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from salter.journal.models import Entry
from salter.organisations import clock, factors
from salter.organisations.access import NotAllowed
from salter.organisations.actions.assurance import remove_factors, set_assurance
from salter.organisations.levels import Level
from salter.organisations.models import Role
from salter.organisations.presence import ASSURANCE, level_to_sign, roles_with_second_factor
from salter.registry import actions
from salter.registry.models import Act, ActKind, ActStatus
from tests.support.office import Office
from tests.support.scene import DECISION


@pytest.fixture
def approved(office: Office) -> Act:
    """A decision that waits for its signature."""
    case = office.register().case
    case = actions.assign(
        office.viewer(Role.UNIT_HEAD), case=case, unit=office.units["IV-02"], staff=office.people[Role.HANDLER]
    )
    handler = office.viewer(Role.HANDLER)
    act = actions.draft_act(
        handler, case=case, kind=ActKind.DECISION, title="Решење", content=DECISION, outcome="granted"
    )
    actions.submit_act(handler, act=act)
    return actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)


def raised(browser: Client, level: str) -> None:
    """The session has that level from now."""
    session = browser.session
    session[ASSURANCE] = {"level": level, "method": "code", "at": clock.real_now().isoformat()}
    session.save()


def test_a_real_office_asks_more_than_a_demo(office: Office) -> None:
    office.organisation.demo = False
    assert level_to_sign(office.organisation) == "substantial"
    assert roles_with_second_factor(office.organisation) == ["administrator", "signatory"]
    office.organisation.demo = True
    assert level_to_sign(office.organisation) == "basic"
    assert roles_with_second_factor(office.organisation) == []


def test_signing_waits_for_the_level_that_the_office_asks_for(
    office: Office, approved: Act, client_as: Callable[[Role], Client]
) -> None:
    set_assurance(office.viewer(Role.ADMINISTRATOR), roles=[], to_sign=Level.SUBSTANTIAL)
    signatory = client_as(Role.SIGNATORY)
    address = f"/cases/{approved.case_id}/acts/{approved.pk}/do/"
    for path, sent in ((address, {"deed": "sign"}), ("/office/sign/check/", {"act": str(approved.pk)})):
        asked = signatory.post(path, sent)
        assert asked.status_code == 302
        assert asked.headers["Location"].startswith("/sign-in/confirm/?next=%2Fkept%2F")
        assert asked.headers["Location"].endswith("level=substantial")
    approved.refresh_from_db()
    assert approved.status == ActStatus.APPROVED
    assert signatory.get("/office/sign/").status_code == 200  # looking needs no more than before
    raised(signatory, "substantial")
    assert signatory.post(address, {"deed": "sign", "once": "a"}).status_code == 302
    approved.refresh_from_db()
    assert approved.status == ActStatus.SIGNED


def test_the_administrator_sets_the_rules_and_nobody_else(office: Office, client_as: Callable[[Role], Client]) -> None:
    administrator = client_as(Role.ADMINISTRATOR)
    raised(administrator, "basic")
    page = administrator.get("/office/administration/signing-in/")
    assert page.status_code == 200
    sent = {"roles": ["handler", "mayor"], "to_sign": "high"}
    assert administrator.post("/office/administration/signing-in/", sent).status_code == 302
    office.organisation.refresh_from_db()
    assert roles_with_second_factor(office.organisation) == ["handler", "mayor"]
    assert level_to_sign(office.organisation) == "high"
    assert Entry.objects.get(verb="assurance.set").body == {"roles": "handler, mayor", "level": "high"}
    with pytest.raises(NotAllowed):
        set_assurance(office.viewer(Role.SIGNATORY), roles=[], to_sign=Level.BASIC)


def test_who_has_lost_the_phone_is_helped(office: Office) -> None:
    person = office.people[Role.HANDLER]
    Authenticator.objects.create(user=person.account, type="totp", data={"secret": "x"})
    assert factors.factors_of(person.account)
    with pytest.raises(NotAllowed):
        remove_factors(office.viewer(Role.UNIT_HEAD), staff=person)
    remove_factors(office.viewer(Role.ADMINISTRATOR), staff=person)
    assert not factors.factors_of(person.account)
    assert Entry.objects.get(verb="factor.reset").body == {"name": person.name}
