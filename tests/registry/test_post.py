"""Letters on paper: the delivery book for the post, registered numbers, and slips that lead back to their letters."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from salter.journal.models import Entry
from salter.mailbox import actions as mailbox
from salter.mailbox import posting
from salter.mailbox.models import Channel, Delivery, Medium, PostDay, StruckLine
from salter.mailbox.rules import WrongState, registered_number
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.models import Role
from salter.registry import actions
from salter.registry.dispatching import letters, printing
from salter.registry.models import Act, ActKind, CaseParty
from tests.documents.test_rendering import text_of
from tests.registry.scenes import SignIn, act_of
from tests.registry.test_actions import signed
from tests.registry.test_parties import by_post, of_two
from tests.support.office import Office

NUMBER, OTHER = "RE123456785RS", "RE123456799RS"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("RE123456785RS", "RE123456785RS"),
        ("re 123 456 785 rs", "RE123456785RS"),
        ("RR473124829GB", "RR473124829GB"),  # the example of the standard
        ("412/26", "412/26"),
        ("", ""),
    ],
)
def test_a_registered_number_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert registered_number(typed) == kept


@pytest.mark.parametrize("typed", ["RE123456758RS", "RR473124828GB", "1" * 41])
def test_a_mistyped_registered_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        registered_number(typed)
    assert refused.value.code == "number"


def posted(office: Office) -> Delivery:
    return Delivery.objects.get(case_id=act_of(office, upto="dispatched").case_id)


def hand_over(office: Office, *rows: Delivery, number: str = "") -> PostDay:
    return posting.hand_to_post(office.viewer(Role.REGISTRY_CLERK), letters={row.pk: number for row in rows})


def refused(code: str, office: Office, *rows: Delivery, number: str = "") -> None:
    before = Delivery.objects.filter(post_day=None).count()
    with pytest.raises(ValidationError) as caught:
        hand_over(office, *rows, number=number)
    assert caught.value.code == code
    assert Delivery.objects.filter(post_day=None).count() == before


def test_the_book_of_a_day_counts_from_one_and_goes_on_where_it_was(office: Office) -> None:
    first, second, third = (posted(office) for _place in range(3))
    day = hand_over(office, first, second)
    assert hand_over(office, third, number=NUMBER).pk == day.pk
    _day, rows = letters.of_day(office.viewer(Role.REGISTRY_CLERK), clock.today(office.organisation))
    assert [(row.pk, row.post_ordinal) for row in rows] == [(first.pk, 1), (second.pk, 2), (third.pk, 3)]
    assert PostDay.objects.get().count == 3
    with clock.at(office.organisation, clock.real_now() + timedelta(days=1)):
        later = posted(office)
        assert hand_over(office, later).pk != day.pk
    later.refresh_from_db()
    assert later.post_ordinal == 1
    told = Entry.objects.filter(verb="delivery.posted", subject_id=third.pk).get()
    assert (told.body["ordinal"], told.body["number"]) == (3, NUMBER)


def test_a_letter_is_handed_over_once_and_a_number_given_once(office: Office) -> None:
    first, second = posted(office), posted(office)
    refused("number", office, first, second, number=NUMBER)
    hand_over(office, first, number=NUMBER)
    refused("letters", office, first, second)
    refused("number", office, second, number="re 123456785 rs")
    clerk = office.viewer(Role.REGISTRY_CLERK)
    counter = Channel.objects.get(organisation=office.organisation, medium=Medium.COUNTER)
    [by_hand] = actions.dispatch_act(clerk, act=act_of(office, upto="signed"), channel=counter)
    refused("letters", office, by_hand)


def test_a_number_is_corrected_later_and_the_journal_says_so(office: Office) -> None:
    row = posted(office)
    day, clerk = hand_over(office, row, number=NUMBER), office.viewer(Role.REGISTRY_CLERK)
    assert posting.note_numbers(clerk, day=day, letters={row.pk: OTHER}) == 1
    assert posting.note_numbers(clerk, day=day, letters={row.pk: OTHER.lower()}) == 0
    row.refresh_from_db()
    assert row.registered_number == OTHER
    assert Entry.objects.filter(verb="delivery.posted").count() == 2


def test_each_letter_has_the_address_of_its_own_party(office: Office) -> None:
    case = of_two(office)
    for part, address in zip(case.parties.order_by("id"), ("Липа 1, 11000 Београд", "Храст 2"), strict=True):
        CaseParty.objects.filter(pk=part.pk).update(address=address)
    found = letters.addressed(by_post(office, signed(office, case)))
    assert [(one.name, one.address) for one in found] == [
        ("Мила Ведрић", ("Липа 1", "11000 Београд")),
        ("Стојан Пешић", ("Храст 2",)),
    ]
    office_of, today = office.organisation, clock.today(office.organisation)
    envelopes = printing.envelopes_pdf(office_of, found, size="c5", on=today)
    pages = text_of(envelopes).split("Општинска управа општине Ведрово")
    assert [("Липа 1" in page, "Храст 2" in page) for page in pages[1:]] == [(True, False), (False, True)]
    slips = text_of(printing.slips_pdf(office_of, found, on=today))
    assert all(one.delivery.slip_code in slips for one in found)


def test_a_letter_names_everybody_whom_it_goes_to(office: Office) -> None:
    case = of_two(office)
    handler = office.viewer(Role.HANDLER)
    content = {"text": "Обавештавамо вас о току поступка."}
    act = actions.draft_act(handler, case=case, kind=ActKind.NOTICE, title="Обавештење", content=content)
    actions.submit_act(handler, act=act)
    actions.approve_act(office.viewer(Role.UNIT_HEAD), act=act)
    done = actions.sign_act(office.viewer(Role.SIGNATORY), act=act)
    assert done.document is not None
    from salter.documents.actions import content as bytes_of

    head = text_of(bytes_of(done.document)).split("Обавештавамо")[0]
    assert "Мила Ведрић" in head
    assert "Стојан Пешић" in head


def test_each_party_gets_it_by_the_channel_chosen_for_it(office: Office, client_as: SignIn) -> None:
    act, clerk = signed(office, of_two(office)), client_as(Role.REGISTRY_CLERK)
    first, second = act.case.parties.order_by("id")
    by = {row.medium: row for row in Channel.objects.filter(organisation=office.organisation)}
    url = reverse("registry:dispatch-act", args=[act.pk])
    assert f"channel_{second.pk.hex}" in clerk.get(url).content.decode()
    sent = {"channel": str(by[Medium.POST].pk), f"channel_{second.pk.hex}": str(by[Medium.COUNTER].pk)}
    assert clerk.post(url, sent).status_code == 302
    found = dict(Delivery.objects.values_list("recipient_id", "channel__medium"))
    assert found == {first.party_id: Medium.POST, second.party_id: Medium.COUNTER}
    assert Act.objects.get(pk=act.pk).dispatched_at is not None


def test_a_slip_leads_back_to_its_letter_however_its_code_is_typed(office: Office, client_as: SignIn) -> None:
    row, clerk = posted(office), client_as(Role.REGISTRY_CLERK)
    hand_over(office, row, number=NUMBER)
    url, to = reverse("registry:slips"), reverse("registry:handover", args=[row.pk]) + "?back=slips"
    for code in (row.slip_code, row.slip_code.lower().replace("-", " "), "re123456785rs"):
        assert clerk.post(url, {"code": code}).headers["Location"] == to, code
    for code in ("7F3K-92QD-0A1B", "  ", "—"):
        assert clerk.post(url, {"code": code}).status_code == 422, code
    day = clock.today(office.organisation).strftime("%d. %m. %Y.")
    assert clerk.post(to, {"result": "handed", "on": day, "form_key": "a"}).headers["Location"] == url
    assert f"Повратница за {row.case_number} је унета: Мила Ведрић." in clerk.get(url).content.decode()
    again = clerk.post(url, {"code": row.slip_code})
    assert again.status_code == 422
    assert "већ" in again.content.decode()


def test_the_clerk_hands_the_post_over_and_prints_its_list(office: Office, client_as: SignIn) -> None:
    first, second = posted(office), posted(office)
    clerk, url = client_as(Role.REGISTRY_CLERK), reverse("registry:outgoing")
    assert first.case_number in clerk.get(url).content.decode()
    for what in ("envelopes.pdf?size=dl", "slips.pdf"):
        printed = clerk.get(
            reverse("registry:outgoing-print", args=["waiting", what.split("?")[0]]) + what[len(what.split("?")[0]) :]
        )
        assert printed.content.startswith(b"%PDF"), what
    key = f"number_{first.pk.hex}"
    wrong = clerk.post(url, {f"take_{first.pk.hex}": "on", key: "RE123456758RS"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {key}
    assert clerk.post(url, {"form_key": "none"}).status_code == 422
    sent = clerk.post(url, {f"take_{first.pk.hex}": "on", key: NUMBER, "form_key": "a"})
    day = clock.today(office.organisation).isoformat()
    assert sent.headers["Location"] == reverse("registry:outgoing-day", args=[day])
    assert list(letters.waiting(office.viewer(Role.REGISTRY_CLERK))) == [second]
    listed = clerk.get(reverse("registry:outgoing-print", args=[day, "list.pdf"]))
    assert NUMBER in text_of(listed.content)
    workbook = clerk.get(reverse("registry:outgoing-print", args=[day, "list.xlsx"]))
    table = openpyxl.load_workbook(BytesIO(workbook.content))
    assert [cell.value for cell in table.worksheets[0][2]][:3] == [1, NUMBER, "Мила Ведрић"]
    kept = clerk.post(reverse("registry:outgoing-day", args=[day]), {key: OTHER, "form_key": "b"})
    assert kept.status_code == 302
    first.refresh_from_db()
    assert first.registered_number == OTHER
    for bad in (("2020-01-01", "list.pdf"), ("x", "list.pdf"), (day, "else.pdf"), ("waiting", "list.pdf")):
        assert clerk.get(reverse("registry:outgoing-print", args=bad)).status_code == 404, bad


def test_numbers_that_a_colleague_has_entered_meanwhile_stay(office: Office, client_as: SignIn) -> None:
    clerk = client_as(Role.REGISTRY_CLERK)
    first, second, later = posted(office), posted(office), posted(office)
    day = hand_over(office, first, second)
    page = reverse("registry:outgoing-day", args=[day.day.isoformat()])
    form = clerk.get(page).context["form"]
    shown = {field.html_initial_name: field.value() or "" for field in form.visible_fields()}
    shown |= {field.html_name: field.value() or "" for field in form.visible_fields()}
    viewer = office.viewer(Role.REGISTRY_CLERK)
    posting.note_numbers(viewer, day=day, letters={second.pk: NUMBER})  # a colleague, while the page is open
    posting.hand_to_post(viewer, letters={later.pk: "412/26"})
    assert clerk.post(page, {**shown, f"number_{first.pk.hex}": OTHER, "form_key": "a"}).status_code == 302
    kept = [Delivery.objects.get(pk=row.pk).registered_number for row in (first, second, later)]
    assert kept == [OTHER, NUMBER, "412/26"]
    emptied = {f"initial-number_{first.pk.hex}": OTHER, f"number_{first.pk.hex}": "", "form_key": "b"}
    assert clerk.post(page, emptied).status_code == 302
    assert Delivery.objects.get(pk=first.pk).registered_number == "", "who means to take it off does"


def test_a_line_that_was_entered_by_mistake_is_struck_and_the_letter_waits_again(
    office: Office, client_as: SignIn
) -> None:
    clerk, viewer = client_as(Role.REGISTRY_CLERK), office.viewer(Role.REGISTRY_CLERK)
    first, second = posted(office), posted(office)
    day = hand_over(office, first)
    posting.hand_to_post(viewer, letters={second.pk: NUMBER})
    page = reverse("registry:outgoing-day", args=[day.day.isoformat()])
    address = reverse("registry:outgoing-strike", args=[second.pk])
    assert address in clerk.get(page).content.decode()
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"reason": " "}).status_code == 422
    assert clerk.post(address, {"reason": "Писмо је остало на столу."}).headers["Location"] == page
    assert list(letters.waiting(viewer)) == [second]
    shown = clerk.get(page).content.decode()
    assert "Писмо је остало на столу." in shown
    assert f"<s>2. {second.case_number}" in shown
    assert address not in shown
    listed = text_of(clerk.get(reverse("registry:outgoing-print", args=[page.split("/")[-2], "list.pdf"])).content)
    assert second.case_number not in listed, "the post office is told what it gets"
    assert posting.hand_to_post(viewer, letters={second.pk: NUMBER}).count == 3, "no ordinal is given twice"
    second.refresh_from_db()
    assert (second.post_ordinal, second.registered_number) == (3, NUMBER)
    entry = Entry.objects.get(verb="delivery.struck")
    assert (entry.body["ordinal"], "столу" in str(entry.body)) == (2, False)


def test_what_is_known_of_a_letter_keeps_its_line(office: Office) -> None:
    row, viewer = posted(office), office.viewer(Role.REGISTRY_CLERK)
    with pytest.raises(WrongState):
        posting.strike(viewer, delivery=row, reason="Није отишло.")
    hand_over(office, row)
    with pytest.raises(NotAllowed):
        posting.strike(office.viewer(Role.HANDLER), delivery=row, reason="Није отишло.")
    mailbox.record_handover(viewer, delivery=row, on=clock.today(office.organisation), note="")
    with pytest.raises(WrongState):
        posting.strike(viewer, delivery=row, reason="Није отишло.")
    assert not StruckLine.objects.exists()
