"""The public list of authorised officials."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.organisations import actions as organisations
from salter.organisations import clock
from salter.organisations.models import AuthorisationKind, Role
from tests.support.office import Office

DAY = timedelta(days=1)


def give(office: Office, who: Role, number: str, begins: date, ends: date | None, classes: list[str]) -> None:
    organisations.give_authorisation(
        office.viewer(Role.ADMINISTRATOR),
        staff=office.people[who],
        kind=AuthorisationKind.CONDUCT,
        number=number,
        issued_on=begins,
        valid_from=begins,
        valid_to=ends,
        classes=classes,
    )


def test_the_list_has_what_holds_today_and_nothing_personal(office: Office) -> None:
    today, handler = clock.today(office.organisation), office.people[Role.HANDLER]
    give(office, Role.HANDLER, "031-11", today - DAY, today, ["350", "351"])
    give(office, Role.HANDLER, "031-12", today - 9 * DAY, today - DAY, [])
    give(office, Role.HANDLER, "031-13", today + DAY, None, [])
    give(office, Role.UNIT_HEAD, "031-14", today - DAY, None, [])
    admin = office.viewer(Role.ADMINISTRATOR)
    organisations.deactivate_staff(admin, staff=office.people[Role.UNIT_HEAD], reason="отишао")
    shown = Client().get(reverse("portal:authorised"))
    assert shown.status_code == 200
    text = shown.content.decode()
    for there in (handler.name, "031-11", "350, 351", "031-1/2026-IV-01", "за вођење поступка", "за одлучивање"):
        assert there in text, there
    for kept_back in ("031-12", "031-13", "031-14", handler.account.username):
        assert kept_back not in text, kept_back


def test_the_list_is_found_from_every_page_and_asks_as_often_for_many(office: Office) -> None:
    visitor, page = Client(), reverse("portal:authorised")
    assert f'href="{page}"' in visitor.get(reverse("portal:catalogue")).content.decode()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(page).status_code == 200
        return len(queries)

    asked()
    few, today = asked(), clock.today(office.organisation)
    for number, who in enumerate((Role.HANDLER, Role.UNIT_HEAD, Role.REGISTRY_HEAD)):
        give(office, who, f"031-2{number}", today, None, [])
    assert asked() == few
