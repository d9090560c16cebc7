"""A citizen files in Hungarian on a phone and takes a decision in two languages from the mailbox: in a browser."""

from __future__ import annotations

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from salter.journal.tasks import run_everything
from salter.organisations.actions import use_language
from salter.organisations.models import Organisation, Role
from salter.organisations.tenancy import scope
from salter.registry import actions
from salter.registry.models import ActKind, Case
from tests.portal.scenes import filled
from tests.registry.scenes import TEXTS
from tests.support.browser import PHONE, chromium, site
from tests.support.office import Office, found_office
from tests.support.person import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.needs("chromium"),
    pytest.mark.long,
    pytest.mark.xdist_group("hungarian"),
]
SAID = {"ground": "члан 6. Статута", "name": "Vedrovo község", "body": "Községi Hivatal", "seat": "Vedrovo"}
HUNGARIAN = {
    "title_hu": "Határozat: egyszeri pénzbeli segély",
    "legal_basis_hu": "Az általános közigazgatási eljárásról szóló törvény 136. szakasza alapján meghozza",
    "disposition_hu": "A kérelemnek helyt ad.",
    "reasoning_hu": "A kérelem megalapozott.",
    "remedy_hu": "Fellebbezés 15 napon belül.",
}


def at_phone(browser: Browser, address: str, session: str) -> Person:
    """The citizen, with a phone."""
    citizen = Person(browser, address, session, "hu")
    citizen.page.set_viewport_size({"width": PHONE, "height": 844})
    return citizen


def decided(office: Office, case: Case) -> None:
    """The office decides in both languages and sends the decision."""
    unit, handler = office.units["IV-02"], office.people[Role.HANDLER]
    case = actions.assign(office.viewer(Role.REGISTRY_CLERK), case=case, unit=unit, staff=handler)
    act = actions.draft_act(
        office.viewer(Role.HANDLER),
        case=case,
        kind=ActKind.DECISION,
        title="Решење",
        content={**TEXTS, **HUNGARIAN},
        outcome="granted",
    )
    act = actions.submit_act(office.viewer(Role.HANDLER), act=act)
    act = actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    actions.dispatch_act(
        office.viewer(Role.REGISTRY_CLERK), act=actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    )
    run_everything()


def test_a_request_in_hungarian_and_a_decision_in_both(transactional_db: None) -> None:
    office = found_office("vedrovo")
    with scope(office.organisation.pk):
        use_language(office.viewer(Role.ADMINISTRATOR), code="hu", **SAID)
        office.organisation = Organisation.objects.get(pk=office.organisation.pk)
        draft = filled(office)
    client = Client()
    client.force_login(office.account(Role.CITIZEN))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with site() as address, chromium() as browser:
        citizen = at_phone(browser, address, session)
        citizen.open("/services/P050/")
        expect(citizen.page.locator("h1")).to_contain_text("Egyszeri pénzbeli segély")
        citizen.sound("service")
        citizen.open(f"/requests/{draft.pk}/members/?change=1")
        expect(citizen.page.locator("main")).to_contain_text("Hányan élnek a háztartásban")
        citizen.sound("question")
        citizen.press("Continue")
        expect(citizen.page.locator("h1")).to_have_text("Ellenőrizze a válaszait")
        expect(citizen.page.locator("#spoken-hu")).to_be_checked()
        citizen.sound("check")
        citizen.press("Send the request")
        expect(citizen.page.locator("main")).to_contain_text("Kérelmét átvettük")
        citizen.sound("sent")
    with scope(office.organisation.pk):
        decided(office, Case.objects.get())
    with site() as address, chromium() as browser:
        citizen = at_phone(browser, address, session)
        citizen.open("/mailbox/")
        citizen.sound("mailbox")
        citizen.page.locator("main").get_by_role("link", name="Решење").or_(
            citizen.page.locator("main").get_by_role("link", name="Rešenje")
        ).first.click()
        citizen.sound("letter-closed")
        citizen.press("Open the receipt and take the letter")
        expect(citizen.page.locator("main")).to_contain_text("Átadva Önnek")
        citizen.sound("letter-open")
        with citizen.page.expect_download() as download:
            link = citizen.page.locator("main a[href*='/documents/']").first
            link.evaluate("link => { link.download = 'a.pdf'; link.click() }")
        pages = pypdfium2.PdfDocument(download.value.path().read_bytes())
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    for words in ("РЕШЕЊЕ", "HATÁROZAT", TEXTS["disposition"], HUNGARIAN["disposition_hu"]):
        assert words in text
