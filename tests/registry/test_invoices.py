"""The book of received invoices: each stands in it once, under the next number, as it came; nothing wrong is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from salter.documents.actions import content, keep_as_it_came
from salter.documents.models import Rendition, Source
from salter.journal.models import Entry
from salter.journal.tasks import run_everything
from salter.organisations import clock
from salter.organisations.access import NotAllowed
from salter.organisations.identifiers import make_test_pib
from salter.organisations.models import Role
from salter.organisations.tenancy import scope
from salter.registry import actions as registry
from salter.registry.actions.lists import open_again
from salter.registry.incoming import actions as shelf
from salter.registry.incoming import queries as shelf_queries
from salter.registry.incoming.actions import Content, FileInput
from salter.registry.incoming.reasons import said
from salter.registry.invoices import actions, paper, queries, ubl
from salter.registry.invoices.queries import LATE, Narrow
from salter.registry.mail import taking
from salter.registry.models import ActList, Door, Incoming, IncomingState, Invoice, InvoiceState, ListedAct
from tests.portal.scenes import pdf
from tests.registry.invoices import attached, enveloped, invoice
from tests.registry.test_mail import account, built, raw
from tests.support.imap import pymap
from tests.support.office import Office

SignIn = Callable[[Role], Client]
CLERK, HEAD, HANDLER = Role.REGISTRY_CLERK, Role.REGISTRY_HEAD, Role.HANDLER
OURS = make_test_pib(1)


@pytest.fixture(autouse=True)
def our_number(office: Office) -> None:
    """The tax number of the office, as its administrator has written it."""
    office.organisation.tax_number = OURS
    office.organisation.save(update_fields=["tax_number"])


@pytest.fixture
def book(office: Office) -> ActList:
    """The book of the year, kept for the handler's unit."""
    return actions.open_invoice_book(office.viewer(CLERK), class_code="352", unit=office.units["IV-02"])


def sent(office: Office, data: bytes, name: str = "faktura.xml") -> Incoming:
    row, _fresh = actions.send_invoice(office.viewer(CLERK), name=name, content=io.BytesIO(data))
    return row


def entered(office: Office, data: bytes) -> Invoice:
    row = sent(office, data)
    return actions.enter_invoice(office.viewer(CLERK), incoming=row, file=shelf_queries.files(row)[0])


def upload(client: Client, data: bytes, name: str = "faktura.xml") -> str:
    """What a clerk sends in at the page, and where that leads."""
    file = io.BytesIO(data)
    file.name = name
    answer = client.post(reverse("registry:invoice-new"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def reason_of(row: Incoming) -> str:
    row.refresh_from_db()
    return row.reason


def test_an_invoice_gets_the_next_number_of_the_book(office: Office, book: ActList) -> None:
    order = pdf()
    data = invoice(buyer=OURS, extra=attached("Радни налог.pdf", order))
    first, second = entered(office, data), entered(office, invoice(buyer=OURS, number="13/2026", credit=True))
    assert [row.listed.sub_number for row in (first, second)] == [1, 2]
    assert first.listed.act_list_id == book.pk
    assert (first.supplier, first.number, first.currency, str(first.amount)) == (
        "Ведрина ДОО",
        "12/2026",
        "RSD",
        "1500.60",
    )
    assert first.listed.subject == "Фактура 12/2026 од 10. 1. 2026., 1.500,60 РСД, доспева 10. 2. 2026."
    assert content(first.original) == data
    assert [file.document.name for file in first.files.all()] == ["Радни налог.pdf"]
    assert content(first.files.get().document) == order
    assert first.remarks == []
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"invoice.entered", "incoming.listed", "list.entered", "document.rendered"} <= verbs


def test_the_view_says_that_it_is_a_view_and_holds_the_xml(office: Office, book: ActList) -> None:
    data = invoice(buyer=OURS)
    row = entered(office, data)
    view = Rendition.objects.get(original=row.original).document
    with pikepdf.open(io.BytesIO(content(view))) as opened:
        assert opened.attachments["faktura.xml"].get_file().read_bytes() == data
    found = queries.files(row)
    assert (found.view, found.original) == (view, row.original)
    told = paper.view_data(office.organisation, ubl.read(data), row.original, "sr-latn")
    assert (told["kind"], told["supplier"][0]) == ("Prikaz fakture", "Ведрина ДОО")  # a name stays as it is written
    assert told["payable"] == "1.500,60 RSD"


def test_a_view_that_cannot_be_made_loses_no_invoice(
    office: Office, book: ActList, monkeypatch: pytest.MonkeyPatch, client_as: SignIn
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(paper, "SECONDS", 0)
        row = entered(office, invoice(buyer=OURS))
    assert queries.files(row).view is None
    client = client_as(CLERK)
    page = client.get(reverse("registry:invoice", args=[row.pk])).content.decode()
    assert "Направите приказ поново" in page
    client.post(reverse("registry:invoice-view", args=[row.pk]))
    assert queries.files(row).view is not None


def test_the_page_enters_what_is_in_order_and_leads_to_it_when_it_comes_again(
    office: Office, book: ActList, client_as: SignIn
) -> None:
    client, data = client_as(CLERK), enveloped(invoice(buyer=OURS))
    there = upload(client, data)
    row = Invoice.objects.get()
    assert there == reverse("registry:invoice", args=[row.pk])
    assert upload(client, data) == there
    shown = client.get(there).content.decode()
    assert "Иста датотека је већ стигла" in shown
    assert (Invoice.objects.count(), ListedAct.objects.count(), Incoming.objects.count()) == (1, 1, 1)
    incoming = Incoming.objects.get()
    assert (incoming.state, incoming.listed_id) == (IncomingState.REGISTERED, row.listed_id)
    assert book.case.number in client.get(reverse("registry:incoming-one", args=[incoming.pk])).content.decode()
    assert book.case.number in client.get(reverse("registry:incoming"), {"state": "registered"}).content.decode()
    original = client.get(reverse("registry:invoice-file", args=[row.pk, row.original_id]))
    assert b"".join(original) == data
    assert original["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html/>", "invoice-not-ubl"),
        (invoice(buyer=OURS)[:-30], "invoice-not-xml"),
        (b"%PDF-1.4 faktura", "invoice-not-xml"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "invoice-dtd"),
        (invoice(buyer=OURS, number=""), "invoice-missing"),
        (invoice(buyer=OURS, payable="1.00"), "invoice-sum-payable"),
        (invoice(buyer=make_test_pib(5)), "invoice-buyer"),
    ],
)
def test_a_wrong_one_waits_as_it_came_with_its_reason(
    office: Office, book: ActList, client_as: SignIn, data: bytes, reason: str
) -> None:
    client = client_as(CLERK)
    there = upload(client, data)
    row = Incoming.objects.get()
    [file] = shelf_queries.files(row)
    assert (row.state, row.reason, content(file.document)) == (IncomingState.UNCLEAR, reason, data)
    page = client.get(there).content.decode()
    with translation.override("sr"):
        assert all(escape(words) in page for words in said(reason, row.reason_words))
    assert not Invoice.objects.exists()
    can_be_read = reason in ("invoice-sum-payable", "invoice-buyer")
    assert ("Ипак упишите у књигу" in page) is can_be_read
    answer = client.post(there, {"form_key": "a"})
    assert answer.status_code == (302 if can_be_read else 422)
    assert Invoice.objects.count() == can_be_read
    if can_be_read:
        assert [code for code, _words in Invoice.objects.get().remarks] == [reason]


def test_the_same_invoice_in_another_xml_is_not_entered_twice(office: Office, book: ActList, client_as: SignIn) -> None:
    first, clerk = entered(office, invoice(buyer=OURS)), office.viewer(CLERK)
    again = sent(office, enveloped(invoice(buyer=OURS)))
    assert reason_of(again) == "invoice-again"
    with pytest.raises(ValidationError) as refused:
        actions.enter_invoice(clerk, incoming=again, file=shelf_queries.files(again)[0])
    assert refused.value.code == "again"
    assert f"{book.case.number}, 1" in refused.value.messages[0]
    assert Invoice.objects.get().fingerprint == first.fingerprint
    registry.cancel_listed(clerk, act=first.listed, reason="Погрешно уписана.")
    second = actions.enter_invoice(clerk, incoming=again, file=shelf_queries.files(again)[0])
    assert second.listed.sub_number == 2
    page = client_as(CLERK).get(reverse("registry:invoices")).content.decode()
    assert "сторнирано" in page


def test_two_who_enter_the_same_at_once_enter_it_once(
    office: Office, book: ActList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one looked before the first was written, in the book of another year."""
    first, again = entered(office, invoice(buyer=OURS)), sent(office, enveloped(invoice(buyer=OURS)))
    monkeypatch.setattr("salter.registry.invoices.actions.twin_of", lambda *_args: None)
    with pytest.raises(ValidationError) as refused:
        actions.enter_invoice(office.viewer(CLERK), incoming=again, file=shelf_queries.files(again)[0])
    assert refused.value.code == "again"
    assert Invoice.objects.get().fingerprint == first.fingerprint


def test_a_mended_invoice_is_entered_after_the_rejected_one(office: Office, book: ActList) -> None:
    first, clerk = entered(office, invoice(buyer=OURS)), office.viewer(CLERK)
    today = clock.today(office.organisation)
    actions.decide_invoice(clerk, invoice=first, state=InvoiceState.REJECTED, on=today, note="Погрешан износ.")
    mended = sent(office, enveloped(invoice(buyer=OURS)))
    assert reason_of(mended) == "invoice-rejected"
    second = actions.enter_invoice(clerk, incoming=mended, file=shelf_queries.files(mended)[0])
    assert second.listed.sub_number == 2
    assert [code for code, _words in second.remarks] == ["invoice-rejected"]


def test_a_letter_waits_while_it_holds_another_paper(office: Office, book: ActList) -> None:
    """A copy of an entered file is no other paper; an XML that cannot be read, or an appeal, is one."""
    viewer, data = office.viewer(CLERK), invoice(buyer=OURS)
    names = {"1.xml": data, "1-kopija.xml": data, "2.xml": data[: len(data) // 2], "zalba.pdf": pdf()}
    kept = [
        keep_as_it_came(viewer, name=name, content=io.BytesIO(held), source=Source.UPLOAD, media_type="text/plain")
        for name, held in {"pismo.eml": b"Subject: x", **names}.items()
    ]
    row, _fresh = shelf.take_in(
        viewer,
        door=Door.EMAIL,
        source_key="pismo",
        received_at=clock.now(office.organisation),
        content=Content(subject="Фактура и жалба"),
        files=[FileInput(document, []) for document in kept],
    )
    papers = shelf_queries.files(row)
    actions.enter_invoice(viewer, incoming=row, file=papers[1])
    row.refresh_from_db()
    assert row.state == IncomingState.WAITING
    assert set(queries.of_papers(viewer, papers)) == {papers[1].document_id, papers[2].document_id}


def test_without_a_book_the_invoice_waits_and_one_button_opens_it(office: Office, client_as: SignIn) -> None:
    client, data = client_as(CLERK), invoice(buyer=OURS)
    there = upload(client, data)
    page = client.get(there).content.decode()
    assert reverse("registry:invoice-book") in page
    answer = client.post(there, {"form_key": "a"})
    assert answer.status_code == 422
    assert Incoming.objects.get().state == IncomingState.WAITING
    opened = client.post(reverse("registry:invoice-book"), {"class_code": "352", "unit": ""})
    assert opened.status_code == 302
    assert client.post(reverse("registry:invoice-book"), {"class_code": "352", "unit": ""}).status_code == 422
    assert client.post(there, {"form_key": "b"}).status_code == 302
    assert Invoice.objects.get().listed.sub_number == 1


def test_accepting_and_rejecting_is_noted_with_who_and_why(office: Office, book: ActList, client_as: SignIn) -> None:
    row, clerk = entered(office, invoice(buyer=OURS)), office.viewer(CLERK)
    today = clock.today(office.organisation)
    for state, on, note, code in (
        (InvoiceState.REJECTED, today, " ", "note"),
        (InvoiceState.ACCEPTED, today + timedelta(days=1), "", "day"),
        (InvoiceState.ACCEPTED, today - timedelta(days=1), "", "day"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.decide_invoice(clerk, invoice=row, state=state, on=on, note=note)
        assert refused.value.code == code
    registry.assign(clerk, case=book.case, unit=office.units["IV-02"], staff=office.people[HANDLER])
    form = {"state": "rejected", "on": f"{today:%d.%m.%Y.}", "note": "Роба није стигла."}
    answer = client_as(HANDLER).post(reverse("registry:invoice-decide", args=[row.pk]), form)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note, row.decided_on) == (InvoiceState.REJECTED, "Роба није стигла.", today)
    assert row.decided_by == office.account(HANDLER)
    again = actions.decide_invoice(clerk, invoice=row, state=InvoiceState.RECEIVED, on=today)
    assert (again.decided_on, again.decided_by) == (None, None)
    assert Entry.objects.filter(verb="invoice.decided").count() == 2


def test_only_who_sees_the_book_sees_its_invoices(office: Office, other_office: Office, book: ActList) -> None:
    row = entered(office, invoice(buyer=OURS))
    assert queries.invoice(office.viewer(Role.UNIT_HEAD), row.pk) == row
    for role in (Role.MAYOR, Role.CITIZEN, Role.ANALYST):
        with pytest.raises(Invoice.DoesNotExist):
            queries.invoice(office.viewer(role), row.pk)
        with pytest.raises(NotAllowed):
            actions.decide_invoice(
                office.viewer(role), invoice=row, state=InvoiceState.ACCEPTED, on=clock.today(office.organisation)
            )
    with pytest.raises(NotAllowed):
        actions.open_invoice_book(office.viewer(HANDLER), class_code="352")
    with pytest.raises(NotAllowed):
        actions.send_invoice(office.viewer(HANDLER), name="a.xml", content=io.BytesIO(b"<a/>"))
    with pytest.raises(NotAllowed):
        actions.set_clock(office.viewer(CLERK), days=3)
    with scope(other_office.organisation.pk), pytest.raises(Invoice.DoesNotExist):
        queries.invoice(other_office.viewer(CLERK), row.pk)


def test_the_clock_is_the_offices_own_setting(office: Office, book: ActList, client_as: SignIn) -> None:
    row, clerk = entered(office, invoice(buyer=OURS)), office.viewer(CLERK)
    today = clock.today(office.organisation)
    assert queries.answer_by(clerk, row) == today + timedelta(days=15)
    page = client_as(HEAD).get(reverse("registry:invoices")).content.decode()
    assert "непроверено" in page
    Invoice.objects.update(received_on=today - timedelta(days=16))
    assert queries.counts(clerk, book) == {"received": 1, "late": 1}
    assert [one.pk for one in queries.invoices(clerk, book, Narrow(LATE))[0]] == [row.pk]
    client = client_as(HEAD)
    assert client.post(reverse("registry:invoice-clock"), {"days": "400"}).status_code == 422
    assert client.post(reverse("registry:invoice-clock"), {"days": "20"}).status_code == 302
    clerk = office.viewer(CLERK)
    clerk.organisation.refresh_from_db()
    assert queries.counts(clerk, book) == {"received": 1, "late": 0}
    actions.set_clock(office.viewer(HEAD), days=0)
    clerk.organisation.refresh_from_db()
    row.refresh_from_db()
    assert queries.answer_by(clerk, row) is None
    assert queries.counts(clerk, book)["late"] == 0


def test_an_invoice_that_comes_by_mail_is_one_button_away(office: Office, book: ActList, client_as: SignIn) -> None:
    message: EmailMessage = built(1, Subject="Фактура 12/2026")
    for number in ("12/2026", "13/2026"):
        data = invoice(buyer=OURS, number=number)
        message.add_attachment(data, maintype="application", subtype="xml", filename=f"{number[:2]}.xml")
    with pymap() as server:
        server.deliver(raw(message))
        taking.Run(office.organisation, account(office, server.port).pk).go()
    row = Incoming.objects.get()
    client = client_as(CLERK)
    page = client.get(reverse("registry:incoming-one", args=[row.pk])).content.decode()
    assert "електронска фактура" in page
    papers = shelf_queries.files(row)[1:]
    addresses = [reverse("registry:invoice-enter", args=[row.pk, paper.pk]) for paper in papers]
    assert all(address in page for address in addresses)
    assert client.post(addresses[0], {"form_key": "a"}).status_code == 302
    row.refresh_from_db()
    assert row.state == IncomingState.WAITING  # the other one is still to be entered
    assert client.post(addresses[1], {"form_key": "b"}).status_code == 302
    row.refresh_from_db()
    assert row.state == IncomingState.REGISTERED
    assert sorted(Invoice.objects.values_list("number", flat=True)) == ["12/2026", "13/2026"]


def test_an_invoice_is_read_again_when_our_number_was_written_down(office: Office) -> None:
    office.organisation.tax_number = ""
    office.organisation.save(update_fields=["tax_number"])
    row = sent(office, invoice(buyer=OURS))
    assert reason_of(row) == "invoice-own-pib"
    office.organisation.tax_number = OURS
    office.organisation.save(update_fields=["tax_number"])
    shelf.retry(office.viewer(CLERK), incoming=row)
    run_everything()
    row.refresh_from_db()
    assert (row.state, row.reason) == (IncomingState.WAITING, "")


def test_an_attachment_that_may_not_come_in_is_kept_and_said(office: Office, book: ActList) -> None:
    row = entered(
        office, invoice(buyer=OURS, extra=attached("../virus.exe", b"MZ\x90\x00", "application/octet-stream"))
    )
    [file] = row.files.select_related("document")
    assert (file.document.name, content(file.document)) == ("virus.exe", b"MZ\x90\x00")
    assert file.document.media_type == "application/octet-stream"
    assert file.findings


def test_next_years_book_is_opened_with_the_lists(office: Office, book: ActList) -> None:
    year = clock.today(office.organisation).year
    head = office.viewer(HEAD)
    later = registry.open_register(head, year=year + 1)
    [opened] = open_again(head, later)
    opened.refresh_from_db()
    assert opened.invoices
    assert opened.case.year == year + 1


def test_the_list_is_paged_found_and_costs_the_same_with_many(office: Office, book: ActList, client_as: SignIn) -> None:
    client, address = client_as(CLERK), reverse("registry:invoices")
    entered(office, invoice(buyer=OURS, number="1/2026"))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(2, 45):
        entered_without_view(office, book, number)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert len(many) == len(few)
    assert "before=" in page
    found = client.get(address, {"q": "43/2026"}).content.decode()
    assert found.count("data-row>") == 1
    assert client.get(address, {"state": "accepted"}).status_code == 200


def entered_without_view(office: Office, book: ActList, number: int) -> None:
    """A line of the book and its invoice, as `enter_invoice` writes them."""
    clerk, today = office.viewer(CLERK), clock.today(office.organisation)
    row = registry.ListRow(today, f"Фактура {number}/2026", "Ведрина ДОО", f"{number}/2026")
    [listed] = registry.enter_acts(clerk, act_list=book, rows=[row])
    Invoice.objects.create(
        organisation=office.organisation,
        listed=listed,
        original=office.document(),
        kind="invoice",
        number=f"{number}/2026",
        supplier="Ведрина ДОО",
        issued_on=today,
        amount=number,
        currency="RSD",
        received_on=today,
        fingerprint=str(number),
    )
