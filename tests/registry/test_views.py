"""Lists, the page of a case, books and documents: who may open them and what they show."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from salter.documents.actions import keep_own
from salter.journal.models import Entry, Failure, Outbox
from salter.organisations import clock
from salter.organisations.access import Confidentiality
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions, desk
from salter.registry.desk import Narrow
from salter.registry.models import Attachment, Case, IntakeChannel
from salter.registry.navigation import CLERKS, READERS, STAFF, navigation
from tests.registry.scenes import SignIn, act_of, assigned
from tests.support.office import Office

BOOKS = desk.BOOK_READERS
ROLES: dict[str, tuple[Role, ...]] = {
    "home": STAFF,
    "cases": READERS,
    "intake": CLERKS,
    "register": CLERKS,
    "approve": (Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION),
    "sign": (Role.SIGNATORY,),
    "sign-result": (Role.SIGNATORY,),
    "dispatch": CLERKS,
    "parties": CLERKS,
    "registers": BOOKS,
    "catalogue": STAFF,
    "assign-many": (*CLERKS, Role.UNIT_HEAD, Role.HEAD_OF_ADMINISTRATION),
}


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_for_its_roles_only(office: Office, client_as: SignIn, role: Role) -> None:
    client = client_as(role)
    wrong = []
    for name, roles in ROLES.items():
        status = client.get(reverse(f"registry:{name}")).status_code
        if status != (200 if role in roles else 403):
            wrong.append((name, status))
    assert wrong == []


def test_visitors_are_asked_to_sign_in(office: Office) -> None:
    response = Client().get(reverse("registry:cases"))
    assert response.status_code == 302
    assert reverse("organisations:sign-in") in response["Location"]


def test_navigation_leads_only_where_the_viewer_may_go(office: Office, client_as: SignIn) -> None:
    for role in Role:
        client = client_as(role)
        statuses = {entry["name"]: client.get(entry["url"]).status_code for entry in navigation(office.viewer(role))}
        assert set(statuses.values()) <= {200}, (role, statuses)


@pytest.mark.parametrize("role", [Role.REGISTRY_CLERK, Role.HANDLER, Role.UNIT_HEAD, Role.SIGNATORY, Role.INSPECTOR])
def test_list_and_case_show_what_the_reader_may_see(office: Office, client_as: SignIn, role: Role) -> None:
    case = act_of(office).case
    client = client_as(role)
    for url in (
        reverse("registry:home"),
        reverse("registry:cases") + "?status=all",
        reverse("registry:case", args=[case.pk]),
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        assert case.number in response.content.decode()


def test_a_case_of_another_office_is_not_there(office: Office, other_office: Office, client_as: SignIn) -> None:
    with scope(other_office.organisation.pk):
        theirs = other_office.register().case
    assert client_as(Role.REGISTRY_CLERK).get(reverse("registry:case", args=[theirs.pk])).status_code == 404


PAGES = {
    "cases": (Role.HANDLER, "?status=all"),
    "home": (Role.REGISTRY_CLERK, ""),
    "sign": (Role.SIGNATORY, ""),
    "dispatch": (Role.REGISTRY_CLERK, ""),
    "approve": (Role.UNIT_HEAD, ""),
}


def queries_of(client: Client, url: str) -> int:
    """How many queries a page takes, the second time (caches are warm)."""
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_queries_do_not_depend_on_rows(office: Office, client_as: SignIn) -> None:
    urls = {name: (client_as(role), reverse(f"registry:{name}") + query) for name, (role, query) in PAGES.items()}
    year = clock.today(office.organisation).year
    urls["book"] = (client_as(Role.INSPECTOR), reverse("registry:book", args=["basic", year]))

    def scene() -> None:
        for upto in ("submitted", "approved", "signed", "dispatched"):
            act_of(office, upto=upto)

    scene()
    before = {name: queries_of(client, url) for name, (client, url) in urls.items()}
    scene()
    scene()
    after = {name: queries_of(client, url) for name, (client, url) in urls.items()}
    assert after == before


def test_queries_of_a_case_do_not_depend_on_its_papers(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(Role.HANDLER)
    url = reverse("registry:case", args=[case.pk])
    before = queries_of(client, url)
    clerk = office.viewer(Role.REGISTRY_CLERK)
    for _place in range(3):
        now = clock.now(office.organisation)
        paper = actions.Intake(
            subject="Допуна", channel=IntakeChannel.COUNTER, received_at=now, documents=[office.document()]
        )
        actions.add_supplement(clerk, case=case, intake=paper)
    assert queries_of(client, url) == before


@pytest.mark.parametrize("sort", ["", "&sort=due"])
def test_pages_of_the_list_join_without_gap_or_repeat(
    office: Office, client_as: SignIn, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PAGE", 3)
    party = office.party()
    made = {office.register(party=party).case.number for _place in range(7)}
    client = client_as(Role.REGISTRY_CLERK)
    url, seen = reverse("registry:cases") + "?status=open" + sort, []
    while url:
        response = client.get(url)
        seen += [row.number for row in response.context["rows"]]
        url = response.context["next_url"]
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("query", ["before=x", "before=2026-99-99~x", "due=nonsense", "who=%01x", "status=nonsense"])
def test_a_broken_address_still_gives_a_list(office: Office, client_as: SignIn, query: str) -> None:
    office.register()
    assert client_as(Role.REGISTRY_CLERK).get(reverse("registry:cases") + "?" + query).status_code == 200


def test_search_finds_a_number_in_any_spelling_and_words_in_both_scripts(office: Office, client_as: SignIn) -> None:
    case = office.register("Захтев за заузеће јавне површине", office.party("Ђорђе Њежић")).case
    office.register("Сеча стабла", office.party("Ана Анић"))
    client = client_as(Role.REGISTRY_CLERK)
    short = f"{case.ordinal} / {str(case.year)[2:]}"
    for q in (case.number, short, "djordje njezic", "Đorđe", "ЗАУЗЕЋЕ", "zauzece povrsine"):
        response = client.get(reverse("registry:cases"), {"q": q, "status": "all"})
        assert [row.number for row in response.context["rows"]] == [case.number], q


def test_many_cases_are_assigned_only_after_the_preview(office: Office, client_as: SignIn) -> None:
    cases = [office.register().case, office.register().case]
    to = f"staff:{office.people[Role.HANDLER].pk}"
    client = client_as(Role.UNIT_HEAD)
    url = reverse("registry:assign-many")
    sent: dict[str, Any] = {"case": [str(case.pk) for case in cases], "to": to, "form_key": "one"}
    preview = client.get(url, sent)
    assert preview.context["moving"] == 2
    assert not Case.objects.filter(handler__isnull=False).exists()
    assert client.post(url, sent).status_code == 302
    assert Case.objects.filter(handler=office.people[Role.HANDLER]).count() == 2
    client.post(url, sent)
    assert Entry.objects.filter(verb="case.assigned").count() == 2


def test_the_main_step_is_what_the_state_asks_of_the_viewer(office: Office, client_as: SignIn) -> None:
    def main(case: Case, role: Role) -> str:
        step = client_as(role).get(reverse("registry:case", args=[case.pk])).context["main"]
        return step.code if step else ""

    fresh = office.register().case
    assert (main(fresh, Role.REGISTRY_CLERK), main(fresh, Role.INSPECTOR)) == ("assign", "")
    assert main(assigned(office), Role.HANDLER) == "decide"
    assert main(act_of(office, upto="draft").case, Role.HANDLER) == "continue"
    submitted = act_of(office, upto="submitted").case
    assert (main(submitted, Role.UNIT_HEAD), main(submitted, Role.HANDLER)) == ("approve", "")
    assert main(act_of(office, upto="approved").case, Role.SIGNATORY) == "sign"
    assert main(act_of(office, upto="signed").case, Role.REGISTRY_CLERK) == "dispatch"
    sent = act_of(office, upto="dispatched").case
    assert (main(sent, Role.REGISTRY_CLERK), main(sent, Role.HANDLER)) == ("handover", "close")


def test_closing_needs_class_and_retention_and_ends_the_case(office: Office, client_as: SignIn) -> None:
    case = act_of(office, upto="dispatched").case
    client, url = client_as(Role.HANDLER), reverse("registry:close", args=[case.pk])
    empty = client.post(url, {"class_code": "", "retention": ""})
    assert empty.status_code == 422
    assert set(empty.context["form"].errors) == {"class_code", "retention"}
    rule = next(value for value in empty.context["form"].rules)
    assert client.post(url, {"class_code": case.class_code, "retention": rule}).status_code == 302
    case.refresh_from_db()
    assert case.closed_at is not None


def test_cancelling_says_that_the_number_stays_and_the_book_keeps_it(office: Office, client_as: SignIn) -> None:
    case = office.register().case
    client, url = client_as(Role.REGISTRY_HEAD), reverse("registry:cancel", args=[case.pk])
    assert case.number in client.get(url).context["warning"]
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Двапут унето"}).status_code == 302
    assert client_as(Role.REGISTRY_CLERK).get(url).status_code == 403
    book = client.get(reverse("registry:book", args=["basic", case.year])).content.decode()
    assert "Двапут унето" in book


def test_status_disposition_and_external_number(office: Office, client_as: SignIn) -> None:
    case, client = assigned(office), client_as(Role.HANDLER)
    status = client.post(
        reverse("registry:status", args=[case.pk]), {"status": "discontinued", "reason": "Одустанак странке"}
    )
    kind = client.post(reverse("registry:disposition", args=[case.pk]), {"kind": "Р", "detail": "1. 12. 2026."})
    sent = {
        "system": "pisarnica",
        "number": "002453110 2024 10520 004 003 000",
        "status": "у раду",
        "at": "1. 9. 2026. 8:05",
    }
    external = client.post(reverse("registry:external", args=[case.pk]), sent)
    assert [row.status_code for row in (status, kind, external)] == [302, 302, 302]
    case.refresh_from_db()
    assert (case.status, case.disposition) == ("discontinued", "Р – 1. 12. 2026.")
    assert case.external_number == sent["number"]
    wrong = client.post(reverse("registry:status", args=[case.pk]), {"status": "archived", "reason": "x"})
    assert wrong.status_code == 422


def test_a_restricted_entry_keeps_its_place_in_the_book_unread(office: Office, client_as: SignIn) -> None:
    first, second = office.register("Први").case, office.register("Тајанствени предмет").case
    office.register("Трећи")
    Case.objects.filter(pk=second.pk).update(confidentiality="restricted")
    response = client_as(Role.INSPECTOR).get(reverse("registry:book", args=["basic", first.year]))
    assert [line.key is not None for line in response.context["lines"]] == [True, False, True]
    assert "Тајанствени" not in response.content.decode()


def test_every_look_of_an_inspector_is_journalled(office: Office, client_as: SignIn) -> None:
    case = office.register().case
    client = client_as(Role.INSPECTOR)
    client.get(reverse("registry:case", args=[case.pk]))
    client.get(reverse("registry:book", args=["basic", case.year]))
    client_as(Role.REGISTRY_CLERK).get(reverse("registry:case", args=[case.pk]))
    looks = Entry.objects.filter(verb__startswith="look.").order_by("id")
    assert [entry.verb for entry in looks] == ["look.case", "look.register"]


def attach(office: Office, case: Case, data: bytes, media_type: str) -> str:
    """A document of the case, as an address."""
    viewer = office.viewer(Role.REGISTRY_CLERK)
    document = keep_own(viewer, name="спис.bin", data=data, media_type=media_type)
    Attachment.objects.create(organisation=office.organisation, case=case, document=document)
    return reverse("registry:document", args=[case.pk, document.pk])


def test_documents_are_sent_so_that_they_can_do_no_harm(office: Office, client_as: SignIn) -> None:
    case, client = office.register().case, client_as(Role.REGISTRY_CLERK)
    page = client.get(attach(office, case, b"<script>alert(1)</script>", "text/html"))
    assert page["Content-Type"] == "application/octet-stream"
    assert page["Content-Disposition"].startswith("attachment")
    text = client.get(attach(office, case, "Ја".encode(), "text/plain"))
    assert b"".join(text.streaming_content) == "Ја".encode()  # type: ignore[attr-defined]
    assert text["Content-Disposition"].startswith("inline")
    assert text["Content-Security-Policy"].startswith("sandbox")
    pdf = client.get(attach(office, case, b"%PDF-1.7", "application/pdf"))
    assert "script-src" not in pdf["Content-Security-Policy"]
    assert "default-src 'none'" in pdf["Content-Security-Policy"]
    for response in (page, text, pdf):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_document_opens_only_through_its_own_case(office: Office, client_as: SignIn) -> None:
    case, other = office.register().case, office.register().case
    url = attach(office, case, b"x", "text/plain")
    client = client_as(Role.REGISTRY_CLERK)
    assert client.get(url).status_code == 200
    assert client.get(url.replace(str(case.pk), str(other.pk))).status_code == 404
    assert client.get(url.replace(str(case.pk), str(uuid4()))).status_code == 404


def test_a_failed_job_is_started_again_by_the_administrator(office: Office, client_as: SignIn) -> None:
    case = office.register().case
    entry = Entry.objects.get(verb="case.registered", case_id=case.pk)
    failure = Failure.objects.create(
        organisation=office.organisation,
        subscriber="x.y",
        entry_id=entry.pk,
        message="није успело",
        failed_at=clock.real_now(),
    )
    Outbox.objects.all().delete()
    client = client_as(Role.ADMINISTRATOR)
    assert "није успело" in client.get(reverse("registry:home")).content.decode()
    assert client_as(Role.REGISTRY_CLERK).post(reverse("registry:retry", args=[failure.pk])).status_code == 403
    assert client.post(reverse("registry:retry", args=[failure.pk])).status_code == 302
    assert set(Outbox.objects.values_list("verb", flat=True)) == {"case.registered", "failure.retried"}


def test_an_act_or_a_submission_that_an_inspector_looks_at_is_journalled(office: Office, client_as: SignIn) -> None:
    act = act_of(office, upto="approved")
    submission = act.case.submissions.get()
    client = client_as(Role.INSPECTOR)
    for name, identifier in (
        ("act", act.pk),
        ("act-pdf", act.pk),
        ("registered", submission.pk),
        ("label", submission.pk),
    ):
        before = Entry.objects.filter(verb="look.case", case_id=act.case_id).count()
        assert client.get(reverse(f"registry:{name}", args=[act.case_id, identifier])).status_code == 200
        assert Entry.objects.filter(verb="look.case", case_id=act.case_id).count() == before + 1, name


def test_a_search_that_the_chosen_list_cannot_answer_looks_everywhere(office: Office, client_as: SignIn) -> None:
    """A clerk's first view is “late”; the number of a case that came in today must be found from there."""
    case = office.register().case
    client = client_as(Role.REGISTRY_CLERK)
    query = f"?who=all&status=open&due=late&sort=due&q={case.ordinal}/{case.year}"
    response = client.get(reverse("registry:cases") + query)
    assert [row.pk for row in response.context["rows"]] == [case.pk]
    assert response.context["widened"]
    nothing = client.get(reverse("registry:cases") + "?who=all&status=open&due=late&sort=due&q=nema-toga")
    assert nothing.context["rows"] == []
    assert not nothing.context["widened"]


def test_what_counts_is_kept_for_who_sees_the_same_only(office: Office) -> None:
    """The statement that counts is kept; what it counts, and for whom, is asked anew."""
    views = [Narrow(), Narrow("me"), Narrow("nobody")]
    handler, clerk = office.viewer(Role.HANDLER), office.viewer(Role.REGISTRY_CLERK)
    assert desk.counts(clerk, views) == [0, 0, 0]
    assert desk.counts(handler, views) == [0, 0, 0]
    case = act_of(office).case
    for viewer in (clerk, handler):
        seen = [desk.cases(viewer, view).count() for view in views]
        assert desk.counts(viewer, views) == seen
    assert desk.counts(handler, views)[1] == 1
    Case.objects.filter(pk=case.pk).update(confidentiality=Confidentiality.RESTRICTED)
    assert desk.counts(clerk, views) == [0, 0, 0]
    assert desk.counts(handler, views)[1] == 1
