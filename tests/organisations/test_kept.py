"""A session that ends on a half-written form loses nothing; nobody else ever sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation

from salter.journal.models import Entry
from salter.ops import urls
from salter.organisations import clock, kept
from salter.organisations.levels import Level, Method
from salter.organisations.models import Account, KeptForm, KeptPart, Role
from salter.organisations.pages import OfficeRequest, page
from salter.organisations.presence import ASSURANCE
from tests.support.office import Office

seen: list[tuple[dict[str, list[str]], dict[str, bytes]]] = []
TEXT, PAPER = "Дугачак текст који је писан пола сата", b"%PDF-1.4\n" + b"x" * 3_000_000


def form_page(request: OfficeRequest) -> HttpResponse:
    """A form of some room: a text and a file."""
    if request.method == "POST":
        files = {name: b"".join(file.chunks()) for name, file in request.FILES.items() if not isinstance(file, list)}
        seen.append((dict(request.POST.lists()), files))
        return HttpResponse(status=302, headers={"Location": "/"})
    return HttpResponse(
        '<main><form method="post"><textarea name="text"></textarea><input type="file" name="paper"></form></main>'
    )


urlpatterns = [
    *urls.urlpatterns,
    path("planted/", page()(form_page)),
    path("planted/high/", page(assurance=Level.SUBSTANTIAL)(form_page)),
    path("planted/secret/", page(keeps=False)(form_page)),
]


@pytest.fixture(autouse=True)
def planted() -> Iterator[None]:
    """The planted pages, and nothing seen yet."""
    seen.clear()
    with override_settings(ROOT_URLCONF=__name__), translation.override("en"):
        yield


def sent(owner: Account | None, **more: object) -> dict[str, object]:
    """What the browser sends: the form carries the mark of who opened it."""
    mark = {kept.MARK: kept.mark_of(owner)} if owner else {}
    return {"text": TEXT, "paper": SimpleUploadedFile("Скица.pdf", PAPER, "application/pdf"), **mark, **more}


def signed_in(account: Account) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(account)
    return client


def kept_of(answer: object) -> UUID:
    """The id of the kept form that an answer leads to, perhaps through the sign-in page."""
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 302
    found = re.search(r"kept(?:/|%2F)([0-9a-f-]{36})", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return UUID(found[1])


def test_a_form_without_a_session_waits_for_its_owner_and_is_sent_as_it_was(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    form = kept_of(Client().post("/planted/", sent(clerk)))
    assert seen == []
    assert Entry.objects.get(verb="form.kept").actor == clerk
    owner = signed_in(clerk)
    shown = owner.get(f"/en/kept/{form}/").content.decode()
    assert TEXT in shown
    assert "Скица.pdf" in shown
    assert owner.post("/planted/", {kept.KEPT: str(form), kept.WHOLE: "1"}).status_code == 302
    assert seen == [({"text": [TEXT]}, {"paper": PAPER})]
    assert not KeptForm.objects.exists()
    assert not KeptPart.objects.exists()


def test_the_form_is_filled_in_again_and_its_file_goes_along_unless_left_out(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    owner = signed_in(clerk)
    for more, files in (({}, {"paper": PAPER}), ({kept.WITHOUT: "0"}, {})):
        form = kept_of(Client().post("/planted/", sent(clerk)))
        back = owner.get(f"/planted/?{kept.KEPT}={form}").content.decode()
        assert f"{TEXT}</textarea>" in back
        assert f'name="{kept.KEPT}" value="{form}"' in back
        owner.post("/planted/", {"text": "Поправљено", kept.KEPT: str(form), **more})
        fields, came = seen.pop()
        assert fields["text"] == ["Поправљено"]
        assert came == files


def test_another_person_at_the_same_computer_sees_nothing(office: Office) -> None:
    clerk, other = office.account(Role.REGISTRY_CLERK), signed_in(office.account(Role.HANDLER))
    form = kept_of(Client().post("/planted/", sent(clerk)))
    for answer in (other.get(f"/en/kept/{form}/"), other.post(f"/en/kept/{form}/")):
        assert answer.status_code == 404
        assert "waits for its owner" in answer.content.decode()
        assert TEXT not in answer.content.decode()
    assert TEXT not in other.get(f"/planted/?{kept.KEPT}={form}").content.decode()
    other.post("/planted/", {kept.KEPT: str(form), kept.WHOLE: "1"})
    assert TEXT not in str(seen)
    assert KeptForm.objects.filter(pk=form).exists()


def test_a_stale_tab_of_another_person_is_kept_for_that_person(office: Office) -> None:
    clerk, handler = office.account(Role.REGISTRY_CLERK), office.account(Role.HANDLER)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(handler)
    form = kept_of(browser.post("/planted/", sent(clerk, csrfmiddlewaretoken="x" * 64)))
    assert KeptForm.objects.get(pk=form).account == clerk
    own = browser.post("/planted/", sent(handler, csrfmiddlewaretoken="x" * 64))
    assert own.headers["Location"] == f"/kept/{kept_of(own)}/"


@pytest.mark.parametrize("mark", ["", "1:forged", "nonsense"])
def test_without_a_true_mark_nothing_is_kept(office: Office, mark: str) -> None:
    answer = Client().post("/planted/", sent(None, **{kept.MARK: mark}))
    assert answer.headers["Location"] == "/sign-in/?next=/planted/"
    refused = Client(enforce_csrf_checks=True).post("/planted/", sent(None, **{kept.MARK: mark}))
    assert refused.status_code == 403
    assert not KeptForm.objects.exists()


def test_a_form_from_another_site_is_not_kept(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    answer = Client().post("/planted/", sent(clerk), headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Location"] == "/sign-in/?next=/planted/"
    assert not KeptForm.objects.exists()


def test_forms_with_passwords_are_never_kept(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    assert Client().post("/planted/secret/", sent(clerk)).headers["Location"].startswith("/sign-in/")
    assert not KeptForm.objects.exists()


def test_what_is_kept_is_encrypted_and_goes_after_its_days(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    kept_of(Client().post("/planted/", sent(clerk)))
    row = KeptForm.objects.get()
    assert TEXT.encode() not in bytes(row.sealed)
    assert all(b"%PDF" not in bytes(part.sealed) for part in row.parts.all())
    assert row.parts.count() == 3
    assert kept.sweep() == 0
    KeptForm.objects.update(expires_at=clock.real_now() - timedelta(seconds=1))
    assert signed_in(clerk).get(f"/en/kept/{row.pk}/").status_code == 404
    assert kept.sweep() == 1


def test_who_signs_in_is_told_of_what_is_kept(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    clerk.set_password("четири речи у низу")
    clerk.save()
    kept_of(Client().post("/planted/", sent(clerk)))
    browser = Client()
    browser.post("/en/sign-in/", {"username": clerk.username, "password": "четири речи у низу"})
    assert "/en/kept/" in browser.get("/en/help/").content.decode()


def test_a_higher_level_is_asked_for_and_the_form_waits(office: Office) -> None:
    clerk = office.account(Role.REGISTRY_CLERK)
    browser = signed_in(clerk)
    assert browser.get("/planted/high/").headers["Location"].startswith("/sign-in/confirm/?next=%2Fplanted%2Fhigh%2F")
    asked = browser.post("/planted/high/", sent(clerk))
    assert "level=substantial" in asked.headers["Location"]
    form = kept_of(asked)
    session = browser.session
    session[ASSURANCE] = {
        "level": "substantial", "method": Method.CODE.value, "at": clock.real_now().isoformat()
    }  # fmt: skip
    session.save()
    browser.post("/planted/high/", {kept.KEPT: str(form), kept.WHOLE: "1"})
    assert seen == [({"text": [TEXT]}, {"paper": PAPER})]
