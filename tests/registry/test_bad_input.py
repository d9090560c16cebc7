"""What an attacker or a slip of the hand types into addresses and forms is refused, and never an error of ours."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.models import Case
from tests.registry.scenes import SignIn, act_of, assigned
from tests.support.office import Office

LONG = "9" * 5000
ADDRESSES = (
    "/office/parties/?q=%00",
    f"/office/parties/?prefix=party-{LONG}",
    "/cases/new/?q=a%00b",
    "/cases/?q=%00",
    "/cases/?status=%00&who=%00&due=%00",
    f"/cases/?due={LONG}",
    "/cases/?before=%00",
    "/cases/new/form/?party=%00&like=%00&name=%00",
    f"/registers/basic/2026/?after={LONG}",
    "/registers/basic/2026/?after=99999999999999999999",
    f"/registers/basic/{LONG}/",
    f"/registers/basic/{LONG[:20]}/",
    f"/archive/book/?after={LONG}",
    "/archive/book/?after=99999999999999999999",
    "/archive/?before=%00",
    "/services/?q=%00",
    "/services/%00/",
    "/status/%00/",
    "/status/?number=%00",
    "/sign-in/?next=%00",
    f"/cases/{UUID(int=1)}/?paper=%00",
)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:60])
def test_no_address_makes_an_error_of_ours(office: Office, client_as: SignIn, address: str) -> None:
    office.register()
    client = client_as(Role.REGISTRY_HEAD)
    client.raise_request_exception = False
    assert client.get(address, headers=_htmx(address)).status_code < 500


def _htmx(address: str) -> dict[str, str]:
    return {"HX-Request": "true"} if "prefix=" in address else {}


def test_a_form_key_of_any_length_and_kind_is_no_error(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="submitted")
    client = client_as(Role.UNIT_HEAD)
    client.raise_request_exception = False
    url = reverse("registry:act-do", args=[act.case_id, act.pk])
    for key in ("x" * 300, "a\x00b"):
        assert client.post(url, {"deed": "nonsense", "form_key": key}).status_code in (400, 422)


def _paper(**more: str) -> dict[str, str]:
    return {
        "matter": "P036",
        "subject": "Захтев",
        "channel": "counter",
        "received_at": "5. 1. 2026. 09:00",
        "form_key": uuid4().hex,
        "party-0-name": "Мила",
        **more,
    }


@pytest.mark.parametrize(
    "more",
    [
        {"party-0-kind": "foreigner", "party-0-identifier": "A" * 25},
        {"party-0-identifier": "1" * 25, "party-0-identifier_kept": "стара исправа"},
        {"received_at": "1. 1. 0001. 00:10"},
        {"received_at": "31. 12. 9999. 23:50"},
    ],
)
def test_the_counter_refuses_what_cannot_be_kept(office: Office, client_as: SignIn, more: dict[str, str]) -> None:
    client = client_as(Role.REGISTRY_CLERK)
    client.raise_request_exception = False
    assert client.post("/cases/new/form/", _paper(**more)).status_code == 422
    assert not Case.objects.exists()


def test_the_same_party_twice_is_refused_kindly(office: Office, client_as: SignIn) -> None:
    party = office.party()
    client = client_as(Role.REGISTRY_CLERK)
    client.raise_request_exception = False
    twice = {"party-0-known": str(party.pk), "party-1-known": str(party.pk), "party-1-name": "Мила"}
    assert client.post("/cases/new/form/", _paper(**twice)).status_code == 422
    assert not Case.objects.exists()


def test_a_note_that_looks_like_a_date_does_not_close_the_page_of_the_request(office: Office) -> None:
    registered = office.register()
    unit = office.units["IV-02"]
    actions.assign(office.viewer(Role.REGISTRY_CLERK), case=registered.case, unit=unit, staff=None, note="2026-02-30")
    client = Client(raise_request_exception=False)
    assert client.get(reverse("portal:status", args=[registered.submission_number])).status_code == 200


def test_a_closed_case_is_not_opened_again_by_its_address(office: Office, client_as: SignIn) -> None:
    """Steps of a closed case are not offered; who knows their addresses gets no further."""
    from salter.registry.models import CaseStatus, RetentionRule

    case = assigned(office)
    handler = office.viewer(Role.HANDLER)
    case = actions.change_status(handler, case=case, status=CaseStatus.DISCONTINUED, reason="одустанак")
    rule = RetentionRule.objects.order_by("id").first()
    assert rule is not None
    actions.close_case(handler, case=case, class_code="352", retention=rule)
    client = client_as(Role.HANDLER)
    reopened = client.post(
        reverse("registry:status", args=[case.pk]), {"status": "in_progress", "reason": "поново", "form_key": "k"}
    )
    assert reopened.status_code == 422
    assert Case.objects.get(pk=case.pk).status == CaseStatus.DISCONTINUED


@pytest.mark.parametrize("at", ["1. 1. 0001. 00:00", "31. 12. 9999. 23:59"])
def test_no_moment_at_the_end_of_the_calendar_closes_a_page(office: Office, client_as: SignIn, at: str) -> None:
    case, client = assigned(office), client_as(Role.HANDLER)
    client.raise_request_exception = False
    noted = client.post(reverse("registry:external", args=[case.pk]), {"system": "ceop", "number": "1", "at": at})
    assert noted.status_code == 422
    assert client.get(reverse("registry:case", args=[case.pk])).status_code == 200
